//! The named formats, and what each of them reads and prints.

use crate::format::{Format, FormatError, OffsetForm, Op};

/// A format with a name of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Named {
    /// The name, as it is given in place of a format.
    pub name: &'static str,
    /// What it is.
    pub meaning: &'static str,
    /// 2006-11-21T16:30:00Z in this format.
    pub example: &'static str,
    /// The formats that it stands for; the first one is printed, all of them are read.
    forms: &'static [Form],
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Just directives.
    Plain(&'static str),
    /// Directives, always in UTC.
    Utc(&'static str),
    /// Directives, and the past is meant.
    Past(&'static str),
    /// Directives and an offset as RFC 5322 has it.
    Mail(&'static str),
    /// Seconds since 1970, divided into 10^this.
    Epoch(u32),
    /// Directives and `Z` or the offset; only printed.
    Zulu(&'static str),
    /// Any form of ISO 8601; only read. Complete: with a time and an offset.
    AnyIso { complete: bool },
}

/// All named formats.
pub const NAMED: &[Named] = &[
    Named {
        name: "unix",
        meaning: "seconds since 1970-01-01 UTC, with sign and fraction",
        example: "1164126600",
        forms: &[Form::Epoch(0)],
    },
    Named {
        name: "unixms",
        meaning: "milliseconds since 1970",
        example: "1164126600000",
        forms: &[Form::Epoch(3)],
    },
    Named {
        name: "unixus",
        meaning: "microseconds since 1970",
        example: "1164126600000000",
        forms: &[Form::Epoch(6)],
    },
    Named {
        name: "unixns",
        meaning: "nanoseconds since 1970",
        example: "1164126600000000000",
        forms: &[Form::Epoch(9)],
    },
    Named {
        name: "rfc3339",
        meaning: "RFC 3339, the internet's form of ISO 8601",
        example: "2006-11-21T16:30:00Z",
        forms: &[
            Form::Zulu("%Y-%m-%dT%H:%M:%S%.f"),
            Form::AnyIso { complete: true },
        ],
    },
    Named {
        name: "rfc2822",
        meaning: "dates of mail (RFC 5322); read without weekday or seconds too",
        example: "Tue, 21 Nov 2006 16:30:00 +0000",
        forms: &[
            Form::Mail("%a, %d %b %Y %H:%M:%S "),
            Form::Mail("%d %b %Y %H:%M:%S "),
            Form::Mail("%a, %d %b %Y %H:%M "),
            Form::Mail("%d %b %Y %H:%M "),
        ],
    },
    Named {
        name: "http",
        meaning: "dates of HTTP (RFC 9110), always GMT",
        example: "Tue, 21 Nov 2006 16:30:00 GMT",
        forms: &[Form::Utc("%a, %d %b %Y %H:%M:%S GMT")],
    },
    Named {
        name: "apache",
        meaning: "access logs of web servers",
        example: "21/Nov/2006:16:30:00 +0000",
        forms: &[Form::Plain("%d/%b/%Y:%H:%M:%S %z")],
    },
    Named {
        name: "syslog",
        meaning: "RFC 3164, no year: the past is meant",
        example: "Nov 21 16:30:00",
        forms: &[Form::Past("%b %e %H:%M:%S")],
    },
    Named {
        name: "asctime",
        meaning: "C's asctime and ctime",
        example: "Tue Nov 21 16:30:00 2006",
        forms: &[Form::Plain("%a %b %e %H:%M:%S %Y")],
    },
    Named {
        name: "iso",
        meaning: "ISO 8601 without offset; read as auto",
        example: "2006-11-21T16:30:00",
        forms: &[
            Form::Plain("%Y-%m-%dT%H:%M:%S%.f"),
            Form::AnyIso { complete: false },
        ],
    },
    Named {
        name: "iso-week",
        meaning: "week dates of ISO 8601",
        example: "2006-W47-2",
        forms: &[Form::Plain("%G-W%V-%u")],
    },
    Named {
        name: "date",
        meaning: "the date alone",
        example: "2006-11-21",
        forms: &[Form::Plain("%Y-%m-%d")],
    },
    Named {
        name: "auto",
        meaning: "only read: a date, perhaps T or a blank and a time, seconds, fraction, offset",
        example: "2006-11-21 16:30",
        forms: &[Form::AnyIso { complete: false }],
    },
];

impl Form {
    fn compile(self) -> Result<Format, FormatError> {
        let with = |source: &str, more: Option<Op>| {
            let mut format = Format::compile(source, false)?;
            format.instant |= more.is_some();
            format.ops.extend(more);
            Ok(format)
        };
        match self {
            Form::Plain(source) => with(source, None),
            Form::Utc(source) => Ok(Format {
                utc: true,
                instant: true,
                ..with(source, None)?
            }),
            Form::Past(source) => Ok(Format {
                past: true,
                ..with(source, None)?
            }),
            Form::Mail(source) => with(source, Some(Op::Offset(OffsetForm::Mail))),
            Form::Epoch(scale) => with("", Some(Op::Epoch { scale })),
            Form::Zulu(source) => with(source, Some(Op::Offset(OffsetForm::Zulu))),
            Form::AnyIso { complete } => with("%Y-%m-%d", Some(Op::IsoTime { complete })),
        }
    }
}

impl Named {
    fn find(name: &str) -> Option<&'static Named> {
        NAMED.iter().find(|named| named.name == name)
    }
}

impl Format {
    /// The formats that `text`, a name or a format, is read as.
    ///
    /// # Errors
    /// What [`Format::compile`] and [`Format::check_readable`] refuse.
    pub fn for_reading(text: &str, lenient: bool) -> Result<Vec<Format>, FormatError> {
        let formats = match Named::find(text) {
            Some(named) => {
                let read = |form: &&Form| {
                    let only_printed = named.forms.iter().any(|form| matches!(form, Form::AnyIso { .. }));
                    !only_printed || matches!(form, Form::AnyIso { .. })
                };
                named
                    .forms
                    .iter()
                    .filter(read)
                    .map(|form| {
                        Ok(Format {
                            source: named.name.to_owned(),
                            ..form.compile()?
                        })
                    })
                    .collect::<Result<Vec<_>, FormatError>>()?
            }
            None => vec![Format::compile(text, lenient)?],
        };
        formats.iter().try_for_each(Format::check_readable)?;
        Ok(formats)
    }

    /// The format that `text`, a name or a format, is printed as.
    ///
    /// # Errors
    /// What [`Format::compile`] refuses; `auto`, which is only read.
    pub fn for_printing(text: &str, lenient: bool) -> Result<Format, FormatError> {
        match Named::find(text).map(|named| (named, named.forms.first())) {
            Some((named, Some(form))) if !matches!(form, Form::AnyIso { .. }) => Ok(Format {
                source: named.name.to_owned(),
                ..form.compile()?
            }),
            Some(_) => Err(FormatError {
                column: 1,
                directive: text.to_owned(),
                problem: "is only read, not printed (rfc3339 or iso are)".into(),
            }),
            None => Format::compile(text, lenient),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stamp::{Place, Stamp};

    #[test]
    fn every_example_is_what_the_format_prints() {
        for named in NAMED.iter().filter(|named| named.name != "auto") {
            let mut out = Vec::new();
            let stamp = Stamp::at(1_164_126_600, 0, Place::UTC).unwrap();
            Format::for_printing(named.name, false)
                .unwrap()
                .print(&stamp, &mut out);
            assert_eq!(String::from_utf8(out).unwrap(), named.example);
        }
    }

    #[test]
    fn every_example_is_read_by_its_format() {
        for named in NAMED {
            let formats = Format::for_reading(named.name, false).unwrap();
            let read = |format: &Format| format.parse(named.example.as_bytes(), Default::default()).is_ok();
            assert!(formats.iter().any(read), "{}", named.name);
        }
    }
}
