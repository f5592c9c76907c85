//! One-time passwords: secrets as typed and otpauth URIs -> entries -> codes, checks, QR codes.
//!
//! Stages: [`input`], [`secret`] and [`uri`] turn text into an [`entry::Entry`], the one validated type; [`code`] makes
//! codes, [`check`] finds them in a window, [`state`] remembers what was accepted; [`qr`] draws and [`scan`] reads;
//! [`store`] keeps entries. None of them prints.

pub mod check;
pub mod code;
pub mod entry;
pub mod fault;
pub mod input;
pub mod moment;
pub mod private;
pub mod qr;
pub mod scan;
pub mod secret;
pub mod state;
pub mod store;
pub mod uri;
