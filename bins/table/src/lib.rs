//! Print tables.
