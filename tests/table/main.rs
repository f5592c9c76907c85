//! Black-box tests of `table`.
