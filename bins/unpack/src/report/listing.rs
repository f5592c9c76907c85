//! Tables and trees.

use shared::display::visible;
use shared::listing::{Align, Listing};
use unpack::entry::Time;
use unpack::formats;
use unpack::judge::Judged;
use unpack::names::Encoding;
use unpack::policy::MAX_DEPTH;

use super::{name, rfc3339, words};

/// The table of `list -l`.
pub(crate) fn table(judged: &[Judged], encoding: Option<Encoding>) -> String {
    let mut table = Listing::new(&[
        ("kind", Align::Left),
        ("size", Align::Right),
        ("packed", Align::Right),
        ("ratio", Align::Right),
        ("method", Align::Left),
        ("time", Align::Left),
        ("name", Align::Left),
    ]);
    let number = |n: Option<u64>| n.map_or_else(|| "-".to_owned(), |n| n.to_string());
    for Judged { entry, reasons, .. } in judged {
        let ratio = match (entry.size, entry.packed) {
            (Some(size), Some(packed @ 1..)) => format!("{:.1}", size as f64 / packed as f64),
            _ => "-".to_owned(),
        };
        let mut shown = entry.path().into_owned();
        if let Some(link) = &entry.link {
            shown = format!("{shown} -> {}", name(link));
        }
        if !reasons.is_empty() {
            shown = format!("{shown} ({})", words(reasons));
        }
        table.push([
            entry.kind.name().to_owned(),
            number(entry.size),
            number(entry.packed),
            ratio,
            entry.method.unwrap_or("-").to_owned(),
            entry
                .mtime
                .map_or_else(|| "-".to_owned(), |t| rfc3339(Time { nanos: 0, ..t })),
            shown,
        ]);
    }
    let mut text = table.render();
    if let Some(Encoding {
        name, certain: false, ..
    }) = encoding
    {
        text.push_str(&format!("names read as {name}, a guess (--encoding overrides)\n"));
    }
    text
}

/// The tree of `list --tree`: every component on a line of its own, two blanks further in than its directory.
pub(crate) fn tree(judged: &[Judged]) -> String {
    let mut paths: Vec<(String, String)> = judged
        .iter()
        .map(|one| {
            let link = one
                .entry
                .link
                .as_deref()
                .map(|link| format!(" -> {}", name(link)));
            (one.entry.path().into_owned(), link.unwrap_or_default())
        })
        .collect();
    // By components: what lies in `a` comes before `a-b`.
    paths.sort_by(|(a, _), (b, _)| a.split('/').cmp(b.split('/')));
    let mut text = String::new();
    let mut above: Vec<&str> = Vec::new();
    for (path, link) in &paths {
        // A path that is nothing but depth would print as a page of blanks.
        let parts: Vec<&str> = if path.split('/').count() > MAX_DEPTH {
            vec![path]
        } else {
            path.split('/').collect()
        };
        let same = above.iter().zip(&parts).take_while(|(a, b)| a == b).count();
        // The same path again is a line again.
        for (depth, part) in parts
            .iter()
            .enumerate()
            .skip(same.min(parts.len().saturating_sub(1)))
        {
            let link = if depth + 1 == parts.len() { link } else { "" };
            text.push_str(&"  ".repeat(depth));
            text.push_str(&visible(&format!("{part}{link}")));
            text.push('\n');
        }
        above = parts;
    }
    text
}

/// The table of `formats`.
pub(crate) fn formats_table() -> String {
    let mut table = Listing::new(&[
        ("format", Align::Left),
        ("extensions", Align::Left),
        ("read by", Align::Left),
    ]);
    for row in formats::FORMATS {
        table.push([
            row.name.to_owned(),
            row.extensions.join(" "),
            row.instead.unwrap_or("unpack").to_owned(),
        ]);
    }
    table.render()
}
