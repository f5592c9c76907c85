//! Dates and times from one format into another: `strftime` and `strptime` on one compiled format.
//!
//! A value's way: [`Lines`] finds it in the input, [`Format`] parses it into fields, [`Rules`] fill in what it does not
//! say, a [`Zone`] gives it its place on the time line, and the output's [`Format`] prints it. [`Converter`] joins them.
//!
//! ```
//! use datefmt::{Converter, Format};
//!
//! let converter = Converter::new(Format::for_reading("%d/%m/%y", false)?, Format::for_printing("date", false)?);
//! let mut out = Vec::new();
//! let reading = converter.read(b"21/11/06").expect("it keeps the format");
//! converter.output.print(&reading.stamp, &mut out);
//! assert_eq!(out, b"2006-11-21");
//! # Ok::<(), datefmt::FormatError>(())
//! ```

mod convert;
mod directives;
mod fault;
mod format;
mod lines;
mod named;
mod names;
mod parse;
mod print;
mod resolve;
mod stamp;
mod zone;

pub use convert::{Converter, Reading};
pub use directives::{DIRECTIVES, Directive, directives_of};
pub use fault::{Expected, Fault, Part};
pub use format::{Format, FormatError, MAX_FORMAT, MAX_WIDTH};
pub use lines::{Lines, MAX_VALUE, Piece};
pub use named::{NAMED, Named};
pub use parse::Leniency;
pub use resolve::Rules;
pub use stamp::{Abbreviation, Place, Stamp};
pub use zone::{Policy, Zone, parse_offset};
