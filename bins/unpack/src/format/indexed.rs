//! What readers of formats with an index have in common.

use std::path::PathBuf;

use super::Visit;
use crate::entry::Entry;
use crate::error::Result;
use crate::names::Encoding;

/// The name of the entry at a place of the index, which may have been taken from its reader.
pub type NameOf<'a> = &'a dyn Fn(usize) -> Vec<u8>;

/// A reader that knows all entries before it decodes any.
pub(super) trait Indexed {
    /// The entries, in the order of the archive.
    fn entries(&self) -> &[Entry];

    /// Takes the entries away; nothing can be read by them any more.
    fn take_entries(&mut self) -> Vec<Entry>;

    /// The encoding that the names were found to have; `None` where the format lays it down.
    fn encoding(&self) -> Option<Encoding> {
        None
    }

    /// The files of its set, this one among them; empty for an archive in one file.
    fn volumes(&self) -> &[PathBuf] {
        &[]
    }

    /// Judges the methods and dictionaries that decoding will need.
    ///
    /// # Errors
    /// [`crate::error::Error::Unsupported`] or [`crate::error::Error::Limit`].
    fn check_decoders(&self, _name: NameOf<'_>) -> Result<()> {
        Ok(())
    }

    /// Visits every entry in the order of the archive.
    ///
    /// # Errors
    /// Damage, a limit, a missing password, or what `visit` returns.
    fn each(&mut self, visit: Visit<'_>) -> Result<()>;
}
