//! What two or more of the tools need, and nothing else.
//!
//! | module | holds | feature |
//! |---|---|---|
//! | [`run`] | the run wrapper: parse, run, exit status, error lines, `--generate` | always |
//! | [`display`] | hostile text made visible; column widths | always; widths: `display` |
//! | [`input`] | files, `-`, `--files-from`, tree walks | `input` |
//! | [`output`] | locked buffered stdout, NDJSON, colour choice | `output` |
//! | [`charset`] | encoding detection, decoding, encoding | `charset` |
//! | [`atomic`] | files that appear whole or not at all | `atomic` |
//! | [`interrupt`] | SIGINT and SIGTERM leave nothing half-done | `interrupt` |
//! | [`progress`] | a bar for long work | `progress` |
//! | [`json`] | JSON with the source text of numbers | `json` |
//! | [`quotes`] | quotes of delimited text that never close | `quotes` |
//! | [`lzw`] | the decoder of `compress` | `lzw` |
//! | [`listing`] | small tables for people | `listing` |

#[cfg(feature = "atomic")]
pub mod atomic;
#[cfg(feature = "charset")]
pub mod charset;
pub mod display;
#[cfg(feature = "input")]
pub mod input;
#[cfg(feature = "interrupt")]
pub mod interrupt;
#[cfg(feature = "json")]
pub mod json;
#[cfg(feature = "listing")]
pub mod listing;
#[cfg(feature = "lzw")]
pub mod lzw;
#[cfg(feature = "output")]
pub mod output;
#[cfg(feature = "progress")]
pub mod progress;
#[cfg(feature = "quotes")]
pub mod quotes;
pub mod run;
