//! Prints tables.
//!
//! Data flows one way: bytes are decoded ([`source`]), the format is found out ([`sniff`]), rows are scanned ([`read`]) into a
//! [`grid`], columns are chosen ([`select`]), the widths of what will be [`shown`] make a [`layout`], and a [`style`] and a
//! writer ([`write`]) make text of it.

pub mod grid;
pub mod layout;
pub mod read;
pub mod select;
pub mod shown;
pub mod sniff;
pub mod source;
pub mod style;
pub mod write;
