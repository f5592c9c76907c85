//! Black-box tests of `htmlsafe`.
