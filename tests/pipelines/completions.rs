//! `completions/` holds what the tools generate; `BLESS=1` writes it anew.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use harness::{root, tool};

use crate::TOOLS;

const KINDS: [(&str, &str, &str); 7] = [
    ("bash", "", ".bash"),
    ("zsh", "_", ""),
    ("fish", "", ".fish"),
    ("powershell", "_", ".ps1"),
    ("elvish", "", ".elv"),
    ("nushell", "", ".nu"),
    ("man", "", ".1"),
];

fn file(kind: (&str, &str, &str), name: &str) -> PathBuf {
    root()
        .join("completions")
        .join(kind.0)
        .join(format!("{}{name}{}", kind.1, kind.2))
}

#[test]
fn the_committed_files_are_what_the_tools_generate() {
    let bless = std::env::var_os("BLESS").is_some();
    for kind in KINDS {
        for name in TOOLS {
            let path = file(kind, name);
            let ran = tool(name).args(["--generate", kind.0]).run();
            let generated = ran.status(0).stderr_empty().stdout_text();
            if bless {
                fs::create_dir_all(path.parent().unwrap()).unwrap();
                fs::write(&path, &generated).unwrap();
            }
            let committed = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                committed == generated,
                "{} is stale: run BLESS=1 cargo test -p sundry-pipelines completions",
                path.display()
            );
        }
    }
}

#[test]
fn an_unknown_kind_is_refused() {
    tool("table")
        .args(["--generate", "csh"])
        .run()
        .status(2)
        .stderr_has("csh");
}

/// Loads each file in the shell it is for, where that shell is installed.
#[test]
fn the_shells_load_them() {
    for name in TOOLS {
        let [bash, zsh, fish, ..] = KINDS.map(|kind| file(kind, name));
        let bash = format!("source '{}' && complete -p {name} >/dev/null", bash.display());
        load("bash", &["--norc", "-c", &bash]);
        let folder = zsh.parent().unwrap().display().to_string();
        let zsh = format!(
            "fpath=('{folder}' $fpath); autoload -Uz compinit; compinit -D -u; \
             autoload +X _{name} && [[ ${{_comps[{name}]}} == _{name} ]]"
        );
        load("zsh", &["-f", "-c", &zsh]);
        let fish = format!(
            "source '{}'; and test -n \"$(complete -C '{name} --')\"",
            fish.display()
        );
        load("fish", &["--no-config", "-c", &fish]);
    }
}

fn load(shell: &str, args: &[&str]) {
    match Command::new(shell).args(args).output() {
        Ok(output) => assert!(
            output.status.success() && output.stderr.is_empty(),
            "{shell} {args:?}: {output:?}"
        ),
        Err(error) => assert_eq!(error.kind(), std::io::ErrorKind::NotFound, "{shell}: {error}"),
    }
}
