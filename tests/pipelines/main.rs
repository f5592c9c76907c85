//! The tools working together.
