//! Dates and times from one format into another.
