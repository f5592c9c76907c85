//! Every `console` block of README prints what it shows.

use std::fs;

use harness::{data, root};

use crate::shell::Shell;

#[test]
fn every_command_of_the_readme_prints_what_it_shows() {
    let readme = fs::read_to_string(root().join("README.md")).unwrap();
    let steps = steps(&readme);
    assert!(steps.len() >= crate::TOOLS.len(), "README shows each tool");
    for tool in crate::TOOLS {
        assert!(
            steps.iter().any(|step| step.command.contains(tool)),
            "README shows {tool}"
        );
    }
    let shell = Shell::in_copy_of(&data(""), "tests/data");
    for Step { command, output } in steps {
        let ran = shell.run(&command);
        let printed = String::from_utf8_lossy(&ran.stdout);
        assert_eq!(printed.trim_end(), output.trim_end(), "output of $ {command}");
    }
}

struct Step {
    command: String,
    output: String,
}

/// The commands of the `console` blocks: lines that begin with `$ `, continued behind a backslash; what follows
/// up to the next one is the output.
fn steps(readme: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for line in readme.lines() {
        match (inside, line) {
            (false, "```console") => inside = true,
            (true, "```") => inside = false,
            (true, _) => match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => {
                    steps.push(Step {
                        command: command.to_owned(),
                        output: String::new(),
                    });
                }
                (None, Some(step)) if step.output.is_empty() && step.command.ends_with('\\') => {
                    step.command.push('\n');
                    step.command.push_str(line);
                }
                (None, Some(step)) => {
                    step.output.push_str(line);
                    step.output.push('\n');
                }
                (None, None) => panic!("a console block begins with a command, not {line:?}"),
            },
            (false, _) => {}
        }
    }
    steps
}
