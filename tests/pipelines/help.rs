//! `--help` starts with examples that run as printed; `-h` fits one screen.

use harness::{data, tool};

use crate::TOOLS;
use crate::shell::Shell;

/// The lines and columns of a terminal window.
const SCREEN: (usize, usize) = (50, 100);

#[test]
fn every_example_of_every_help_text_runs() {
    for name in TOOLS {
        let mut pages = vec![help(name, &["--help"])];
        pages.extend(subcommands(name).iter().map(|sub| help(name, &[sub, "--help"])));
        assert!(!examples(&pages[0]).is_empty(), "{name} --help has examples");
        for (command, status) in pages.iter().flat_map(|page| examples(page)) {
            let shell = Shell::in_copy_of(&data(&format!("{name}/examples")), ".");
            let ran = shell.run(&command);
            let printed = String::from_utf8_lossy(&ran.stdout);
            assert_eq!(
                ran.status.code(),
                Some(status),
                "status of $ {command}\n{printed}"
            );
        }
    }
}

#[test]
fn help_begins_with_the_examples() {
    for name in TOOLS {
        assert!(
            help(name, &["--help"]).starts_with("Examples:\n  $ "),
            "{name} --help"
        );
    }
}

#[test]
fn the_short_help_fits_a_screen() {
    for name in TOOLS {
        let text = help(name, &["-h"]);
        assert!(
            text.lines().count() <= SCREEN.0,
            "{name} -h has {} lines",
            text.lines().count()
        );
        for line in text.lines() {
            assert!(line.chars().count() <= SCREEN.1, "{name} -h: {line}");
        }
    }
}

#[test]
fn the_version_is_told() {
    for name in TOOLS {
        let version = format!("{name} {}\n", env!("CARGO_PKG_VERSION"));
        tool(name).arg("--version").run().status(0).stdout(version);
    }
}

fn help(name: &str, args: &[&str]) -> String {
    tool(name).args(args).run().status(0).stderr_empty().stdout_text()
}

/// The names in the `Commands:` list of the short help.
fn subcommands(name: &str) -> Vec<String> {
    let text = help(name, &["-h"]);
    let list = text.lines().skip_while(|line| *line != "Commands:").skip(1);
    list.take_while(|line| line.starts_with("  "))
        .filter(|line| !line.starts_with("   "))
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .filter(|sub| sub != "help")
        .collect()
}

/// Lines `  $ command   # comment`, and the status that the comment names with `status N`.
fn examples(page: &str) -> Vec<(String, i32)> {
    page.lines()
        .filter_map(|line| line.strip_prefix("  $ "))
        .map(|command| {
            let status = command.rsplit_once("# status ").map_or(0, |(_, number)| {
                let digits = number.split(|c: char| !c.is_ascii_digit()).next();
                digits.and_then(|digits| digits.parse().ok()).unwrap()
            });
            (command.to_owned(), status)
        })
        .collect()
}
