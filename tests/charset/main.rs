//! Black-box tests of `charset`.
