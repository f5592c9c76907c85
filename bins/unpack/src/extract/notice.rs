//! What is said of an extraction that went on.

use std::path::PathBuf;

use crate::error::Error;
use crate::limits::Meter;
use crate::policy::Reason;

/// Something that was not as wished, but no failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Notice {
    /// An entry was left out by the policy.
    LeftOut(Vec<u8>, Vec<Reason>),
    /// An earlier entry of the same path and other contents was replaced, as in tar.
    Replaced(Vec<u8>),
    /// A file was kept because it was already there.
    Kept(PathBuf),
    /// A file is not whole.
    Broken {
        /// Its name in the archive.
        entry: Vec<u8>,
        /// What is wrong with it.
        why: String,
        /// Where what there is of it was kept, if it was.
        kept: Option<Vec<u8>>,
    },
    /// A file was kept, but the checksum that covers it was not reached, or did not match.
    Unverified(Vec<u8>),
    /// A member could not be read for want of a password, of the right one, or of its method; the others were kept.
    NotRead(Vec<u8>, NotRead),
    /// A directory of a zip archive had contents, which no directory can hold.
    DirectoryData(Vec<u8>),
    /// Bytes that belong to nothing follow the archive.
    Trailing,
    /// The archive's name promises a tar or cpio, and it holds none: it was taken as one compressed file.
    Misnamed,
    /// What was encrypted is so no more.
    Decrypted,
    /// So many entries have no owner that could be given to them, and owners were asked for.
    Unowned(u64),
    /// An archive in the archive was not unpacked, and why.
    LeftPacked(Vec<u8>, String),
}

impl Notice {
    /// What is to be said of an archive as a whole, once it was read.
    #[must_use]
    pub fn remarks(meter: &Meter) -> Vec<Self> {
        let trailing = meter.trailing().then_some(Self::Trailing);
        let misnamed = meter.misnamed().then_some(Self::Misnamed);
        trailing.into_iter().chain(misnamed).collect()
    }
}

/// Why a member could not be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotRead {
    /// There is no password, or it does not open the member.
    Password(String),
    /// Its method is not known.
    Unsupported(String),
    /// It is an archive in the archive, and damaged.
    Damaged(String),
}

impl NotRead {
    /// The word for it in JSON.
    pub(super) fn name(&self) -> &'static str {
        match self {
            Self::Password(_) => "password",
            Self::Unsupported(_) => "unsupported",
            Self::Damaged(_) => "damaged",
        }
    }

    /// What keeps one member from being read, and no other.
    pub(super) fn of(error: &Error) -> Option<Self> {
        match error.cause() {
            Error::NoPassword | Error::WrongPassword | Error::PasswordOrDamage(_) => {
                Some(Self::Password(error.cause().to_string()))
            }
            Error::Unsupported(what) => Some(Self::Unsupported(what.clone())),
            _ => None,
        }
    }
}
