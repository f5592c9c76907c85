//! What `--to` and `--style` mean.

use table::compat::tabulate;
use table::style::{Lines, NAMES, Style, lines};

use crate::cli::Compat;

/// An output format.
#[derive(Debug, Clone)]
pub(crate) enum Target {
    /// A style of PrettyTable.
    Style(Box<Style>),
    /// A format of tabulate that is made of lines.
    Lines(&'static Lines),
    /// A format as tabulate itself draws it.
    Tabulate(String),
    /// One record a block.
    Xtab,
    Html,
    Latex,
    Mediawiki,
    Csv,
    Tsv,
    Json,
    Ndjson,
    Yaml,
    Xlsx,
    Sql,
}

impl Target {
    /// The format of that name, in any case and with `_` or `-`.
    pub(crate) fn named(name: &str, compat: Option<Compat>, seed: u64) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let (dashed, under) = (lower.replace('_', "-"), lower.replace('-', "_"));
        let is_tabulate = lines(&under).is_some()
            || tabulate::DOCUMENTS.contains(&under.as_str())
            || ["html", "latex", "mediawiki", "tsv", "rst"].contains(&under.as_str());
        if compat == Some(Compat::Tabulate) && is_tabulate {
            return Some(Self::Tabulate(under));
        }
        if let Some((name, _)) = NAMES
            .iter()
            .find(|(own, theirs)| *own == dashed || *theirs == dashed)
        {
            return Style::named(name, seed).map(|style| Self::Style(Box::new(style)));
        }
        Some(match under.as_str() {
            "html" => Self::Html,
            "latex" => Self::Latex,
            "mediawiki" => Self::Mediawiki,
            "csv" => Self::Csv,
            "tsv" => Self::Tsv,
            "json" => Self::Json,
            "ndjson" | "jsonl" => Self::Ndjson,
            "yaml" => Self::Yaml,
            "xlsx" => Self::Xlsx,
            "sql" => Self::Sql,
            "xtab" => Self::Xtab,
            name if tabulate::DOCUMENTS.contains(&name) => Self::Tabulate(name.to_owned()),
            name => Self::Lines(lines(name)?),
        })
    }

    /// A table for people: it is fitted, titled and coloured.
    pub(crate) fn is_text(&self) -> bool {
        matches!(self, Self::Style(_) | Self::Lines(_) | Self::Xtab)
    }

    /// Cells keep their text as data.
    pub(crate) fn has_keys(&self) -> bool {
        matches!(self, Self::Json | Self::Ndjson | Self::Yaml | Self::Sql)
    }
}

/// The name that was likely meant.
pub(crate) fn similar(name: &str) -> Option<&'static str> {
    let known = NAMES
        .iter()
        .map(|(own, _)| *own)
        .chain(table::style::LINES.iter().map(|lines| lines.name))
        .chain([
            "html",
            "latex",
            "mediawiki",
            "csv",
            "tsv",
            "json",
            "ndjson",
            "yaml",
            "xlsx",
            "sql",
            "xtab",
        ]);
    let name = name.to_ascii_lowercase();
    let shared = |known: &str| {
        known
            .bytes()
            .zip(name.bytes())
            .take_while(|(a, b)| a == b)
            .count()
    };
    known
        .max_by_key(|known| shared(known))
        .filter(|known| shared(known) >= 2)
}
