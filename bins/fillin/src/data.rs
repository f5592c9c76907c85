//! Reads the sources that the command line names into one scope.

use std::ffi::OsString;
use std::os::unix::ffi::{OsStrExt, OsStringExt};
use std::path::{Path, PathBuf};

use fillin::sources::{self, Malformed, env_file, json};
use fillin::value::{Scope, Value};
use globset::GlobBuilder;
use shared::charset;
use shared::input::Input;
use shared::run::Problem;

use crate::cli::{Assignment, Data};

/// Data files are held in memory; none may be larger than this.
const FILE_LIMIT: u64 = 1 << 30;

/// The values of all sources: environment, data files, `.env` files, assignments; the later wins.
pub(crate) fn scope(data: &Data) -> Result<Scope, Problem> {
    let mut scope = Scope::default();
    let globs = data
        .env
        .iter()
        .map(|glob| GlobBuilder::new(glob).build().map(|glob| glob.compile_matcher()))
        .collect::<Result<Vec<_>, _>>()
        .map_err(|error| Problem::usage(format!("--env: {error}")))?;
    if !globs.is_empty() {
        let wanted = |name: &OsString| globs.iter().any(|glob| glob.is_match(name));
        sources::set_environment(&mut scope, std::env::vars_os(), wanted);
    }
    for path in &data.data {
        for (name, value) in json::object(&text(path)?).map_err(|wrong| malformed(path, &wrong))? {
            scope.set(name, value);
        }
    }
    for path in &data.env_file {
        for (name, value) in env_file::parse(&text(path)?).map_err(|wrong| malformed(path, &wrong))? {
            scope.set(name, Value::Text(value.into_bytes()));
        }
    }
    for assignment in &data.set.0 {
        let (name, value) = assigned(assignment)?;
        scope.set(name, value);
    }
    Ok(scope)
}

fn assigned(assignment: &Assignment) -> Result<(String, Value), Problem> {
    match assignment {
        Assignment::Text(pair) => {
            let (name, value) = named("--set", "NAME=VALUE", pair.split_once('='))?;
            Ok((name.to_owned(), Value::Text(value.as_bytes().to_vec())))
        }
        Assignment::Json(pair) => {
            let (name, value) = named("--set-json", "NAME:=JSON", pair.split_once(":="))?;
            let wrong = |Malformed { message, .. }| Problem::usage(format!("--set-json {name}: {message}"));
            Ok((name.to_owned(), json::value(value).map_err(wrong)?))
        }
        Assignment::File(pair) => {
            let bytes = pair.as_bytes();
            let equals = bytes.iter().position(|byte| *byte == b'=');
            let pair = equals
                .and_then(|at| Some((std::str::from_utf8(bytes.get(..at)?).ok()?, bytes.get(at + 1..)?)));
            let (name, path) = named("--set-file", "NAME=PATH", pair)?;
            let path = PathBuf::from(OsString::from_vec(path.to_vec()));
            Ok((
                name.to_owned(),
                Value::Text(Input::File(path).read_to_limit(FILE_LIMIT)?),
            ))
        }
    }
}

fn named<'a, V: ?Sized>(
    flag: &str,
    form: &str,
    pair: Option<(&'a str, &'a V)>,
) -> Result<(&'a str, &'a V), Problem> {
    pair.filter(|(name, _)| !name.is_empty())
        .ok_or_else(|| Problem::usage(format!("{flag}: {form} was expected")))
}

/// The text of a data file, decoded.
pub(crate) fn text(path: &Path) -> Result<String, Problem> {
    let bytes = Input::from_argument(path).read_to_limit(FILE_LIMIT)?;
    let decoded = charset::decode(&bytes, None);
    match decoded.faults {
        0 => Ok(decoded.text.into_owned()),
        _ => Err(Problem::input(path, "not text in any known encoding")),
    }
}

pub(crate) fn malformed(path: &Path, wrong: &Malformed) -> Problem {
    Problem::input(path, wrong.message.as_str()).at_line_col(path, wrong.line as u64, wrong.column as u64)
}
