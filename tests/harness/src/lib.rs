//! Runs the real binaries.
