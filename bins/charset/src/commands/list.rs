//! `charset list`.

use serde::Serialize;
use shared::charset;
use shared::output::Out;
use shared::run::Problem;

use crate::cli::List;

#[derive(Serialize)]
struct Row {
    name: &'static str,
    aliases: &'static [&'static str],
    era: &'static str,
    detected: bool,
    decoded: bool,
    encoded: bool,
}

pub(crate) fn run(args: &List) -> Result<(), Problem> {
    let mut out = Out::stdout();
    for encoding in charset::all() {
        let row = Row {
            name: encoding.name(),
            aliases: encoding.aliases(),
            era: encoding.era().name(),
            detected: charset::is_detected(encoding),
            decoded: true,
            encoded: true,
        };
        if args.json {
            out.json(&row)?;
        } else {
            let detected = if row.detected { "detected" } else { "" };
            let line = format!(
                "{:<17}{:<7}{detected:<10}{}",
                row.name,
                row.era,
                row.aliases.join(" ")
            );
            out.line(line.trim_end())?;
        }
    }
    out.finish()
}
