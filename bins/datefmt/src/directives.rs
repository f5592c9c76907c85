//! What each directive means, for `explain` and `list directives`.

use crate::format::directive_length;

/// A directive and what there is to know about it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Directive {
    /// As it is written, without flags.
    pub text: &'static str,
    /// What it prints.
    pub meaning: &'static str,
    /// What is read for it.
    pub reads: &'static str,
}

const fn row(text: &'static str, meaning: &'static str, reads: &'static str) -> Directive {
    Directive { text, meaning, reads }
}

/// All directives, in the order in which one looks for them.
pub const DIRECTIVES: &[Directive] = &[
    row("%Y", "year", "4 digits; with a sign 4 to 6"),
    row("%C", "century", "1-2 digits, with %y"),
    row("%y", "year of the century", "00-99, see --pivot"),
    row("%q", "quarter", "1-4"),
    row("%m", "month", "1-12"),
    row("%b", "month's short name", "either name, any case"),
    row("%h", "as %b", "as %b"),
    row("%B", "month's name", "either name, any case"),
    row("%d", "day of the month", "1-31, also a blank and a digit"),
    row("%e", "day of the month, blank-padded", "as %d"),
    row("%j", "day of the year", "1-366"),
    row("%a", "weekday's short name", "either name, any case"),
    row("%A", "weekday's name", "either name, any case"),
    row("%u", "weekday, Monday is 1", "1-7"),
    row("%w", "weekday, Sunday is 0", "0-6"),
    row("%U", "week, from the first Sunday", "0-53"),
    row("%W", "week, from the first Monday", "0-53"),
    row("%G", "year of ISO weeks", "4 digits"),
    row("%g", "year of ISO weeks, 2 digits", "only beside %G"),
    row("%V", "ISO week", "1-53, with %G"),
    row("%H", "hour", "0-23"),
    row("%k", "hour, blank-padded", "0-23"),
    row("%I", "hour of the half day", "1-12"),
    row("%l", "hour of the half day, blank-padded", "1-12"),
    row("%p", "AM or PM", "AM, PM, any case"),
    row("%P", "am or pm", "AM, PM, any case"),
    row("%M", "minute", "0-59"),
    row("%S", "second", "0-60"),
    row("%f", "fraction, 6 digits; %3f, %9f", "1-9 digits"),
    row("%N", "fraction, 9 digits; %3N, %6N", "1-9 digits"),
    row("%.f", "dot and fraction, if there is one", "may be missing"),
    row("%z", "offset from UTC", "Z +08 +0800 +08:00 +08:00:30"),
    row("%:z", "offset with a colon", "as %z"),
    row("%::z", "offset with seconds", "as %z"),
    row("%:::z", "offset, as short as possible", "as %z"),
    row(
        "%Z",
        "abbreviation of the zone",
        "UTC, GMT, --tz-abbrev, --from-tz",
    ),
    row("%Q", "name of the zone", "no"),
    row("%s", "seconds since 1970-01-01 UTC", "number, sign, fraction"),
    row("%c", "%a %b %e %H:%M:%S %Y", "the same"),
    row("%D", "%m/%d/%y", "the same"),
    row("%x", "%m/%d/%y", "the same"),
    row("%F", "%Y-%m-%d", "the same"),
    row("%T", "%H:%M:%S", "the same"),
    row("%X", "%H:%M:%S", "the same"),
    row("%R", "%H:%M", "the same"),
    row("%r", "%I:%M:%S %p", "the same"),
    row("%n", "line end", "blanks and line ends"),
    row("%t", "tab", "blanks"),
    row("%%", "percent sign", "percent sign"),
];

impl Directive {
    /// The entry of a directive, whatever its flags, width and modifier.
    #[must_use]
    pub fn find(written: &str) -> Option<&'static Directive> {
        let special = written
            .trim_start_matches('%')
            .trim_start_matches(|c: char| c != ':' && c != '.');
        let special = DIRECTIVES
            .iter()
            .find(|entry| !special.is_empty() && entry.text.ends_with(special));
        let letter = written.chars().next_back()?;
        special.or_else(|| {
            DIRECTIVES
                .iter()
                .find(|entry| entry.text.chars().skip(1).eq([letter]))
        })
    }
}

/// The directives of a format as they are written in it, in order.
#[must_use]
pub fn directives_of(format: &str) -> Vec<&str> {
    let mut found = Vec::new();
    let mut rest = format;
    while let Some((_, directive)) = rest.find('%').and_then(|at| rest.split_at_checked(at)) {
        let (written, after) = directive
            .split_at_checked(directive_length(directive))
            .unwrap_or((directive, ""));
        found.push(written);
        rest = after;
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::format::Format;

    #[test]
    fn every_directive_of_the_list_compiles() {
        for entry in DIRECTIVES {
            assert!(Format::compile(entry.text, false).is_ok(), "{}", entry.text);
        }
    }

    #[test]
    fn directives_are_found_with_their_flags() {
        assert_eq!(directives_of("a%-5d%%%::z %Y"), ["%-5d", "%%", "%::z", "%Y"]);
        assert_eq!(Directive::find("%-5d").unwrap().text, "%d");
        assert_eq!(Directive::find("%::z").unwrap().text, "%::z");
        assert_eq!(Directive::find("%z").unwrap().text, "%z");
        assert_eq!(Directive::find("%3f").unwrap().text, "%f");
        assert_eq!(Directive::find("%.f").unwrap().text, "%.f");
    }
}
