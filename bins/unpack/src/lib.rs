//! Reads archives of many formats and extracts them so that nothing escapes, nothing is overwritten, and nothing is
//! left half-written.
//!
//! The flow: [`source`] opens the bytes, [`sniff`] says what they are, [`format`] yields entries with bodies,
//! [`names`] decodes their names, [`policy`] judges each one, [`extract`] stages and publishes what may be written.
//! [`limits`] counts all the way.

pub mod diff;
pub mod entry;
pub mod error;
pub mod extract;
pub mod format;
pub mod formats;
pub mod judge;
pub mod limits;
pub mod marks;
pub mod names;
pub mod password;
pub mod policy;
pub mod repack;
pub mod search;
pub mod select;
pub mod sniff;
pub mod source;
pub mod volumes;
