//! A table drawn over the bytes of its source against the same table printed row by row: equal, straight, nothing hostile.
#![no_main]

use libfuzzer_sys::fuzz_target;
use shared::display::{is_hostile, width};
use table::layout::{Align, Column, VAlign};
use table::read::{Format, Options, read};
use table::rows::Row;
use table::separated::Dialect;
use table::spool::Spool;
use table::style::Style;
use table::text::Printer;
use table::text::cells::Cells;
use table::text::draw::draw;
use table::text::frame::of_style;

fuzz_target!(|input: (u8, &str)| {
    let (look, text) = input;
    let name = ["default", "single", "rst", "columns"][usize::from(look % 4)];
    let style = Style::named(name, 0).unwrap();
    let spool = Spool::of_bytes(text.as_bytes().to_vec());
    let Ok(Some(mut found)) = read(
        &spool,
        0,
        Format::Separated(Dialect::of(b',')),
        &Options::default(),
    ) else {
        return;
    };
    let cells = Cells::default();
    let survey = found.survey.take().unwrap();
    let columns = found.table.columns();
    let layout: Vec<Column> = (0..columns)
        .map(|at| {
            let name = cells.block_width(&cells.name(&found.table.header[at]));
            let own = survey.widths.get(at).copied().unwrap_or(0) as usize;
            Column {
                width: name.max(own),
                align: [Align::Left, Align::Center, Align::Right][usize::from(look / 4) % 3],
                valign: VAlign::Top,
            }
        })
        .collect();
    let frame = of_style(&style, &layout, true, None, cells.show, false);
    let (mut drawn, mut printed) = (Vec::new(), Vec::new());
    let mut printer = Printer::new(&cells, &frame, &layout);
    draw(
        found.table.rows.separated().unwrap(),
        columns,
        &mut printer,
        &mut drawn,
    )
    .unwrap();
    let mut printer = Printer::new(&cells, &frame, &layout);
    let mut row = Row::default();
    found.table.rows.rewind();
    while found.table.rows.next(&mut row).unwrap() {
        printer.row(&row, &mut printed).unwrap();
    }
    assert_eq!(String::from_utf8_lossy(&drawn), String::from_utf8_lossy(&printed));
    let text = String::from_utf8(drawn).unwrap();
    assert!(!text.contains(|c| is_hostile(c) && c != '\n'));
    if name != "columns" {
        let mut widths = text.lines().map(width);
        if let Some(first) = widths.next() {
            assert!(widths.all(|width| width == first), "{text}");
        }
    }
});
