//! What `table` does, seen from outside. Expected tables are those of PrettyTable 3.18.0 unless a test says otherwise.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod cells;
mod documents;
mod inputs;
mod libraries;
mod limits;
mod selection;
mod streams;
mod terminal;

use std::fs;

use harness::{Ran, data, temp_dir, tool};

fn table(args: &[&str], stdin: impl AsRef<[u8]>) -> Ran {
    tool("table").args(args).stdin(stdin).run()
}

const OWN: &str = "+-------+---------+\n| title | img_url |\n+-------+---------+\n| title | img_url |\n+-------+---------+\n";

#[test]
fn csv_and_json_print_as_pretty_table_does() {
    table(&[], "title,img_url\ntitle,img_url\n")
        .status(0)
        .stdout(OWN)
        .stderr("");
    table(&[], r#"[["title","img_url"],["title","img_url"]]"#)
        .status(0)
        .stdout(OWN);
    table(&["-f", "json"], r#"[{"title":"title","img_url":"img_url"}]"#)
        .status(0)
        .stdout(OWN);
}

#[test]
fn a_printed_table_reads_back() {
    for style in ["default", "single", "double", "orgmode", "rst", "markdown"] {
        let csv = "id,name,note\n007,张三|李四,\"say \"\"hi\"\"\"\n1e5,<b>&amp;</b>,a\\b\n,-,*x* `y` $z_1\n";
        let printed = table(&["-t", style, "-f", "csv"], csv);
        table(&["-t", "csv"], printed.status(0).stdout_text())
            .status(0)
            .stdout(csv);
    }
}

#[test]
fn cells_stand_in_the_middle_and_cjk_takes_two_columns() {
    table(&[], "abcdef\nxx\nx\nxxxxx\n变化\n").status(0).stdout(
        "+--------+\n| abcdef |\n+--------+\n|   xx   |\n|   x    |\n| xxxxx  |\n|  变化  |\n+--------+\n",
    );
    table(&["--align", "r", "--align", "bbb=l"], "aaa,bbb\n1,2\n")
        .status(0)
        .stdout("+-----+-----+\n| aaa | bbb |\n+-----+-----+\n|   1 | 2   |\n+-----+-----+\n");
}

#[test]
fn cells_of_several_lines_grow_downwards() {
    table(&["-f", "csv"], "a,bcd\nx,\"y\nzz\"\nxyzw,1\n").status(0).stdout(
        "+------+-----+\n|  a   | bcd |\n+------+-----+\n|  x   |  y  |\n|      |  zz |\n| xyzw |  1  |\n+------+-----+\n",
    );
    table(&["-f", "csv", "-t", "markdown"], "a,bcd\nx,\"y\nzz\"\n")
        .status(0)
        .stdout_has("| y<br>zz |");
}

#[test]
fn nothing_and_only_a_header() {
    table(&[], "").status(0).stdout("");
    table(&[], "[]").status(0).stdout("");
    table(&["-f", "csv"], "a,b\n")
        .status(0)
        .stdout("+---+---+\n| a | b |\n+---+---+\n+---+---+\n");
}

#[test]
fn hostile_cells_are_shown_and_not_obeyed() {
    let ran = table(&["-f", "csv"], "a\x1b[2J,b\n\u{9b}31m,\u{202e}x\x07\x7f\n");
    ran.status(0)
        .stdout_has("a␛[2J")
        .stdout_has("\\u{9b}31m")
        .stdout_has("\\u{202e}x␇␡");
    let hostile = |c: char| (c < ' ' && c != '\n') || ('\u{7f}'..='\u{9f}').contains(&c) || c == '\u{202e}';
    assert!(!ran.stdout_text().contains(hostile));
    table(&["--title", "\x1b]0;x\x07", "-f", "csv"], "a\n1\n")
        .status(0)
        .stdout_has("␛]0;x␇");
    table(&["-f", "csv", "-t", "json"], "a\n\u{9b}\u{202e}\n")
        .status(0)
        .stdout_has("\"\\u009b\\u202e\"");
}

#[test]
fn csv_is_written_as_it_was_read() {
    let csv = "a,b\n1,\"x, y\"\n\"\n\",\"\"\"\"\n";
    table(&["-f", "csv", "-t", "csv"], csv).status(0).stdout(csv);
    table(&["-f", "csv", "-t", "tsv"], "a,b\nx y,\"t\tt\"\n")
        .status(0)
        .stdout("a\tb\nx y\t\"t\tt\"\n");
}

#[test]
fn json_numbers_stay_numbers_and_csv_cells_stay_text() {
    let ran = table(
        &["-t", "json"],
        r#"[{"a":12345678901234567890123,"b":1.10,"c":1E5,"d":null,"e":true,"f":{"g":[1,2]}}]"#,
    );
    ran.status(0).stdout(
        "[\n{\"a\":12345678901234567890123,\"b\":1.10,\"c\":1E5,\"d\":null,\"e\":true,\"f.g\":[1,2]}\n]\n",
    );
    table(&["-f", "csv", "-t", "ndjson"], "a,a\n007,1.0\n")
        .status(0)
        .stdout("{\"a\":\"007\",\"a_2\":\"1.0\"}\n");
    table(&["-t", "csv"], "{\"a\":1}\n{\"b\":{\"c\":2}}\n")
        .status(0)
        .stdout("a,b.c\n1,\n,2\n");
}

#[test]
fn text_in_gbk_big5_and_utf_16_is_decoded() {
    let gbk = b"\xb4\xca,\xc6\xb5\n\xd6\xd0\xb9\xfa,1\n\xb1\xb1\xbe\xa9\xca\xd0,2\n\xc9\xcf\xba\xa3\xca\xd0,3\n\xc8\xcb\xc3\xf1,4\n";
    table(&["-t", "csv"], gbk)
        .status(0)
        .stdout("词,频\n中国,1\n北京市,2\n上海市,3\n人民,4\n");
    table(&["-t", "csv", "-e", "big5", "-d", "|"], b"\xc0\x7c|b\n1|2\n")
        .status(0)
        .stdout("嚐,b\n1,2\n");
    table(&["-t", "csv"], b"\xff\xfea\0,\0\xd8\x53\n\0")
        .status(0)
        .stdout("a,变\n");
}

#[test]
fn bytes_that_are_no_text_are_shown_and_told() {
    let ran = table(&["-f", "csv", "-e", "utf-8"], b"a\nx\xffy\n");
    ran.status(0)
        .stdout_has("x\\xffy")
        .stderr_has("bytes that are no text in utf-8, shown as");
    table(&["-f", "csv", "-e", "utf-8", "--strict"], b"a\nx\xffy\n").status(1);
}

#[test]
fn ragged_rows_are_filled_up_and_told() {
    let ran = table(&["-f", "csv", "-t", "csv"], "a,b\n1\n1,2,3\n");
    ran.status(0)
        .stdout("a,b,\n1,,\n1,2,3\n")
        .stderr_has("table: -:2: 2 rows have fewer or more cells");
    table(&["-f", "csv", "--strict"], "a,b\n1\n")
        .status(1)
        .stdout_has("| 1 |");
}

#[test]
fn an_open_quote_is_told_and_text_when_lenient() {
    table(&["-f", "csv"], "a,b\n\"x,1\n2,3\n")
        .status(3)
        .stdout("")
        .stderr_has("table: -:2:1: quote opened here never closes");
    table(&["-f", "csv", "--lenient", "-t", "csv"], "a,b\n\"x,1\n2,3\n")
        .status(0)
        .stdout("a,b\n\"\"\"x\",1\n2,3\n")
        .stderr("table: -:2: a quote never closes; it was read as text\n");
}

#[test]
fn malformed_json_is_told_with_its_place() {
    table(&["-f", "json"], "[{\"a\":1},")
        .status(3)
        .stdout("")
        .stderr_has("table: -:1:9: invalid JSON");
    table(&["-f", "json"], "5").status(3).stderr_has("a number");
    table(&["-f", "json"], "[".repeat(100_000)).status(3).stdout("");
    table(&["-f", "md"], "no table")
        .status(3)
        .stderr_has("no Markdown table");
}

#[test]
fn the_delimiter_is_guessed() {
    table(&["-t", "csv"], "a;b;c\n1,5;2;3\n")
        .status(0)
        .stdout("a,b,c\n\"1,5\",2,3\n");
    table(&["-t", "csv"], "a\tb\n1\t2\n")
        .status(0)
        .stdout("a,b\n1,2\n");
    table(&["-t", "csv", "-f", "csv"], "a;b\n")
        .status(0)
        .stdout("a;b\n");
    table(&["-t", "csv", "-H", "-d", ":"], "x:1\ny:2\n")
        .status(0)
        .stdout("Field 1,Field 2\nx,1\ny,2\n");
}

#[test]
fn columns_are_chosen_renamed_and_dropped() {
    let run = |list| table(&["-f", "csv", "-t", "csv", "-c", list], "a,b,c\n1,2,3\n");
    run("b=乙,a").status(0).stdout("乙,a\n2,1\n");
    run("-b").status(0).stdout("a,c\n1,3\n");
    run("#3,1-2").status(0).stdout("c,a,b\n3,1,2\n");
    run("nope")
        .status(2)
        .stdout("")
        .stderr_has("no column is called nope");
}

#[test]
fn several_inputs_have_their_names_as_titles_and_one_bad_input_stops_nothing() {
    let dir = temp_dir();
    fs::write(dir.path().join("x.csv"), "aaaa,bbbb\n1,2\n").unwrap();
    let run = |args: &[&str]| tool("table").args(args).current_dir(&dir).run();
    run(&["gone.csv", "x.csv"])
        .status(3)
        .stdout_has("|  1   |")
        .stderr("table: gone.csv: No such file or directory\n");
    let one = "+-------------+\n|    x.csv    |\n+------+------+\n| aaaa | bbbb |\n+------+------+\n|  1   |  2   |\n+------+------+\n";
    run(&["x.csv", "x.csv"]).status(0).stdout(one.repeat(2));
}

#[test]
fn an_existing_output_is_refused_without_force() {
    let dir = temp_dir();
    let out = dir.path().join("out.csv");
    fs::write(&out, "old").unwrap();
    let run = |args: &[&str]| {
        tool("table")
            .args(args)
            .args(["-t", "csv", "-f", "csv", "-o", "out.csv"])
            .stdin("a\n1\n")
            .current_dir(&dir)
            .run()
    };
    run(&[])
        .status(3)
        .stdout("")
        .stderr_has("table: out.csv: exists already");
    assert_eq!(fs::read(&out).unwrap(), b"old");
    run(&["--force"]).status(0).stdout("");
    assert_eq!(fs::read(&out).unwrap(), b"a\n1\n");
}

#[test]
fn usage_errors_are_one_line_and_status_2() {
    for args in [
        &["-d", ""] as &[&str],
        &["-t", "nosuch"],
        &["--nosuch"],
        &["-e", "klingon"],
        &["--align", "x"],
    ] {
        let ran = table(args, "a\n1\n");
        ran.status(2).stdout("");
        assert_eq!(ran.stderr_text().lines().count(), 1, "{args:?}");
    }
}

#[test]
fn help_begins_with_examples_and_short_help_fits_a_screen() {
    let help = tool("table")
        .arg("--help")
        .current_dir(data("table/examples"))
        .run();
    assert!(help.status(0).stdout_text().starts_with("Examples:\n"));
    assert!(
        tool("table")
            .arg("-h")
            .run()
            .status(0)
            .stdout_text()
            .lines()
            .count()
            <= 40
    );
}

#[test]
fn names_are_styled_as_the_library_does_and_where_it_does() {
    // As PrettyTable prints it; it styles names in text alone, and cuts them to the width they had before.
    let prettytable = |args: &[&str], text: &str| {
        let args = [&["-f", "csv", "--compat", "prettytable", "--header-style"], args].concat();
        table(&args, text).status(0).stdout_text()
    };
    assert!(prettytable(&["upper", "-t", "html"], "a b\n1\n").contains("<th>a b</th>"));
    assert!(prettytable(&["upper", "-t", "latex"], "a b\n1\n").contains("a b"));
    assert_eq!(
        prettytable(&["title"], "ßtest,ǆ x\n1,2\n"),
        "+-------+-----+\n| Sstes | ǅ X |\n+-------+-----+\n|   1   |  2  |\n+-------+-----+\n"
    );
    let own = table(
        &["-f", "csv", "-t", "html", "--header-style", "title"],
        "ßtest\n1\n",
    );
    own.status(0).stdout_has("<th>Sstest</th>");
}

#[test]
fn org_mode_has_bars_without_a_border_too() {
    // As PrettyTable prints it.
    table(
        &[
            "-f",
            "csv",
            "--compat",
            "prettytable",
            "-t",
            "orgmode",
            "--no-border",
        ],
        "a,b\n1,\"x\ny\"\n",
    )
    .status(0)
    .stdout("|a  b|\n|1  x|\n|   y|\n");
    // Nothing of a cell gives way to a bar.
    table(
        &["-f", "csv", "-t", "orgmode", "--no-border", "--padding", "0"],
        "a,b\n1,x\n",
    )
    .status(0)
    .stdout("|ab|\n|1x|\n");
}
