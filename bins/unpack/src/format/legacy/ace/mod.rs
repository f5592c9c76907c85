//! ACE.

use std::fs::File;
use std::sync::Arc;

use crate::error::{Error, Result};
use crate::format::{Indexed, Options};

/// Reads all headers and decodes the names.
pub(in crate::format) fn open(_file: Arc<File>, _size: u64, _options: &Options) -> Result<Box<dyn Indexed>> {
    Err(Error::Unsupported("ace".to_owned()))
}
