//! Why an entry is refused or left out, in words for people and for programs.

use std::fmt;

/// Why an entry is refused or left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// The name is empty.
    EmptyName,
    /// The name holds a NUL byte.
    NulInName,
    /// The name is absolute, or names a server.
    Absolute,
    /// The name begins with a drive letter.
    Drive,
    /// The name climbs with `..`.
    DotDot,
    /// The name is longer than [`MAX_NAME`](super::MAX_NAME).
    NameTooLong,
    /// A component is longer than file systems take.
    ComponentTooLong,
    /// More than [`MAX_DEPTH`](super::MAX_DEPTH) components.
    TooDeep,
    /// The target of the symbolic link is absolute.
    LinkAbsolute,
    /// The symbolic link leads out of the tree.
    LinkLeaves,
    /// The symbolic link has no target, or one that no file system takes.
    LinkTarget,
    /// The symbolic link climbs with `..` behind a name that is no directory of the archive.
    LinkClimbs,
    /// The symbolic link takes more steps than any honest one.
    LinkWinds,
    /// The entry lies below a symbolic link of the archive.
    BelowLink,
    /// The entry lies below something that is no directory.
    BelowFile,
    /// Another entry of this path has other contents or is of another kind.
    Duplicate,
    /// The hard link names no regular file that came before it.
    HardLinkTarget,
    /// The hard link names a file that was not selected.
    TargetLeftOut,
    /// Devices, pipes and sockets are never made.
    Special,
    /// Not every file system can hold the name.
    NotPortable,
    /// Another name differs from this one by case or Unicode composition alone.
    SameButForCase,
}

impl Reason {
    /// The short name used in JSON.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::EmptyName => "empty-name",
            Self::NulInName => "nul",
            Self::Absolute => "absolute",
            Self::Drive => "drive",
            Self::DotDot => "dotdot",
            Self::NameTooLong => "name-too-long",
            Self::ComponentTooLong => "component-too-long",
            Self::TooDeep => "too-deep",
            Self::LinkAbsolute => "link-absolute",
            Self::LinkLeaves => "link-leaves",
            Self::LinkTarget => "link-target",
            Self::LinkClimbs => "link-climbs",
            Self::LinkWinds => "link-winds",
            Self::BelowLink => "below-link",
            Self::BelowFile => "below-file",
            Self::Duplicate => "duplicate",
            Self::HardLinkTarget => "hardlink-target",
            Self::TargetLeftOut => "target-left-out",
            Self::Special => "special",
            Self::NotPortable => "not-portable",
            Self::SameButForCase => "case",
        }
    }

    /// How bad it is.
    #[must_use]
    pub fn severity(self) -> Severity {
        match self {
            Self::ComponentTooLong => Severity::Unwritable,
            Self::NameTooLong | Self::TooDeep => Severity::Limit,
            _ => Severity::Unsafe,
        }
    }
}

/// How bad a refusal is, from least to worst.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// No file system can hold it.
    Unwritable,
    /// It could do harm.
    Unsafe,
    /// It goes over a limit.
    Limit,
}

impl fmt::Display for Reason {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::EmptyName => "empty name",
            Self::NulInName => "a NUL byte in the name",
            Self::Absolute => "absolute path",
            Self::Drive => "path with a drive letter",
            Self::DotDot => "path climbs with ..",
            Self::NameTooLong => "name longer than 4 KiB",
            Self::ComponentTooLong => "a component longer than 255 bytes",
            Self::TooDeep => "more than 128 components",
            Self::LinkAbsolute => "link with an absolute target",
            Self::LinkLeaves => "link leads out of the tree",
            Self::LinkTarget => "link without a target, or with an impossible one",
            Self::LinkClimbs => "link climbs with .. behind a name that is no directory of the archive",
            Self::LinkWinds => "link takes more than 512 steps",
            Self::BelowLink => "lies below a link",
            Self::BelowFile => "lies below a file",
            Self::Duplicate => "two entries of this path differ",
            Self::HardLinkTarget => "hard link to something that is no earlier file of the archive",
            Self::TargetLeftOut => "hard link to a file that was not selected",
            Self::Special => "device, pipe or socket",
            Self::NotPortable => "a name that not every system can hold",
            Self::SameButForCase => "differs from another name by case or composition alone",
        })
    }
}
