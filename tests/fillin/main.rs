//! Black-box tests of `fillin`.
