//! The policy of a run: preset, then policy file, then flags.

use std::path::Path;

use htmlsafe::{Mode, Policy, PolicySource, preset};
use shared::run::{Problem, Status};

use crate::cli::{Cli, ModeName};

/// The policy that the arguments ask for.
pub(crate) fn policy(cli: &Cli) -> Result<Policy, Problem> {
    let base =
        preset(&cli.preset).ok_or_else(|| Problem::usage(format!("unknown preset {:?}", cli.preset)))?;
    let from_file = match &cli.policy {
        Some(path) => base.overridden_by(read(path)?),
        None => base,
    };
    Policy::new(from_file.overridden_by(flags(cli)?)).map_err(|error| {
        let problem = Problem::usage(error.to_string());
        match &cli.policy {
            Some(path) => problem.at(path),
            None => problem,
        }
    })
}

fn read(path: &Path) -> Result<PolicySource, Problem> {
    let text = std::fs::read(path).map_err(|error| Problem::io(path, &error).with_status(Status::USAGE))?;
    let text = String::from_utf8(text).map_err(|_| Problem::usage("a policy file is UTF-8").at(path))?;
    let toml = path
        .extension()
        .is_some_and(|extension| extension.eq_ignore_ascii_case("toml"));
    if toml {
        return toml::from_str(&text).map_err(|error| {
            let at = error.span().map_or(0, |span| span.start);
            let before = text.get(..at).unwrap_or("");
            let line = before.matches('\n').count() as u64 + 1;
            let col = before.rsplit('\n').next().unwrap_or("").chars().count() as u64 + 1;
            Problem::usage(one_line(error.message())).at_line_col(path, line, col)
        });
    }
    serde_json::from_str(&text).map_err(|error| {
        let message = error.to_string();
        // The place stands in front of the message already.
        let message = message.split(" at line ").next().unwrap_or(&message);
        Problem::usage(one_line(message)).at_line_col(path, error.line() as u64, error.column() as u64)
    })
}

fn one_line(message: &str) -> String {
    message.lines().map(str::trim).collect::<Vec<_>>().join(" ")
}

fn flags(cli: &Cli) -> Result<PolicySource, Problem> {
    let list = |names: &Option<Vec<String>>| {
        let names = names.as_ref()?;
        Some(
            names
                .iter()
                .map(|name| name.trim().to_owned())
                .filter(|name| !name.is_empty())
                .collect(),
        )
    };
    let mut source = PolicySource {
        tags: list(&cli.tags),
        protocols: list(&cli.protocols),
        remove_content: list(&cli.remove_content),
        id_prefix: cli.id_prefix.clone(),
        relative: cli.no_relative.then_some(false),
        mode: mode(cli),
        ..PolicySource::default()
    };
    for text in &cli.attrs {
        let (tag, names) = text
            .split_once(':')
            .filter(|(tag, _)| !tag.is_empty())
            .ok_or_else(|| Problem::usage(format!("--attrs {text}: no element (expected TAG:NAME,NAME)")))?;
        let names = names
            .split(',')
            .map(|name| name.trim().to_owned())
            .filter(|name| !name.is_empty());
        source
            .attrs
            .get_or_insert_default()
            .entry(tag.trim().to_owned())
            .or_default()
            .extend(names);
    }
    Ok(source)
}

fn mode(cli: &Cli) -> Option<Mode> {
    match cli.mode {
        Some(ModeName::Strip) => Some(Mode::Strip),
        Some(ModeName::Escape) => Some(Mode::Escape),
        Some(ModeName::Unwrap) => Some(Mode::Unwrap),
        None if cli.strip => Some(Mode::Strip),
        None if cli.escape => Some(Mode::Escape),
        None if cli.unwrap => Some(Mode::Unwrap),
        None => None,
    }
}
