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
}

pub(crate) fn run(args: &List) -> Result<(), Problem> {
    let mut out = Out::stdout();
    for encoding in charset::all() {
        let row = Row {
            name: encoding.name(),
            aliases: encoding.aliases(),
        };
        if args.json {
            out.json(&row)?;
        } else {
            out.line(format!("{:<14}{}", row.name, row.aliases.join(" ")).trim_end())?;
        }
    }
    out.finish()
}
