//! What is printed: JSON rows, tables, and one line for each problem.

mod hits;
mod json;
mod listing;
mod problem;

use unpack::entry::Time;
use unpack::policy::Reason;

pub(crate) use hits::Hits;
pub(crate) use json::{DiffRow, FormatRow, Rows, Summary, extracted};
pub(crate) use listing::{formats_table, table, tree};
pub(crate) use problem::{failure, guess, mark, not_portable, notice, said, status_of};

fn name(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn words(reasons: &[Reason]) -> String {
    let all: Vec<String> = reasons.iter().map(Reason::to_string).collect();
    all.join(", ")
}

/// `2024-02-29T12:34:52Z`, with a fraction where there is one; clamped to the years that can be written so.
fn rfc3339(time: Time) -> String {
    let seconds = time.seconds.clamp(
        jiff::Timestamp::MIN.as_second(),
        jiff::Timestamp::MAX.as_second() - 1,
    );
    let nanos = i32::try_from(time.nanos).unwrap_or(0);
    jiff::Timestamp::new(seconds, nanos).map_or_else(|_| String::new(), |t| t.to_string())
}
