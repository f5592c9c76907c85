//! `--field`: NDJSON in, NDJSON out, row for row.

use std::io::{BufRead, BufReader, Read};

use htmlsafe::Cleaner;
use serde_json::{Map, Value, json};
use shared::input::Input;
use shared::run::Problem;

use crate::run::{Job, Origin};

/// Longest row in bytes.
const MAX_ROW: u64 = 64 << 20;

/// What a row should have been.
const OBJECT: &str = "one JSON object a line";

/// Cleans the named members of every row.
pub(crate) fn rows(job: &mut Job<'_>, input: &Input) -> Result<(), Problem> {
    let mut reader = BufReader::with_capacity(64 * 1024, input.open()?);
    let mut line = Vec::new();
    let mut number = 0;
    loop {
        line.clear();
        let read = (&mut reader)
            .take(MAX_ROW + 1)
            .read_until(b'\n', &mut line)
            .map_err(|error| Problem::io(input.path(), &error))?;
        if read == 0 {
            return Ok(());
        }
        number += 1;
        if line.len() as u64 > MAX_ROW && line.last() != Some(&b'\n') {
            skip_line(&mut reader).map_err(|error| Problem::io(input.path(), &error))?;
            bad_row(job, input, number, 1, "the row is longer than 64 MiB", OBJECT)?;
            continue;
        }
        row(job, input, number, line.trim_ascii_end())?;
        if reader.buffer().is_empty() {
            job.out.finish()?;
        }
    }
}

fn row(job: &mut Job<'_>, input: &Input, number: u64, line: &[u8]) -> Result<(), Problem> {
    if line.is_empty() {
        return if job.cli.check { Ok(()) } else { job.out.line("") };
    }
    let mut object: Map<String, Value> = match serde_json::from_slice(line) {
        Ok(object) => object,
        Err(error) => {
            let message = error.to_string();
            let message = message.split(" at line ").next().unwrap_or("");
            // A message about the type may quote the row, which must not come back.
            let reason = if error.is_data() {
                "a row is a JSON object"
            } else {
                message
            };
            return bad_row(job, input, number, error.column().max(1) as u64, reason, OBJECT);
        }
    };
    let fields = &job.cli.field;
    // Text in a list or an object would pass uncleaned.
    let nested = fields.iter().find_map(|name| match object.get(name)? {
        Value::Array(_) => Some((name, "a list")),
        Value::Object(_) => Some((name, "an object")),
        _ => None,
    });
    if let Some((name, kind)) = nested {
        let reason = format!("{name} is {kind}, which --field does not look into");
        return bad_row(job, input, number, 1, &reason, "text");
    }
    for (at, name) in fields.iter().enumerate() {
        if let (true, Some(met)) = (object.contains_key(name), job.fields_met.get_mut(at)) {
            *met = true;
        }
        let Some(Value::String(text)) = object.get_mut(name) else {
            continue;
        };
        let mut cleaner = Cleaner::new(job.policy, job.limits, job.cli.check);
        cleaner.feed(text);
        cleaner.finish();
        job.findings(
            &cleaner.take_findings(),
            Origin {
                path: input.path(),
                row: Some((number, name)),
            },
        )?;
        job.note_limit(cleaner.limit_hit());
        *text = cleaner.take_output();
        job.verify(text)?;
    }
    if job.cli.check {
        Ok(())
    } else {
        job.out.json(&object)
    }
}

/// Names the row on stderr, and puts an object without any of its text in its place.
fn bad_row(
    job: &mut Job<'_>,
    input: &Input,
    number: u64,
    col: u64,
    reason: &str,
    expected: &str,
) -> Result<(), Problem> {
    let message = format!("{reason} (expected {expected})");
    job.reporter
        .report(Problem::input(input.path(), message).at_line_col(input.path(), number, col));
    if job.cli.check {
        Ok(())
    } else {
        job.out.json(&json!({ "error": reason }))
    }
}

fn skip_line(reader: &mut impl BufRead) -> std::io::Result<()> {
    loop {
        let buffer = reader.fill_buf()?;
        let newline = memchr::memchr(b'\n', buffer);
        let used = newline.map_or(buffer.len(), |at| at + 1);
        if used == 0 {
            return Ok(());
        }
        reader.consume(used);
        if newline.is_some() {
            return Ok(());
        }
    }
}
