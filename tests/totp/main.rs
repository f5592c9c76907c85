//! Black-box tests of `totp`.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod codes;
mod qr;
mod secrets;
mod store;
mod uris;
mod verify;

use harness::{Ran, Run, tool};
use serde_json::Value;

/// RFC 4226 appendix D, RFC 6238 appendix B: the ASCII text `12345678901234567890`.
const RFC: &str = "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ";

/// `totp` with words separated by blanks.
fn totp(words: &str) -> Run {
    tool("totp").args(words.split(' '))
}

/// The NDJSON rows on stdout.
fn rows(ran: &Ran) -> Vec<Value> {
    ran.stdout_text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}
