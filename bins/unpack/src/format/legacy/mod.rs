//! Formats of the years of DOS, which few still meet: read when the feature `legacy` is on.

pub(super) mod ace;
pub(super) mod arc;
pub(super) mod arj;
mod bits;
mod fields;
mod lzh;
mod member;
pub(super) mod zoo;

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::io::Write;
    use std::ops::ControlFlow;
    use std::path::Path;

    use proptest::prelude::*;
    use shared::interrupt::Flag;

    use crate::error::Result;
    use crate::format::{Archive, Options};
    use crate::formats::by_name;
    use crate::limits::{Limits, Meter};
    use crate::names::Names;
    use crate::source::Source;

    const ALL: [&str; 3] = ["arj", "zoo", "arc"];

    /// What the files of an archive hold.
    fn contents(format: &str, bytes: &[u8]) -> Result<BTreeSet<Vec<u8>>> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(bytes).unwrap();
        let limits = Limits {
            size: 8 << 20,
            ..Limits::default()
        };
        let options = Options {
            format: by_name(format),
            names: Names::guessed(None),
            password: None,
            meter: Meter::new(limits, Flag::default()),
            strict: false,
            portable: false,
            keep_broken: false,
        };
        let mut all = BTreeSet::new();
        let source = Source::of_file(Path::new("-"), file)?;
        Archive::open(source, options)?.each(&mut |_, body| {
            let mut plain = Vec::new();
            body.drain(&mut |chunk| {
                plain.extend(chunk);
                Ok(())
            })?;
            all.insert(plain);
            Ok(ControlFlow::Continue(()))
        })?;
        Ok(all)
    }

    fn samples() -> Vec<(String, Vec<u8>)> {
        let dir = std::fs::read_dir(harness::data("unpack/legacy")).unwrap();
        let mut all: Vec<_> = dir
            .map(|file| file.unwrap().path())
            .filter_map(|path| {
                let format = path.extension()?.to_str()?.to_owned();
                let known = ALL.contains(&format.as_str()) && !path.ends_with(format!("garbled.{format}"));
                known.then(|| (format, std::fs::read(path).unwrap()))
            })
            .collect();
        all.sort();
        all
    }

    #[test]
    fn no_archive_is_whole_that_was_cut_short() {
        for (format, whole) in samples() {
            assert!(contents(&format, &whole).is_ok());
            for keep in (0..whole.len()).step_by(whole.len() / 100 + 1) {
                assert!(
                    contents(&format, &whole[..keep]).is_err(),
                    "{format} of {} bytes cut at {keep}",
                    whole.len()
                );
            }
        }
    }

    #[test]
    fn no_changed_byte_changes_contents_unseen() {
        for (format, whole) in samples() {
            let right = contents(&format, &whole).unwrap();
            let mut changed = whole.clone();
            for at in (0..whole.len()).step_by(whole.len() / 100 + 1) {
                changed[at] ^= 1 << (at % 8);
                if let Ok(all) = contents(&format, &changed) {
                    assert!(all.is_subset(&right), "{format} of {} at {at}", whole.len());
                }
                changed[at] = whole[at];
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(64))]

        #[test]
        fn any_bytes_behind_a_first_header_are_read_or_refused(
            which in 0_usize..11,
            keep in 0_usize..200,
            rest in prop::collection::vec(any::<u8>(), 0..2000),
        ) {
            let all = samples();
            let (format, whole) = &all[which % all.len()];
            let bytes = [&whole[..keep.min(whole.len())], &rest].concat();
            let _ = contents(format, &bytes);
        }
    }
}
