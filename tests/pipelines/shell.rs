//! Commands run as a person types them, in a copy of the test data.

use std::ffi::OsString;
use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use harness::{TempDir, binary, temp_dir};

/// A folder to run commands in, with all tools on PATH.
pub struct Shell {
    folder: TempDir,
}

impl Shell {
    /// A shell in a copy of `from`, which lies at `below` there.
    pub fn in_copy_of(from: &Path, below: &str) -> Self {
        let folder = temp_dir();
        copy(from, &folder.path().join(below));
        Self { folder }
    }

    /// Runs a command; stderr follows stdout in the same stream, as on a terminal.
    pub fn run(&self, command: &str) -> Output {
        let tools = binary("totp").parent().unwrap().to_owned();
        let mut path = OsString::from(tools);
        path.push(":");
        path.push(std::env::var_os("PATH").unwrap_or_default());
        Command::new("bash")
            .args(["-c", &format!("exec 2>&1\n{command}")])
            .env_clear()
            .env("PATH", path)
            .env("HOME", self.folder.path())
            .env("LC_ALL", "C.UTF-8")
            .env("TZ", "UTC")
            .current_dir(self.folder.path())
            .output()
            .unwrap()
    }

    pub fn path(&self) -> &Path {
        self.folder.path()
    }
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if entry.file_type().unwrap().is_dir() {
            copy(&from, &to);
        } else {
            fs::copy(&from, &to).unwrap();
        }
    }
}
