//! Black-box tests of `datefmt`.
