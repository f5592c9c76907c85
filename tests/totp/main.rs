//! Black-box tests of `totp`.
