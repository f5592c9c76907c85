//! Runs the real binaries, so that a test reads as a sentence:
//! `tool("totp").args(["now", "-"]).stdin("...").run().status(0).stdout("287082\n")`.

use std::ffi::OsStr;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};

pub use tempfile::TempDir;

/// A file or folder of `tests/data`.
pub fn data(path: &str) -> PathBuf {
    root().join("tests/data").join(path)
}

/// The project's root folder.
pub fn root() -> PathBuf {
    let harness = Path::new(env!("CARGO_MANIFEST_DIR"));
    harness
        .ancestors()
        .nth(2)
        .expect("the harness lies in tests/harness")
        .to_owned()
}

/// A fresh folder that goes away with the value.
pub fn temp_dir() -> TempDir {
    tempfile::tempdir().expect("a temporary folder can be made")
}

/// The folder that `cargo test` builds the binaries in.
pub fn bin_dir() -> PathBuf {
    let test = std::env::current_exe().expect("a test knows its own path");
    let dir = test
        .parent()
        .and_then(Path::parent)
        .expect("tests lie in target/.../deps");
    dir.to_owned()
}

/// The binary of a tool, as `cargo test` built it.
pub fn binary(tool: &str) -> PathBuf {
    let path = bin_dir().join(format!("{tool}{}", std::env::consts::EXE_SUFFIX));
    assert!(
        path.exists(),
        "{} is not built: run `cargo build` or all of `cargo test`",
        path.display()
    );
    path
}

/// A run of a tool, being prepared. The environment is empty but for PATH, a UTF-8 locale and `TZ=UTC`.
pub fn tool(name: &str) -> Run {
    let mut command = Command::new(binary(name));
    command.env_clear().env("LC_ALL", "C.UTF-8").env("TZ", "UTC");
    if let Some(path) = std::env::var_os("PATH") {
        command.env("PATH", path);
    }
    Run {
        command,
        stdin: Vec::new(),
    }
}

/// A run being prepared.
#[derive(Debug)]
pub struct Run {
    command: Command,
    stdin: Vec<u8>,
}

impl Run {
    /// Adds an argument.
    pub fn arg(mut self, arg: impl AsRef<OsStr>) -> Self {
        self.command.arg(arg);
        self
    }

    /// Adds arguments.
    pub fn args<S: AsRef<OsStr>>(mut self, args: impl IntoIterator<Item = S>) -> Self {
        self.command.args(args);
        self
    }

    /// Sets what the tool reads from stdin (nothing unless called).
    pub fn stdin(mut self, bytes: impl AsRef<[u8]>) -> Self {
        self.stdin = bytes.as_ref().to_vec();
        self
    }

    /// Sets a variable.
    pub fn env(mut self, key: impl AsRef<OsStr>, value: impl AsRef<OsStr>) -> Self {
        self.command.env(key, value);
        self
    }

    /// Runs it there.
    pub fn current_dir(mut self, dir: impl AsRef<Path>) -> Self {
        self.command.current_dir(dir);
        self
    }

    /// Runs it to its end.
    pub fn run(mut self) -> Ran {
        let what = format!("{:?}", self.command);
        let mut child = self
            .command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{what}: {error}"));
        let mut pipe = child.stdin.take().expect("stdin is piped");
        let stdin = self.stdin;
        // A tool may end before it has read everything, so a failed write is no fault of the test.
        let feeder = std::thread::spawn(move || drop(pipe.write_all(&stdin)));
        let output = child.wait_with_output().expect("a child can be waited for");
        feeder.join().expect("feeding stdin does not panic");
        Ran { what, output }
    }
}

/// What a run did.
#[derive(Debug)]
pub struct Ran {
    what: String,
    output: Output,
}

impl Ran {
    /// The exit status is this one.
    #[track_caller]
    pub fn status(&self, status: i32) -> &Self {
        assert_eq!(self.output.status.code(), Some(status), "status of {self}");
        self
    }

    /// Stdout is exactly this.
    #[track_caller]
    pub fn stdout(&self, expected: impl AsRef<[u8]>) -> &Self {
        let expected = expected.as_ref();
        assert!(
            self.output.stdout == expected,
            "expected stdout:\n{}\nof {self}",
            String::from_utf8_lossy(expected)
        );
        self
    }

    /// Stdout holds this.
    #[track_caller]
    pub fn stdout_has(&self, part: &str) -> &Self {
        assert!(
            self.stdout_text().contains(part),
            "no {part:?} in stdout of {self}"
        );
        self
    }

    /// Stderr is exactly this.
    #[track_caller]
    pub fn stderr(&self, expected: &str) -> &Self {
        assert_eq!(self.stderr_text(), expected, "stderr of {self}");
        self
    }

    /// Stderr holds this.
    #[track_caller]
    pub fn stderr_has(&self, part: &str) -> &Self {
        assert!(
            self.stderr_text().contains(part),
            "no {part:?} in stderr of {self}"
        );
        self
    }

    /// Nothing is on stderr.
    #[track_caller]
    pub fn stderr_empty(&self) -> &Self {
        self.stderr("")
    }

    /// Stdout as bytes.
    pub fn stdout_bytes(&self) -> &[u8] {
        &self.output.stdout
    }

    /// Stdout as text.
    pub fn stdout_text(&self) -> String {
        String::from_utf8_lossy(&self.output.stdout).into_owned()
    }

    /// Stderr as text.
    pub fn stderr_text(&self) -> String {
        String::from_utf8_lossy(&self.output.stderr).into_owned()
    }

    /// The exit status; `None` when a signal ended it.
    pub fn code(&self) -> Option<i32> {
        self.output.status.code()
    }
}

impl std::fmt::Display for Ran {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        writeln!(f, "{}\n{}", self.what, self.output.status)?;
        writeln!(f, "--- stdout\n{}", String::from_utf8_lossy(&self.output.stdout))?;
        writeln!(f, "--- stderr\n{}", String::from_utf8_lossy(&self.output.stderr))
    }
}
