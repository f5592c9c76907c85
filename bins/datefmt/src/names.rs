//! The words of dates and times in the C locale (POSIX.1-2017, section 7.3.5.3).

/// Full and short name of each weekday, Sunday first.
pub(crate) const WEEKDAYS: [(&str, &str); 7] = [
    ("Sunday", "Sun"),
    ("Monday", "Mon"),
    ("Tuesday", "Tue"),
    ("Wednesday", "Wed"),
    ("Thursday", "Thu"),
    ("Friday", "Fri"),
    ("Saturday", "Sat"),
];

/// Full and short name of each month, January first.
pub(crate) const MONTHS: [(&str, &str); 12] = [
    ("January", "Jan"),
    ("February", "Feb"),
    ("March", "Mar"),
    ("April", "Apr"),
    ("May", "May"),
    ("June", "Jun"),
    ("July", "Jul"),
    ("August", "Aug"),
    ("September", "Sep"),
    ("October", "Oct"),
    ("November", "Nov"),
    ("December", "Dec"),
];

/// The halves of the day.
pub(crate) const HALF_DAYS: [(&str, &str); 2] = [("AM", "AM"), ("PM", "PM")];

/// Which of these names `text` begins with, and how long it is there; the longest wins, case does not count.
pub(crate) fn find(names: &[(&str, &str)], text: &[u8]) -> Option<(usize, usize)> {
    let begins = |name: &str| {
        text.get(..name.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(name.as_bytes()))
    };
    let (index, (full, short)) = names.iter().enumerate().find(|(_, (_, short))| begins(short))?;
    Some((index, if begins(full) { full.len() } else { short.len() }))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_longest_name_wins() {
        assert_eq!(find(&MONTHS, b"novembre"), Some((10, 3)));
        assert_eq!(find(&MONTHS, b"NOVEMBER 1"), Some((10, 8)));
        assert_eq!(find(&MONTHS, b"No"), None);
    }

    #[test]
    fn every_short_name_begins_its_full_name() {
        for (full, short) in WEEKDAYS.iter().chain(&MONTHS).chain(&HALF_DAYS) {
            assert!(full.starts_with(short));
        }
    }
}
