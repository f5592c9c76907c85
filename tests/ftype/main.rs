//! Black-box tests of `ftype`.
