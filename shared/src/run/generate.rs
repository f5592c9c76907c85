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
    let man = Man::new(command.clone().disable_help_subcommand(true));
    man.render_title(&mut page)?;
    man.render_name_section(&mut page)?;
    man.render_synopsis_section(&mut page)?;
    man.render_description_section(&mut page)?;
    man.render_options_section(&mut page)?;
    for sub in command
        .get_subcommands()
        .filter(|sub| sub.get_name() != "help" && !sub.is_hide_set())
    {
        subcommand(sub, command.get_name(), &mut page)?;
    }
    man.render_extra_section(&mut page)?;
    Ok(page)
}

fn subcommand(command: &Command, parent: &str, page: &mut Vec<u8>) -> std::io::Result<()> {
    let name = format!("{parent} {}", command.get_name());
    writeln!(page, ".SH \"{}\"", name.to_uppercase())?;
    let man = Man::new(command.clone());
    for render in [
        Man::render_synopsis_section,
        Man::render_description_section,
        Man::render_options_section,
        Man::render_extra_section,
    ] {
        let mut section = Vec::new();
        render(&man, &mut section)?;
        let section = String::from_utf8_lossy(&section).replace("\n.SH ", "\n.SS ");
        page.extend_from_slice(section.as_bytes());
    }
    for sub in command.get_subcommands().filter(|sub| sub.get_name() != "help") {
        subcommand(sub, &name, page)?;
    }
    Ok(())
}
