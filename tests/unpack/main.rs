//! Black-box tests of `unpack`.
