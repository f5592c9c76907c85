//! Detect and convert text encodings.
