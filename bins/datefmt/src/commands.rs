//! From the arguments to the engine: what each subcommand does.

use std::ffi::OsStr;
use std::path::Path;
use std::time::{SystemTime, UNIX_EPOCH};

use chrono::{Datelike, NaiveDate};
use datefmt::{
    Converter, DIRECTIVES, Directive, Format, FormatError, Leniency, NAMED, Policy, Rules, Stamp, Zone,
    directives_of, parse_offset,
};
use shared::listing::{Align, Listing};
use shared::output::Out;
use shared::run::{Problem, Reporter, Status};

use crate::cli::{Catalogue, Choice, Cli, Command, ConvertArgs, FieldsArgs, NowArgs, ReadingArgs, ZoneArgs};
use crate::rows::Rows;

/// 2006-11-21T16:30:00Z, the time that examples show.
const EXAMPLE: i64 = 1_164_126_600;

pub(crate) fn run(cli: Cli, reporter: &mut Reporter) -> Result<(), Problem> {
    match cli.command {
        None => convert(&cli.convert, reporter),
        Some(Command::Fields(arguments)) => fields(&arguments, reporter),
        Some(Command::Now(arguments)) => now(&arguments),
        Some(Command::Explain { format }) => explain(&format),
        Some(Command::List { what }) => list(what),
    }
}

fn convert(arguments: &ConvertArgs, reporter: &mut Reporter) -> Result<(), Problem> {
    let (Some(input), Some(output)) = (&arguments.input, &arguments.output) else {
        return Err(Problem::usage("IN and OUT are needed"));
    };
    let converter = converter(input, output, &arguments.reading)?;
    reporter.set_quiet(arguments.quiet);
    // Behind the formats `-0` is read as a value; beside a list it is the flag.
    let flag = arguments.list.is_given() && arguments.values.iter().all(|value| value == "-0");
    let list = if flag && !arguments.values.is_empty() {
        arguments.list.nul_ended()
    } else {
        arguments.list.clone()
    };
    let no_values = flag || arguments.values.is_empty();
    if !no_values && (list.is_given() || !arguments.files.is_empty()) {
        return Err(Problem::usage(
            "values on the command line and --file or --files-from: one of them is enough",
        ));
    }
    let mut rows = Rows::new(&converter, arguments, reporter);
    if no_values {
        rows.inputs(list.after(&arguments.files)?)?;
    } else {
        rows.values(arguments.values.iter().map(|value| value.as_encoded_bytes()))?;
    }
    rows.finish()
}

fn fields(arguments: &FieldsArgs, reporter: &mut Reporter) -> Result<(), Problem> {
    let converter = converter(&arguments.input, "iso", &arguments.reading)?;
    let value = arguments.value.as_encoded_bytes();
    let reading = match converter.read(value) {
        Ok(reading) => reading,
        Err(fault) => {
            let problem = Problem::new(Status::NO, fault.message(value));
            reporter.report(problem.at_line_col(Path::new("<arg>"), 1, fault.at as u64 + 1));
            return Ok(());
        }
    };
    let stamp = reading.stamp;
    let daylight = stamp.place.as_ref().map_or(-1, |place| i32::from(place.daylight));
    let mut out = Out::stdout();
    out.line(&format!(
        "tm_year={} tm_mon={} tm_mday={} tm_hour={} tm_min={} tm_sec={} tm_wday={} tm_yday={} tm_isdst={daylight}",
        stamp.date.year(),
        stamp.date.month(),
        stamp.date.day(),
        stamp.hour,
        stamp.minute,
        stamp.second,
        stamp.date.weekday().num_days_from_monday(),
        stamp.date.ordinal(),
    ))?;
    out.finish()
}

fn now(arguments: &NowArgs) -> Result<(), Problem> {
    not_a_slip(&arguments.output)?;
    let format = Format::for_printing(&arguments.output, false).map_err(bad_format)?;
    let zone = output_zone(&arguments.zone)?.unwrap_or(Zone::UTC);
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    let stamp = Stamp::at(seconds, since.subsec_nanos(), zone.at(seconds))
        .ok_or_else(|| Problem::new(Status::INPUT, "the clock is beyond the calendar"))?;
    let mut text = Vec::new();
    format.print(&stamp, &mut text);
    text.push(b'\n');
    let mut out = Out::stdout();
    out.bytes(&text)?;
    out.finish()
}

fn explain(text: &str) -> Result<(), Problem> {
    let named = NAMED.iter().find(|named| named.name == text);
    let mut out = Out::stdout();
    if let Some(named) = named {
        out.line(&format!(
            "{}: {}, as {}",
            named.name, named.meaning, named.example
        ))?;
        return out.finish();
    }
    let format = Format::compile(text, false).map_err(bad_format)?;
    let directives = directives_of(text);
    let mut listing = directive_listing();
    for written in &directives {
        if let Some(entry) = Directive::find(written) {
            let example = example(written)?;
            listing.push([*written, entry.meaning, &example, entry.reads]);
        }
    }
    if directives.is_empty() {
        out.line("no directive: it prints as it is")?;
    } else {
        out.bytes(listing.render().as_bytes())?;
    }
    match format.check_readable() {
        Ok(()) => out.line("Values in this format can be read back.")?,
        Err(error) => out.line(&format!("{} {}.", error.directive, error.problem))?,
    }
    out.finish()
}

fn list(what: Catalogue) -> Result<(), Problem> {
    let mut out = Out::stdout();
    match what {
        Catalogue::Formats => {
            let mut listing = Listing::new(&[
                ("name", Align::Left),
                ("example", Align::Left),
                ("meaning", Align::Left),
            ]);
            for named in NAMED {
                listing.push([named.name, named.example, named.meaning]);
            }
            out.bytes(listing.render().as_bytes())?;
        }
        Catalogue::Directives => {
            let mut listing = directive_listing();
            for entry in DIRECTIVES {
                let example = example(entry.text)?;
                listing.push([entry.text, entry.meaning, &example, entry.reads]);
            }
            out.bytes(listing.render().as_bytes())?;
        }
        Catalogue::Zones => {
            for name in Zone::names() {
                out.line(&name)?;
            }
        }
    }
    out.finish()
}

fn directive_listing() -> Listing {
    Listing::new(&[
        ("directive", Align::Left),
        ("prints", Align::Left),
        ("example", Align::Left),
        ("reads", Align::Left),
    ])
}

fn example(directive: &str) -> Result<String, Problem> {
    let mut text = Vec::new();
    if let Some(stamp) = Stamp::at(EXAMPLE, 123_456_789, Zone::UTC.at(EXAMPLE)) {
        Format::compile(directive, false)
            .map_err(bad_format)?
            .print(&stamp, &mut text);
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

/// A format without directives that is nearly a name is a mistyped name, not text to print for every value.
fn not_a_slip(format: &str) -> Result<(), Problem> {
    const LEAST: usize = 3;
    let known = |name: &str| NAMED.iter().any(|named| named.name == name) || name == "auto";
    let length = format.chars().count();
    if format.contains('%') || length < LEAST || known(format) {
        return Ok(());
    }
    let lower = format.to_lowercase();
    let allowed = if length > 4 { 2 } else { 1 };
    let names = NAMED.iter().map(|named| named.name).chain(["auto"]);
    let nearest = names
        .map(|name| (strsim::osa_distance(&lower, name), name))
        .min_by_key(|(distance, _)| *distance);
    match nearest {
        Some((distance, name)) if distance <= allowed => Err(Problem::usage(format!(
            "{format}: no format has this name (did you mean {name}?)"
        ))),
        _ => Ok(()),
    }
}

fn converter(input: &str, output: &str, arguments: &ReadingArgs) -> Result<Converter, Problem> {
    let lenient = arguments.lenient_format;
    let mut inputs = Vec::new();
    for text in std::iter::once(input).chain(arguments.others.iter().map(String::as_str)) {
        not_a_slip(text)?;
        inputs.extend(Format::for_reading(text, lenient).map_err(bad_format)?);
    }
    not_a_slip(output)?;
    let output = Format::for_printing(output, lenient).map_err(bad_format)?;
    let zone = |text: &Option<String>| {
        text.as_deref()
            .map(|text| Zone::parse(text).map_err(Problem::usage))
            .transpose()
    };
    let from = zone(&arguments.from_tz)?;
    let to = output_zone(&arguments.zone)?;
    let rules = Rules {
        base: base_date(arguments, from.as_ref().or(to.as_ref()))?,
        past: arguments.past,
        pivot: arguments.pivot,
        ignore_weekday: arguments.ignore_weekday,
    };
    Ok(Converter {
        leniency: Leniency {
            loose: arguments.loose,
            trim: arguments.trim,
            iso24: arguments.iso24,
            truncate: arguments.truncate,
        },
        rules,
        from,
        to,
        gap: policy(arguments.gap),
        fold: arguments.fold.map_or(Policy::Earlier, policy),
        abbreviations: arguments
            .tz_abbrev
            .iter()
            .map(|text| abbreviation(text))
            .collect::<Result<_, _>>()?,
        strict: arguments.strict,
        ..Converter::new(inputs, output)
    })
}

fn output_zone(arguments: &ZoneArgs) -> Result<Option<Zone>, Problem> {
    match &arguments.tz {
        _ if arguments.utc => Ok(Some(Zone::UTC)),
        Some(text) => Zone::parse(text).map(Some).map_err(Problem::usage),
        None => Ok(None),
    }
}

fn policy(choice: Choice) -> Policy {
    match choice {
        Choice::Reject => Policy::Reject,
        Choice::Earlier => Policy::Earlier,
        Choice::Later => Policy::Later,
        Choice::Compatible => Policy::Compatible,
    }
}

fn abbreviation(text: &str) -> Result<(String, i32), Problem> {
    let wrong = || {
        Problem::usage(format!(
            "--tz-abbrev {text}: not a name and an offset (expected CST=+08:00)"
        ))
    };
    let (name, offset) = text.split_once('=').ok_or_else(wrong)?;
    let offset = parse_offset(offset)
        .filter(|_| !name.is_empty())
        .ok_or_else(wrong)?;
    Ok((name.to_owned(), offset))
}

/// `--base`, or today in this zone (UTC when there is none).
fn base_date(arguments: &ReadingArgs, zone: Option<&Zone>) -> Result<NaiveDate, Problem> {
    if let Some(text) = &arguments.base {
        let formats = Format::for_reading("auto", false).map_err(bad_format)?;
        let output = Format::for_printing("date", false).map_err(bad_format)?;
        let converter = Converter::new(formats, output);
        return match converter.read(OsStr::new(text).as_encoded_bytes()) {
            Ok(reading) => Ok(reading.stamp.date),
            Err(fault) => Err(Problem::usage(format!(
                "--base {text}: {}",
                fault.message(text.as_bytes())
            ))),
        };
    }
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    let place = zone.unwrap_or(&Zone::UTC).at(seconds);
    let today = Stamp::at(seconds, 0, place).map(|stamp| stamp.date);
    today.ok_or_else(|| Problem::new(Status::INPUT, "the clock is beyond the calendar"))
}

#[expect(clippy::needless_pass_by_value, reason = "it is the argument of map_err")]
fn bad_format(error: FormatError) -> Problem {
    Problem::usage(error.to_string())
}
