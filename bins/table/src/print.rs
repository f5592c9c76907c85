//! A table that was read is selected from, laid out and printed.

use std::collections::HashSet;
use std::io::{self, IsTerminal, Write};
use std::path::Path;

use shared::run::{Place, Problem, Reporter, Status};
use table::compat::tabulate::{self, ColumnSide, PerColumn, Side};
use table::describe::Description;
use table::layout::{Align, Column, TableLimits, fit, proportion};
use table::read::Read;
use table::rows::{Row, Table};
use table::select::columns::{self, Picked, find};
use table::select::filter::{Condition, Filtered};
use table::select::group::{Total, with_totals};
use table::select::sort::{self, Sorted};
use table::select::{Numbered, Slice};
use table::separated::survey::Survey;
use table::shown::{Escapes, Show, shown};
use table::style::{Markup, Style};
use table::text::cells::{Cells, Measure};
use table::text::frame::{Frame, of_lines, of_style};
use table::text::{Printer, draw::draw, resolve};
use table::wrap::{Wrap, Wrapping};
use table::write::{RecordWriter, html, json, latex, mediawiki, records, separated, sql, workbook, yaml};

use crate::cli::{Cli, Compat, Theme, When, WrapFlag};
use crate::format_out::Target;
use crate::look::{Look, style, styled};
use crate::run::stem;
use crate::sink::{Output, Sink};

/// How tables are printed.
pub(crate) struct Printing<'c> {
    cli: &'c Cli,
    target: Target,
    show: Show,
    /// The columns that a text table is fitted into.
    width: Option<usize>,
    terminal: bool,
    /// What html and latex take rules and padding from.
    style: Style,
    colour: Option<&'static str>,
}

impl<'c> Printing<'c> {
    pub(crate) fn new(
        cli: &'c Cli,
        target: Target,
        show: Show,
        reporter: &mut Reporter,
    ) -> Result<Self, Problem> {
        let terminal = cli.output.output.is_none() && io::stdout().is_terminal();
        let width = match cli.output.width.as_str() {
            "none" => None,
            "auto" if terminal => terminal_width(reporter),
            "auto" => None,
            number => match number.parse() {
                Ok(width @ 1..=1_000_000) => Some(width),
                _ => {
                    return Err(Problem::usage(format!(
                        "--width: {number} is not auto, none or a number from 1"
                    )));
                }
            },
        };
        let base = match (&target, &cli.output.style) {
            (_, Some(name)) => match Target::named(name, None, cli.output.seed.unwrap_or(1)) {
                Some(Target::Style(style)) => *style,
                _ => return Err(Problem::usage(format!("--style: no style is called {name}"))),
            },
            (Target::Style(style), None) => style.as_ref().clone(),
            _ => Style::default(),
        };
        // A row of Markdown is one line.
        let is_markdown = match &target {
            Target::Style(style) => style.markup == Markup::Markdown,
            Target::Lines(lines) => matches!(lines.name, "github" | "pipe"),
            _ => false,
        };
        let is_block = cli.output.check.is_some() || cli.output.update.is_some();
        let coloured = cli.output.color.enabled_for_stdout()
            && cli.output.output.is_none()
            && !is_block
            && target.is_text();
        Ok(Self {
            style: style(&cli.looks, base)?,
            cli,
            target,
            show,
            width: width.filter(|_| cli.output.compat.is_none() && !is_markdown),
            terminal,
            colour: match cli.output.theme {
                _ if !coloured || cli.output.compat.is_some() => None,
                Theme::Plain => None,
                Theme::Bold => Some("\x1b[1m"),
                Theme::Cyan => Some("\x1b[36m"),
                Theme::Green => Some("\x1b[32m"),
                Theme::Reverse => Some("\x1b[7m"),
            },
        })
    }

    fn is_prettytable(&self) -> bool {
        self.cli.output.compat == Some(Compat::Prettytable)
    }

    /// What asks for all rows before any is printed, if something does.
    pub(crate) fn needs_all(&self) -> Option<String> {
        let (output, selection, looks) = (&self.cli.output, &self.cli.selection, &self.cli.looks);
        let flags = [
            ("--describe", output.describe),
            ("--check", output.check.is_some()),
            ("--update", output.update.is_some()),
            ("-x always", output.expanded == When::Always),
            ("--sort", selection.sort.is_some()),
            ("--reverse", selection.reverse),
            ("--tail", selection.tail.is_some()),
            ("--group", selection.group.is_some()),
            ("--total", !selection.total.is_empty()),
            ("--index", selection.index.is_some()),
            ("--page-length", looks.page_length.is_some()),
        ];
        let flag = flags.iter().find(|(_, given)| *given);
        let format = || {
            let whole = !self.is_lines() && !self.is_open_ended();
            whole.then(|| format!("-t {}", output.to))
        };
        flag.map(|(name, _)| (*name).to_owned()).or_else(format)
    }

    /// A text table that is printed line by line.
    pub(crate) fn is_lines(&self) -> bool {
        matches!(self.target, Target::Style(_) | Target::Lines(_))
    }

    /// Data in which a row may have more cells than the one before.
    fn is_open_ended(&self) -> bool {
        let open_ended = matches!(
            self.target,
            Target::Csv | Target::Tsv | Target::Json | Target::Ndjson | Target::Yaml
        );
        open_ended && !self.is_prettytable()
    }

    /// How many rows from the beginning, of those for which the conditions hold, are all that is printed, if that is known
    /// before they are read.
    pub(crate) fn rows_wanted(&self) -> Option<u64> {
        let selection = &self.cli.selection;
        let in_order = selection.sort_after_slice || selection.sort.is_none() && !selection.reverse;
        if !in_order || selection.tail.is_some() {
            return None;
        }
        let (_, to) = self.rows_to_show();
        (to < u64::MAX).then_some(to)
    }

    /// From which row up to which the rows are printed, as far as that is known before they are read.
    pub(crate) fn rows_to_show(&self) -> (u64, u64) {
        let selection = &self.cli.selection;
        let (from, to) = selection.rows.unwrap_or((0, u64::MAX));
        let head = selection.head.map(|head| from.saturating_add(head));
        (from, to.min(head.unwrap_or(to)))
    }

    /// What writes records, when the output is such data.
    pub(crate) fn records(&self) -> Option<Box<dyn RecordWriter>> {
        let flags = &self.cli.output;
        let csv = |delimiter| separated::Options {
            delimiter: flags.out_delimiter.unwrap_or(delimiter),
            crlf: self.is_prettytable(),
            safe_formulas: flags.safe_formulas,
            header: !self.cli.looks.hide_header,
            none: self.is_prettytable(),
        };
        Some(match &self.target {
            Target::Csv => Box::new(separated::Writer::new(csv(b','))),
            Target::Tsv => Box::new(separated::Writer::new(csv(b'\t'))),
            Target::Json if self.is_prettytable() => return None,
            Target::Json => Box::new(json::Writer::new(json::Frame::Array, flags.typed)),
            Target::Ndjson => Box::new(json::Writer::new(json::Frame::Lines, flags.typed)),
            Target::Yaml => Box::new(yaml::Writer::new(flags.typed)),
            Target::Sql => Box::new(sql::Writer::new(flags.typed)),
            _ => return None,
        })
    }

    /// The warning about columns of which only one can have the name.
    pub(crate) fn doubled_names(&self, header: &[String]) -> Option<&'static str> {
        let mut seen = HashSet::new();
        let doubled = self.target.has_keys() && !header.iter().all(|name| seen.insert(name));
        (doubled && !self.is_prettytable()).then_some("a column name comes twice; the later ones got numbers")
    }

    pub(crate) fn print(
        &self,
        read: Read,
        title: Option<String>,
        path: &Path,
        to: &mut Output,
        reporter: &mut Reporter,
    ) -> Result<(), Problem> {
        if read.table.header.is_empty() {
            return Ok(());
        }
        let mut job = Job {
            table: read.table,
            named: read.named,
            survey: read.survey,
            rows_read: read.rows,
            title,
            dividers: HashSet::new(),
            notes: Vec::new(),
        };
        let Output { sink, records } = to;
        let done = self
            .select(&mut job, path, read.rows)
            .map(|()| {
                for note in job.notes.drain(..) {
                    reporter.warn(Some(&Place::of(path)), &note);
                    if self.cli.input.strict {
                        reporter.raise(Status::NO);
                    }
                }
            })
            .and_then(|()| match records.as_deref_mut() {
                Some(records) => {
                    if let Some(message) = self.doubled_names(&job.table.header) {
                        reporter.warn(Some(&Place::of(path)), message);
                    }
                    let name = job.title.unwrap_or_else(|| stem(path));
                    Ok(table::write::write(&mut job.table, &name, records, sink)?)
                }
                None => self.write(job, &mut Destination { path, sink, reporter }),
            });
        done.map_err(|failed| match failed {
            Failed::Problem(problem) => problem,
            Failed::Io(error) => sink.problem(error, path),
        })
    }

    /// Chooses rows and columns.
    fn select(&self, job: &mut Job, path: &Path, rows: u64) -> Result<(), Failed> {
        let Job {
            table,
            survey,
            dividers,
            notes,
            ..
        } = job;
        let mut rows = Some(rows);
        let flags = &self.cli.selection;
        let usage = |flag: &'static str| {
            move |message: String| Failed::Problem(Problem::usage(format!("{flag}: {message}")).at(path))
        };
        let take = |table: &mut Table| std::mem::replace(&mut table.rows, Box::new(empty()));
        let mut changed = false;
        let header = table.header.clone();
        if !flags.conditions.is_empty() {
            let parse = |text: &String| Condition::parse(&header, text).map_err(usage("--where"));
            let conditions = flags.conditions.iter().map(parse).collect::<Result<_, _>>()?;
            table.rows = Box::new(Filtered::new(take(table), conditions));
            (rows, changed) = (None, true);
        }
        let keys = match &flags.sort {
            Some(list) => sort::parse(&header, list).map_err(usage("--sort"))?,
            None => Vec::new(),
        };
        let slices = flags.rows.is_some() || flags.head.is_some() || flags.tail.is_some();
        let mut slice = |table: &mut Table| -> io::Result<()> {
            let (mut from, mut to) = flags.rows.unwrap_or((0, u64::MAX));
            if let Some(head) = flags.head {
                to = to.min(from.saturating_add(head));
            }
            if let Some(tail) = flags.tail {
                let count = match rows {
                    Some(count) => count,
                    None => {
                        let mut count = 0;
                        table.each(|_| {
                            count += 1;
                            Ok(())
                        })?;
                        count
                    }
                };
                to = to.min(count);
                from = from.max(to.saturating_sub(tail));
            }
            table.rows = Box::new(Slice::new(take(table), from, to)?);
            rows = None;
            Ok(())
        };
        if slices && flags.sort_after_slice {
            slice(table)?;
            changed = true;
        }
        let reverse = flags.reverse && (!keys.is_empty() || !self.is_prettytable());
        if !keys.is_empty() || reverse {
            table.rows = Box::new(Sorted::new(take(table), &keys, reverse)?);
            changed = true;
        }
        if slices && !flags.sort_after_slice {
            slice(table)?;
            changed = true;
        }
        if flags.group.is_some() || !flags.total.is_empty() {
            let named = |name: &String| {
                find(&header, name).ok_or_else(|| usage("--group")(format!("no column is called {name}")))
            };
            let by = flags.group.as_ref().map(named).transpose()?;
            let exact =
                self.target.has_keys() || matches!(self.target, Target::Csv | Target::Tsv | Target::Xlsx);
            let parse = |text: &String| {
                let total = Total::parse(&header, text).map_err(usage("--total"))?;
                Ok::<_, Failed>(total.exact(exact))
            };
            let totals = flags.total.iter().map(parse).collect::<Result<Vec<_>, _>>()?;
            let whole = Table {
                header: header.clone(),
                rows: take(table),
            };
            let with = with_totals(whole, by, &totals)?;
            *table = with.table;
            dividers.extend(with.dividers);
            for left in with.left_out {
                let cells = if left.count == 1 {
                    "1 cell".to_owned()
                } else {
                    format!("{} cells", left.count)
                };
                notes.push(format!(
                    "--total left {cells} of {} out that are no numbers (the first: {})",
                    header.get(left.column).map_or("", String::as_str),
                    left.first
                ));
            }
            changed = true;
        }
        if let Some(list) = &flags.columns {
            let picked = columns::parse(&header, list).map_err(usage("--columns"))?;
            let (numbers, names) = picked.into_iter().unzip();
            table.rows = Box::new(Picked::new(take(table), numbers));
            table.header = names;
            changed = true;
        }
        if let Some(name) = &flags.index {
            table.rows = Box::new(Numbered::new(take(table)));
            table.header.insert(0, name.clone());
            changed = true;
        }
        if changed {
            // What the first pass counted holds no more.
            *survey = None;
        }
        Ok(())
    }

    fn write(&self, mut job: Job, to: &mut Destination) -> Result<(), Failed> {
        let (table, sink) = (&mut job.table, &mut *to.sink);
        let flags = &self.cli.output;
        let looks = &self.cli.looks;
        let header = !looks.hide_header;
        match &self.target {
            Target::Json => return Ok(json::write_compat(table, header, sink)?),
            Target::Xlsx => return Ok(workbook::write(table, flags.typed, header, sink)?),
            Target::Tabulate(format) => return self.tabulate(table, job.named, format, sink),
            _ => {}
        }
        let default = match self.target {
            Target::Lines(_) => Align::Auto,
            _ => Align::Center,
        };
        let look = Look::new(looks, &table.header, default)?;
        let mut cells = self.cells(&look);
        // The library styles names in text alone, when their widths are settled.
        if !self.is_prettytable() {
            self.style_names(&mut table.header);
        }
        let title = job.title.take().map(|title| {
            if self.is_prettytable() {
                title
            } else {
                shown(&title, self.show).into_owned()
            }
        });
        let aligns: Vec<Align> = look.aligns.iter().map(|(align, _)| *align).collect();
        match &self.target {
            Target::Html => {
                let options = html::Options {
                    title: title.as_deref(),
                    header,
                    formatted: looks.formatted,
                    xhtml: looks.xhtml,
                    attributes: &looks.html_attr,
                    escape_header: !looks.no_escape_header,
                    escape_data: !looks.no_escape_data,
                    style: &self.style,
                    aligns: &look.aligns,
                };
                return Ok(html::write(table, &cells, &options, sink)?);
            }
            Target::Latex => {
                return Ok(latex::write(
                    table,
                    &cells,
                    &self.style,
                    header,
                    looks.formatted,
                    &aligns,
                    sink,
                )?);
            }
            Target::Mediawiki => {
                return Ok(mediawiki::write(
                    table,
                    &cells,
                    title.as_deref(),
                    header,
                    &looks.html_attr,
                    sink,
                )?);
            }
            Target::Xtab => return Ok(records::xtab(table, &cells, sink)?),
            _ => {}
        }
        if flags.expanded == When::Always {
            return Ok(records::expanded(table, &cells, self.width, sink)?);
        }
        job.title = title;
        self.text(job, &look, &mut cells, to)
    }

    fn style_names(&self, names: &mut [String]) {
        for name in names {
            *name = styled(name, self.cli.looks.header_style);
        }
    }

    fn cells(&self, look: &Look) -> Cells {
        let compat = self.is_prettytable();
        let markup = match &self.target {
            Target::Style(_) => Some(self.style.markup),
            Target::Lines(lines) if matches!(lines.name, "github" | "pipe") => Some(Markup::Markdown),
            Target::Lines(lines) if lines.name == "orgtbl" => Some(Markup::Org),
            _ => None,
        };
        Cells {
            compat,
            show: self.show,
            markup: markup.filter(|markup| *markup != Markup::None && !compat),
            wrapping: Wrapping {
                wrap: match self.cli.looks.wrap {
                    WrapFlag::Word => Wrap::Words,
                    WrapFlag::Char => Wrap::Characters,
                    WrapFlag::Clip => Wrap::Clip,
                    WrapFlag::None => Wrap::None,
                },
                ellipsis: shown(&self.cli.looks.ellipsis, Show::default()).into_owned(),
                on_hyphens: !self.cli.looks.no_break_on_hyphens,
            },
            formats: if look.is_plain() && !compat {
                Vec::new()
            } else {
                look.formats.clone()
            },
            header_style: self.colour.map(str::to_owned),
        }
    }

    /// Widths by what was measured, and by what the user and the title want.
    fn natural(
        &self,
        table: &Table,
        measures: &[Measure],
        rows: u64,
        look: &Look,
        cells: &Cells,
        title: Option<&str>,
    ) -> Vec<usize> {
        let looks = &self.cli.looks;
        let header = self.shows_header();
        let markdown = self.style.markup == Markup::Markdown && matches!(self.target, Target::Style(_));
        let mut widths: Vec<usize> = Vec::with_capacity(table.columns());
        for (at, name) in table.header.iter().enumerate() {
            let measure = measures.get(at).copied().unwrap_or_default();
            let limits = look.limits.get(at).copied().unwrap_or_default();
            let mut width = 0;
            if header && !looks.no_header_width {
                width = cells.block_width(&cells.name(name));
                if let Some(max) = limits.max.filter(|_| !cells.compat) {
                    width = width.min(max);
                }
            }
            width = width.max(measure.width);
            if rows > 0 || !cells.compat {
                width = width.max(limits.min);
                if markdown {
                    let align = look.aligns.get(at).map(|(align, _)| *align).unwrap_or_default();
                    width = width.max(if align == Align::Center { 3 } else { 1 });
                }
            }
            widths.push(width);
        }
        let title = title.map(|title| title.split('\n').map(|line| cells.width(line)).max().unwrap_or(0));
        let limits = TableLimits {
            min: looks.min_table_width,
            max: looks.max_table_width,
        };
        proportion(
            &mut widths,
            &self.style,
            limits,
            title.filter(|_| matches!(self.target, Target::Style(_))),
        );
        widths
    }

    /// The names of the columns are printed.
    fn shows_header(&self) -> bool {
        !self.cli.looks.hide_header && (self.style.header || !matches!(self.target, Target::Style(_)))
    }

    fn frame(&self, layout: &[Column], title: Option<&str>) -> Frame {
        match &self.target {
            Target::Lines(lines) => {
                let mut frame = of_lines(lines, layout, self.shows_header());
                frame.title =
                    title.map_or_else(Vec::new, |title| title.split('\n').map(str::to_owned).collect());
                frame
            }
            _ => of_style(
                &self.style,
                layout,
                self.shows_header(),
                title,
                self.show,
                self.is_prettytable(),
            ),
        }
    }

    /// What the frame takes: once, and for each column.
    fn frame_width(&self) -> (usize, usize) {
        let width = |text: &str| text.chars().count();
        match &self.target {
            Target::Lines(lines) => {
                let [begin, between, end] = lines.row;
                let between = width(between);
                (
                    (width(begin) + width(end)).saturating_sub(between),
                    2 * lines.padding + between,
                )
            }
            _ => {
                let ruled = self.style.border || self.style.internal_border;
                let one = usize::from(ruled);
                let (left, right) = self.style.padding;
                let barred = self.style.markup == Markup::Org && (left == 0 || right == 0);
                let ends = if self.style.border || barred { 2 } else { one };
                (ends - one, left + right + one)
            }
        }
    }

    fn text(&self, job: Job, look: &Look, cells: &mut Cells, to: &mut Destination) -> Result<(), Failed> {
        let Job {
            mut table,
            survey,
            rows_read,
            title,
            mut dividers,
            ..
        } = job;
        let (table, title) = (&mut table, title.as_deref());
        let (path, sink, reporter) = (to.path, &mut *to.sink, &mut *to.reporter);
        let looks = &self.cli.looks;
        let columns = table.columns();
        let fixed = look
            .aligns
            .iter()
            .all(|(align, _)| !matches!(align, Align::Auto | Align::Decimal));
        // What the first pass counted holds when cells are printed as they are shown.
        let counted = survey.filter(|_| {
            fixed && !cells.compat && cells.markup.is_none() && look.is_plain() && looks.page_length.is_none()
        });
        let (measures, rows) = match &counted {
            Some(survey) => {
                let measure = |width: &u32| Measure::of_width(*width as usize);
                (survey.widths.iter().map(measure).collect(), survey.rows)
            }
            None => measure(table, cells, look)?,
        };
        // The library takes a table for empty only when nothing was added to it.
        let all = if cells.compat { rows_read } else { rows };
        if all == 0
            && (looks.hide_empty
                || cells.compat && !self.style.border && matches!(self.target, Target::Style(_)))
        {
            return Ok(());
        }
        if looks.page_length.is_some() {
            return self.pages(table, rows, title, look, cells, sink);
        }
        let natural = self.natural(table, &measures, rows, look, cells, title);
        let (once, per_column) = self.frame_width();
        let whole = |widths: &[usize]| once + widths.iter().map(|width| width + per_column).sum::<usize>();
        let mut widths = natural;
        let mut names = table.header.clone();
        let mut fitted = false;
        if let Some(total) = self.width.filter(|total| whole(&widths) > *total) {
            let least = |width: &usize| (*width).min(table::layout::LEAST);
            let minimum: Vec<usize> = widths.iter().map(least).collect();
            if whole(&minimum) > total && self.cli.output.expanded == When::Auto && self.terminal {
                return Ok(records::expanded(table, cells, self.width, sink)?);
            }
            let note = |dropped: usize| format!("+{dropped} columns");
            let room = note(columns).len() + per_column;
            // Where there is no room for the note beside a column, it stands on stderr alone.
            let noted = total >= once + per_column + table::layout::LEAST + room;
            let kept = fit(&widths, once, per_column, if noted { room } else { 0 }, total);
            let dropped = columns - kept.len();
            if dropped > 0 {
                let columns = if dropped == 1 {
                    "1 column is".to_owned()
                } else {
                    format!("{dropped} columns are")
                };
                let message = format!(
                    "{columns} left out for want of room in {total} (-x always prints records instead)"
                );
                reporter.warn(Some(&Place::of(path)), &message);
                let rows = std::mem::replace(&mut table.rows, Box::new(empty()));
                table.rows = Box::new(Picked::new(rows, (0..kept.len()).collect()));
                names.truncate(kept.len());
                names.extend(noted.then(|| note(dropped)));
            }
            if dropped == 0 && whole(&kept) > total {
                let message = format!("the table takes {} columns and cannot be narrower", whole(&kept));
                reporter.warn(Some(&Place::of(path)), &message);
            }
            widths = kept;
            if dropped > 0 && noted {
                widths.push(note(dropped).len());
            }
            fitted = true;
        }
        self.align_decimals(look, &measures, cells);
        let layout = layout(&widths, look, &measures);
        let frame = self.frame(&layout, title);
        if self.is_prettytable() {
            self.style_names(&mut names);
        }
        let shown_names = self.shows_header().then_some(names.as_slice());
        for after in &looks.divider_after {
            dividers.insert(*after);
        }
        if self.is_prettytable() && self.cli.selection.sort.is_some() {
            dividers.clear();
        }
        let mut printer = Printer::new(cells, &frame, &layout);
        printer.begin(shown_names, sink)?;
        let simple = counted.is_some()
            && !fitted
            && dividers.is_empty()
            && looks.divider_every.is_none()
            && !frame.trim
            && !frame.barred
            && self.show.escapes == Escapes::Show;
        let roomy = |survey: &Survey| {
            survey
                .widths
                .iter()
                .zip(&widths)
                .all(|(own, width)| *own as usize <= *width)
        };
        match table.rows.separated() {
            Some(rows) if simple && counted.as_ref().is_some_and(roomy) => {
                draw(rows, columns, &mut printer, sink)?
            }
            _ => {
                table.rows.rewind();
                let every = looks.divider_every;
                print_rows(table, &mut printer, u64::MAX, rows, &dividers, every, sink)?;
            }
        }
        printer.end(sink)?;
        if printer.clipped > 0 {
            reporter.warn(Some(&Place::of(path)), &clipped(printer.clipped));
        }
        Ok(())
    }

    fn align_decimals(&self, look: &Look, measures: &[Measure], cells: &mut Cells) {
        let decimal = |(align, _): &(Align, _)| *align == Align::Decimal;
        if !look.aligns.iter().any(decimal) {
            return;
        }
        if cells.formats.is_empty() {
            cells.formats = look.formats.clone();
        }
        for ((format, measure), align) in cells.formats.iter_mut().zip(measures).zip(&look.aligns) {
            format.decimals = decimal(align).then_some(measure.decimals);
        }
    }

    /// Pages, each a table of its own with its own widths, as PrettyTable's `paginate` makes them.
    fn pages(
        &self,
        table: &mut Table,
        rows: u64,
        title: Option<&str>,
        look: &Look,
        cells: &mut Cells,
        sink: &mut Sink,
    ) -> Result<(), Failed> {
        let length = self.cli.looks.page_length.unwrap_or(u64::MAX);
        let mut done = 0;
        table.rows.rewind();
        let mut mark = table.rows.mark();
        loop {
            let count = length.min(rows - done);
            let (measures, _) = measure_from(table, cells, look, mark, count)?;
            let widths = self.natural(table, &measures, count, look, cells, title);
            let layout = layout(&widths, look, &measures);
            let frame = self.frame(&layout, title);
            let mut names = self.shows_header().then_some(table.header.clone());
            if self.is_prettytable() {
                self.style_names(names.as_deref_mut().unwrap_or_default());
            }
            let mut page = Vec::new();
            let mut printer = Printer::new(cells, &frame, &layout);
            printer.begin(names.as_deref(), &mut page)?;
            table.rows.seek(mark);
            print_rows(
                table,
                &mut printer,
                count,
                count,
                &HashSet::new(),
                None,
                &mut page,
            )?;
            printer.end(&mut page)?;
            mark = table.rows.mark();
            done += count;
            if done >= rows {
                sink.write_all(&page)?;
                return Ok(());
            }
            if page.last() == Some(&b'\n') {
                page.pop();
            }
            sink.write_all(&page)?;
            sink.write_all(self.cli.looks.page_break.as_bytes())?;
        }
    }

    fn tabulate(&self, table: &mut Table, named: usize, format: &str, sink: &mut Sink) -> Result<(), Failed> {
        let compat = self.cli.output.compat == Some(Compat::Tabulate);
        let columns = table.columns();
        let text = |text: &str| match compat {
            true => text.to_owned(),
            false => shown(text, self.show).into_owned(),
        };
        let mut rows = Vec::new();
        table.each(|row| {
            let count = if compat { row.len() } else { columns };
            rows.push(
                row.cells(count)
                    .map(|cell| (text(cell.text), cell.kind))
                    .collect(),
            );
            Ok(())
        })?;
        let names = match self.cli.looks.hide_header {
            true => Vec::new(),
            false => table
                .header
                .iter()
                .take(named.max(1))
                .map(|name| text(name))
                .collect(),
        };
        let options = self.tabulate_options(format, &table.header, compat)?;
        let printed = tabulate::tabulate(rows, names, &options);
        if !printed.is_empty() {
            sink.write_all(printed.as_bytes())?;
            sink.write_all(b"\n")?;
        }
        Ok(())
    }

    fn tabulate_options(
        &self,
        format: &str,
        header: &[String],
        compat: bool,
    ) -> Result<tabulate::Options, Problem> {
        let (looks, flags) = (&self.cli.looks, &self.cli.tabulate);
        let side = |flag: &str, word: &str| {
            Side::parse(word).ok_or_else(|| {
                Problem::usage(format!(
                    "{flag}: {word} is not left, right, center, decimal or none"
                ))
            })
        };
        let column_side = |flag: &'static str| {
            move |word: &str| match word {
                "global" => Ok(ColumnSide::Global),
                "same" => Ok(ColumnSide::Same),
                word => side(flag, word).map(ColumnSide::Own),
            }
        };
        let own = |side: Option<ColumnSide>| match side {
            Some(ColumnSide::Own(side)) => Some(side),
            _ => None,
        };
        let text = |text: &str| Ok(text.to_owned());
        let width = |text: &str| {
            text.parse()
                .ok()
                .filter(|width: &usize| *width > 0)
                .ok_or_else(|| Problem::usage(format!("{text} is no width")))
        };
        let aligns = lists("--align", &looks.align, header, column_side("--align"))?;
        let headers = lists(
            "--header-align",
            &flags.header_align,
            header,
            column_side("--header-align"),
        )?;
        Ok(tabulate::Options {
            format: format.to_owned(),
            float: lists("--float-format", &looks.float_format, header, text)?,
            int: lists("--int-format", &looks.int_format, header, text)?,
            missing: lists("--null", &looks.nothing, header, text)?,
            numbers: flags
                .num_align
                .as_ref()
                .map(|word| side("--num-align", word))
                .transpose()?,
            strings: flags
                .str_align
                .as_ref()
                .map(|word| side("--str-align", word))
                .transpose()?,
            all: own(aligns.all),
            columns: aligns.own,
            all_headers: own(headers.all),
            headers: headers.own,
            // Cells are never changed where nobody asked for the library's ways.
            no_numbers: flags.no_numbers || !compat,
            max_width: lists("--max-width", &looks.max_width, header, width)?,
            max_header_width: lists("--max-header-width", &flags.max_header_width, header, width)?,
        })
    }

    /// What a stream of rows needs to be printed: widths come from the first ones.
    pub(crate) fn stream_layout(
        &self,
        header: &[String],
        rows: &[Row],
        title: Option<&str>,
    ) -> Result<Streamed, Problem> {
        let default = if matches!(self.target, Target::Lines(_)) {
            Align::Auto
        } else {
            Align::Center
        };
        let look = Look::new(&self.cli.looks, header, default)?;
        let mut cells = self.cells(&look);
        let mut measures = vec![Measure::default(); header.len()];
        for row in rows {
            take(&mut measures, &cells, &look, row);
        }
        let mut table = Table {
            header: header.to_vec(),
            rows: Box::new(empty()),
        };
        if !self.is_prettytable() {
            self.style_names(&mut table.header);
        }
        let title = title.map(|title| shown(title, self.show).into_owned());
        let mut widths = self.natural(
            &table,
            &measures,
            rows.len() as u64,
            &look,
            &cells,
            title.as_deref(),
        );
        let (once, per_column) = self.frame_width();
        if let Some(total) = self.width {
            widths = fit(&widths, once, per_column, 0, total);
        }
        self.align_decimals(&look, &measures, &mut cells);
        let layout = layout(&widths, &look, &measures);
        let frame = self.frame(&layout, title.as_deref());
        if self.is_prettytable() {
            self.style_names(&mut table.header);
        }
        Ok(Streamed {
            names: self.shows_header().then_some(table.header),
            cells,
            frame,
            layout,
        })
    }
}

/// What a stream of rows is printed with.
pub(crate) struct Streamed {
    pub(crate) names: Option<Vec<String>>,
    pub(crate) cells: Cells,
    pub(crate) frame: Frame,
    pub(crate) layout: Vec<Column>,
}

/// A table on its way.
struct Job {
    table: Table,
    /// How many columns the source gave names to.
    named: usize,
    /// What the first pass over delimited text found, while it holds.
    survey: Option<Survey>,
    /// How many rows the input has.
    rows_read: u64,
    title: Option<String>,
    /// Rules belong behind these rows, counted from 1.
    dividers: HashSet<u64>,
    /// What selecting left out, for people.
    notes: Vec<String>,
}

/// Where it goes, and who is told of what happens to it.
struct Destination<'d> {
    path: &'d Path,
    sink: &'d mut Sink,
    reporter: &'d mut Reporter,
}

/// Why a table could not be printed.
enum Failed {
    Problem(Problem),
    Io(io::Error),
}

impl From<Problem> for Failed {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<io::Error> for Failed {
    fn from(error: io::Error) -> Self {
        Self::Io(error)
    }
}

/// The warning about so many cells that were cut.
pub(crate) fn clipped(count: u64) -> String {
    let cells = if count == 1 {
        "1 cell was".to_owned()
    } else {
        format!("{count} cells were")
    };
    format!("{cells} cut to fit (--wrap word keeps all of the text)")
}

/// No rows.
fn empty() -> table::rows::Log {
    table::rows::Log::empty()
}

/// The width of the terminal, if it has one.
fn terminal_width(reporter: &mut Reporter) -> Option<usize> {
    if let Some(value) = std::env::var_os("COLUMNS").filter(|value| !value.is_empty()) {
        match value.to_str().and_then(|value| value.parse().ok()) {
            Some(width @ 1..) => return Some(width),
            _ => reporter.warn(None, "COLUMNS in the environment is no width and is ignored"),
        }
    }
    terminal_size::terminal_size().map(|(width, _)| usize::from(width.0))
}

fn layout(widths: &[usize], look: &Look, measures: &[Measure]) -> Vec<Column> {
    widths
        .iter()
        .enumerate()
        .map(|(at, width)| {
            let (align, valign) = look.aligns.get(at).copied().unwrap_or_default();
            let numeric = measures
                .get(at)
                .is_some_and(|measure| measure.numeric && measure.used);
            Column {
                width: *width,
                align: resolve(align, numeric),
                valign,
            }
        })
        .collect()
}

fn take(measures: &mut [Measure], cells: &Cells, look: &Look, row: &Row) {
    for (at, measure) in measures.iter_mut().enumerate() {
        let align = look.aligns.get(at).map(|(align, _)| *align).unwrap_or_default();
        measure.take(cells, at, row.cell(at), align);
    }
}

/// What the rows from the beginning are like, and how many there are.
fn measure(table: &mut Table, cells: &Cells, look: &Look) -> io::Result<(Vec<Measure>, u64)> {
    table.rows.rewind();
    let mark = table.rows.mark();
    measure_from(table, cells, look, mark, u64::MAX)
}

fn measure_from(
    table: &mut Table,
    cells: &Cells,
    look: &Look,
    mark: u64,
    count: u64,
) -> io::Result<(Vec<Measure>, u64)> {
    let mut measures = vec![Measure::default(); table.columns()];
    let mut row = Row::default();
    let mut rows = 0;
    table.rows.seek(mark);
    while rows < count && table.rows.next(&mut row)? {
        rows += 1;
        take(&mut measures, cells, look, &row);
    }
    Ok((measures, rows))
}

/// Prints up to `count` of the rows that come next; rules never stand behind the last of `all`.
fn print_rows(
    table: &mut Table,
    printer: &mut Printer,
    count: u64,
    all: u64,
    dividers: &HashSet<u64>,
    every: Option<u64>,
    out: &mut impl Write,
) -> io::Result<()> {
    let mut row = Row::default();
    let mut buffer = Vec::with_capacity(1 << 16);
    while printer.rows < count && table.rows.next(&mut row)? {
        printer.row(&row, &mut buffer)?;
        let number = printer.rows;
        let due = dividers.contains(&number) || every.is_some_and(|every| number.is_multiple_of(every));
        if due && number < all {
            printer.divider(&mut buffer)?;
        }
        if buffer.len() > 1 << 16 {
            out.write_all(&buffer)?;
            buffer.clear();
        }
    }
    out.write_all(&buffer)
}

/// tabulate's lists: `#N=VALUE` for one column, also for columns that the table does not have; `VALUE` for all.
fn lists<T: Clone>(
    flag: &str,
    items: &[String],
    header: &[String],
    parse: impl Fn(&str) -> Result<T, Problem>,
) -> Result<PerColumn<T>, Problem> {
    let mut lists = PerColumn::default();
    for item in items {
        let Some((name, value)) = item.rsplit_once('=') else {
            lists.all = Some(parse(item)?);
            continue;
        };
        let number = name
            .strip_prefix('#')
            .and_then(|number| number.parse::<usize>().ok());
        let column = find(header, name).or_else(|| number?.checked_sub(1));
        let Some(column) = column else {
            return Err(Problem::usage(format!("{flag}: no column is called {name}")));
        };
        if column >= header.len().max(1000) {
            continue;
        }
        let value = parse(value)?;
        if lists.own.len() <= column {
            lists.own.resize(column + 1, None);
        }
        if let Some(slot) = lists.own.get_mut(column) {
            *slot = Some(value);
        }
    }
    Ok(lists)
}

/// A description for people.
pub(crate) fn described(description: &Description) -> String {
    let plain = Show::default();
    let one_line = |text: &str| shown(text, plain).replace('\n', "␊");
    let mut out = format!("{}: {}", one_line(&description.file), description.format);
    if let Some(delimiter) = &description.delimiter {
        let delimiter = if delimiter == "\t" { "tab" } else { delimiter };
        out.push_str(&format!(", delimiter {delimiter}"));
    }
    out.push_str(&format!(
        ", {}{} ({:.0} %), line ends {}, {} rows, {} columns\n",
        description.encoding,
        if description.bom { " with BOM" } else { "" },
        description.confidence * 100.0,
        description.newline,
        description.rows,
        description.columns.len()
    ));
    for column in &description.columns {
        out.push_str(&format!(
            "  #{} {}: {}, width {}, {} empty\n",
            column.index,
            one_line(&column.name),
            column.kind,
            column.width,
            column.empty
        ));
    }
    for warning in &description.warnings {
        let line = warning
            .line
            .map_or_else(String::new, |line| format!("line {line}: "));
        out.push_str(&format!("  ! {line}{}\n", one_line(&warning.message)));
    }
    out
}
