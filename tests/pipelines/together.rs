//! Jobs that take several tools.
