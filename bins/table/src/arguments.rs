//! The arguments: those of `TABLE_ARGS`, then those of the command line.

use std::ffi::OsString;

/// The program's name, the arguments of the environment, and its own.
pub(crate) fn all() -> impl Iterator<Item = OsString> {
    let mut own = std::env::args_os();
    let name = own.next();
    let more = std::env::var("TABLE_ARGS").unwrap_or_default();
    name.into_iter()
        .chain(words(&more).into_iter().map(OsString::from))
        .chain(own)
}

/// Words as a shell parts them: blanks between, quotes around, `\` before what is meant as it stands.
fn words(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut characters = text.chars();
    while let Some(c) = characters.next() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some('\''), c) => word.get_or_insert_default().push(c),
            (_, '\\') => word.get_or_insert_default().extend(characters.next()),
            (None, '\'' | '"') => {
                quote = Some(c);
                word.get_or_insert_default();
            }
            (None, c) if c.is_whitespace() => words.extend(word.take()),
            (_, c) => word.get_or_insert_default().push(c),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    #[test]
    fn words_are_parted_as_a_shell_does() {
        assert_eq!(
            super::words("-t  'a b' \"c\\\"d\" e\\ f ''"),
            ["-t", "a b", "c\"d", "e f", ""]
        );
        assert!(super::words("  ").is_empty());
    }
}
