//! One-time passwords in the shell.
