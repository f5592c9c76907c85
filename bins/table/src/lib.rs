//! Prints tables.
//!
//! Data flows one way: bytes are kept ([`spool`]) and decoded ([`decode`]), their format is found out ([`sniff`]), they are
//! read as [`rows`] ([`read`]), rows and columns are chosen ([`select`]), and what is left is drawn as [`text`] in a
//! [`layout`] and a [`style`], or [`write`](mod@write)n as a document or as data. [`compat`] does what the Python libraries
//! do, to the byte.
//!
//! Delimited text ([`separated`]) is never held in memory: it is gone over twice, once for the widths and once to print.

pub mod ansi;
pub mod block;
pub mod compat;
pub mod decode;
pub mod describe;
pub mod format;
pub mod layout;
pub mod read;
pub mod rows;
pub mod select;
pub mod separated;
pub mod shown;
pub mod sniff;
pub mod spool;
pub mod style;
pub mod text;
pub mod wrap;
pub mod write;

/// The items of a list that is one record of CSV.
#[must_use]
pub fn record_list(list: &str) -> Vec<String> {
    use separated::record::{parse, unescape};
    let signs = separated::Dialect::of(b',').signs;
    let mut fields = Vec::new();
    // A quote that never closes makes the list one item.
    if let separated::record::Found::Cut { .. } = parse(list.as_bytes(), 0, true, signs, true, &mut fields) {
        return vec![list.to_owned()];
    }
    let text = |field: &separated::record::Field| {
        let text = list
            .get(field.start as usize..field.end as usize)
            .unwrap_or_default();
        let mut out = String::new();
        if field.escaped {
            unescape(text, b'"', &mut out);
        } else {
            out.push_str(text);
        }
        out
    };
    let items: Vec<String> = fields.iter().map(text).collect();
    if items.is_empty() {
        vec![String::new()]
    } else {
        items
    }
}

#[cfg(test)]
mod tests {
    use super::record_list;

    #[test]
    fn a_list_is_a_record_of_csv() {
        assert_eq!(record_list("a,\"b,c\",d\"\"e"), ["a", "b,c", "d\"\"e"]);
        assert_eq!(record_list(""), [""]);
        assert_eq!(record_list("\"a"), ["\"a"]);
    }
}
