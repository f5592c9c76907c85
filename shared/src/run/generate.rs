//! Shell completions and the man page, all from the one definition of the command line.

use std::ffi::OsString;
use std::io::Write;

use clap::Command;
use clap_complete::Shell;
use clap_complete_nushell::Nushell;
use clap_mangen::Man;

use super::Problem;

/// The argument of `--generate`, when that is what the command line asks for.
pub(super) fn requested(mut arguments: impl Iterator<Item = OsString>) -> Option<String> {
    (arguments.next()? == "--generate").then(|| {
        arguments
            .next()
            .map(|kind| kind.to_string_lossy().into_owned())
            .unwrap_or_default()
    })
}

/// Prints what `kind` names: `bash`, `zsh`, `fish`, `powershell`, `elvish`, `nushell` or `man`.
pub(super) fn print(command: &mut Command, tool: &'static str, kind: &str) -> Result<(), Problem> {
    let mut text = Vec::new();
    match kind {
        "nushell" => clap_complete::generate(Nushell, command, tool, &mut text),
        "man" => text = man_page(command.clone().name(tool)).map_err(Problem::output)?,
        _ => match kind.parse::<Shell>() {
            Ok(shell) => clap_complete::generate(shell, command, tool, &mut text),
            Err(_) => {
                return Err(Problem::usage(format!(
                    "--generate {kind}: unknown (one of bash, zsh, fish, powershell, elvish, nushell, man)"
                )));
            }
        },
    }
    std::io::stdout().lock().write_all(&text).map_err(Problem::output)
}

/// One page for the tool and all its subcommands: theirs follow as sections of the same page.
fn man_page(mut command: Command) -> std::io::Result<Vec<u8>> {
    command.build();
    let mut page = Vec::new();
    let man = Man::new(command.clone());
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    as_typed("EXAMPLES", command.get_before_long_help(), &mut page)?;
    man.render_options_section(&mut page)?;
    for sub in subcommands(&command) {
        subcommand(sub, command.get_name(), &mut page)?;
    }
    as_typed("NOTES", command.get_after_long_help(), &mut page)?;
    Ok(page)
}

fn subcommands(command: &Command) -> impl Iterator<Item = &Command> {
    command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help" && !sub.is_hide_set())
}

fn subcommand(command: &Command, parent: &str, page: &mut Vec<u8>) -> std::io::Result<()> {
    let name = format!("{parent} {}", command.get_name());
    writeln!(page, ".SH \"{}\"", name.to_uppercase())?;
    let man = Man::new(command.clone());
    let mut sections = Vec::new();
    man.render_synopsis_section(&mut sections)?;
    man.render_description_section(&mut sections)?;
    as_typed("EXAMPLES", command.get_before_long_help(), &mut sections)?;
    man.render_options_section(&mut sections)?;
    as_typed("NOTES", command.get_after_long_help(), &mut sections)?;
    let sections = String::from_utf8_lossy(&sections);
    for line in sections.lines() {
        match line.strip_prefix(".SH ") {
            Some(title) => writeln!(page, ".SS {title}")?,
            None => writeln!(page, "{line}")?,
        }
    }
    subcommands(command).try_for_each(|sub| subcommand(sub, &name, page))
}

/// A section whose text stands as it is in the help, line by line.
fn as_typed(title: &str, text: Option<&clap::builder::StyledStr>, page: &mut Vec<u8>) -> std::io::Result<()> {
    let Some(text) = text else { return Ok(()) };
    writeln!(page, ".SH {title}\n.nf")?;
    for line in text.to_string().lines().filter(|line| *line != "Examples:") {
        // A leading dot or quote would be a request to roff.
        writeln!(page, "\\&{}", line.replace('\\', "\\e").replace('-', "\\-"))?;
    }
    writeln!(page, ".fi")
}
