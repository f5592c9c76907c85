//! Formats that are read.

use std::fs;

use harness::{temp_dir, tool};

use crate::table;

fn csv(from: &str, text: &str, expected: &str) {
    table(&["-f", from, "-t", "csv"], text).status(0).stdout(expected);
}

#[test]
fn columns_of_ps_and_df_and_kubectl() {
    csv(
        "ws",
        "PID CMD\n1 init\n22 sh -c ls\n",
        "PID,CMD\n1,init\n22,sh -c ls\n",
    );
    csv(
        "ws",
        "Filesystem  Size Mounted on\n/dev/sda1    10G /\n",
        "Filesystem,Size,Mounted on\n/dev/sda1,10G,/\n",
    );
    csv("ws", "NAME     AGE\nmy pod   2 d\n", "NAME,AGE\nmy pod,2 d\n");
}

#[test]
fn columns_of_fixed_width_part_where_every_line_is_blank() {
    csv("fixed", "name  n x\nab c  1\n", "name,n,x\nab c,1,\n");
}

#[test]
fn html_tables_are_text_as_it_stands() {
    csv(
        "html",
        "<table><tr><th>a<th>b</tr><tr><td> x </td><td>1<br>2 &lt;</td></tr></table>",
        "a,b\n x ,\"1\n2 <\"\n",
    );
    table(&["-f", "html"], "<p>none")
        .status(3)
        .stderr_has("no table was found");
    table(&["-f", "md"], "none")
        .status(3)
        .stderr_has("no Markdown table");
}

#[test]
fn keyed_records_and_yaml() {
    csv(
        "logfmt",
        "level=info msg=\"a b\"\nlevel=warn\n",
        "level,msg\ninfo,a b\nwarn,\n",
    );
    csv("ltsv", "a:1\tb:2:3\n", "a,b\n1,2:3\n");
    csv(
        "yaml",
        "- a: 007\n  b: {c: [1, 2]}\n- a: ~\n",
        "a,b.c\n007,\"[1,2]\"\n,\n",
    );
    table(&["-f", "yaml"], "a: [")
        .status(3)
        .stderr_has("table: -:")
        .stderr_has("invalid YAML");
}

#[test]
fn workbooks_come_back_as_they_were_written() {
    let dir = temp_dir();
    let run = |args: &[&str], stdin: &str| tool("table").args(args).stdin(stdin).current_dir(&dir).run();
    let text = "id,名字,note\n007,张三,\"one\ntwo\"\n1e5,\u{1b}[31m,\n";
    run(&["-f", "csv", "-o", "x.xlsx"], text).status(0);
    run(&["-t", "csv", "x.xlsx"], "").status(0).stdout(text);
    run(&["-t", "csv", "--sheet", "2", "x.xlsx"], "")
        .status(3)
        .stderr_has("no sheet is called 2");
    run(
        &["-f", "csv", "-t", "xlsx", "--typed", "-o", "y.xlsx"],
        "n,s\n1.5,007\n",
    )
    .status(0);
    run(&["-t", "csv", "y.xlsx"], "")
        .status(0)
        .stdout("n,s\n1.5,007\n");
}

#[test]
fn workbooks_of_other_kinds_are_read() {
    // Written by xlwt and odfpy.
    for file in ["table/xlwt.xls", "table/odfpy.ods"] {
        let run = |args: &[&str]| tool("table").args(args).arg(harness::data(file)).run();
        run(&["-t", "csv"])
            .status(0)
            .stdout("名字,id,n,when,ok,note\n张三,007,1.5,2024-02-29,TRUE,\"a\nb\"\né,,1234567890123,2024-01-01 12:30:00,FALSE,\n")
            .stderr_has("2 sheets are here (一月, two); only the first is read");
        run(&["-t", "csv", "--sheet", "two"])
            .status(0)
            .stdout("only\n")
            .stderr("");
    }
}

/// A workbook whose sheet is one long cell of equal characters.
fn bomb(megabytes: usize) -> Vec<u8> {
    use std::io::Write;
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    let mut start = |name: &str| {
        zip.start_file(name, zip::write::SimpleFileOptions::default())
            .unwrap()
    };
    start("[Content_Types].xml");
    start("xl/worksheets/sheet1.xml");
    let cell = vec![b'A'; 1 << 20];
    for _ in 0..megabytes {
        zip.write_all(&cell).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn a_workbook_that_unpacks_to_far_too_much_is_refused_at_once() {
    table(&["-f", "xlsx"], bomb(100))
        .status(3)
        .stderr_has("unpacks to more than");
}

#[test]
fn what_is_no_workbook_is_told() {
    table(&["-f", "xlsx"], "PK\x03\x04nonsense")
        .status(3)
        .stderr_has("not a workbook");
    table(&["-f", "ods"], "").status(3).stdout("");
}

#[test]
fn a_table_of_any_style_with_a_frame_reads_back() {
    let text = "id,name\n007,张三|李四\n,-\na\\b,<b>&amp;</b>\n";
    for style in [
        "default",
        "single",
        "double",
        "orgmode",
        "rst",
        "grid",
        "rounded_grid",
        "heavy_grid",
        "mixed_grid",
        "fancy_outline",
        "psql",
        "pretty",
        "markdown",
        "pipe",
        "github",
        "msword",
        "columns",
        "plain",
        "simple",
        "presto",
        "jira",
        "textile",
        "asciidoc",
        "moinmoin",
        "youtrack",
        "orgtbl",
    ] {
        let printed = table(&["-t", style, "-f", "csv"], text);
        table(&["-t", "csv"], printed.status(0).stdout_text())
            .status(0)
            .stdout(text);
    }
}

#[test]
fn of_several_tables_one_is_read_and_the_others_are_told() {
    let html = "<table><tr><th>a<tr><td>1</table>text<table><tr><th>b<tr><td>2</table>";
    let markdown = "| a |\n|---|\n| 1 |\n\n# more\n\n| b |\n|---|\n| 2 |\n";
    let frames = "+---+\n| a |\n+---+\n| 1 |\n+---+\n+---+\n| b |\n+---+\n| 2 |\n+---+\n";
    for (from, text) in [("html", html), ("md", markdown), ("text", frames)] {
        table(&["-f", from, "-t", "csv"], text)
            .status(0)
            .stdout("a\n1\n")
            .stderr_has("2 tables are here; only the first is read (--sheet N reads another)");
        table(&["-f", from, "-t", "csv", "--strict"], text).status(1);
        table(&["-f", from, "-t", "csv", "--strict", "--sheet", "2"], text)
            .status(0)
            .stdout("b\n2\n")
            .stderr("");
        table(&["-f", from, "--sheet", "3"], text)
            .status(3)
            .stderr_has("there is no table 3 (2 tables found)");
        table(&["-f", from, "--sheet", "x"], text)
            .status(3)
            .stderr_has("no table is called x");
        table(&["-f", from, "--describe", "--json"], text).stdout_has("\"kind\":\"other_tables\"");
    }
    table(&["-f", "csv", "--sheet", "2"], "a\n1\n")
        .status(2)
        .stderr_has("--sheet: in csv there is one table only");
}

#[test]
fn a_table_in_a_cell_does_not_run_together() {
    // As a browser copies it (HTML, innerText): a tab between cells, a line for each row.
    csv(
        "html",
        "<table><tr><th>a<th>b</tr><tr><td>x<table><tr><td>1<td>2<tr><td>3</table></td><td rowspan=2>y</td></tr><tr><td>z</table>",
        "a,b\n\"x\n1\t2\n3\",y\nz,\n",
    );
}

#[test]
fn lines_that_may_be_left_of_the_row_before_are_told() {
    let printed = table(&["-f", "csv"], "a,b\n1,\"x\ny\"\n2,z\n");
    table(&["-t", "csv"], printed.status(0).stdout_text())
        .status(0)
        .stdout("a,b\n1,x\n,y\n2,z\n")
        .stderr_has("table: -:5: 1 row has an empty first cell and may go on with the row before");
    let printed = table(&["-f", "csv", "--hrules", "all"], "a,b\n1,\"x\ny\"\n2,z\n");
    table(&["-t", "csv"], printed.status(0).stdout_text())
        .status(0)
        .stdout("a,b\n1,\"x\ny\"\n2,z\n")
        .stderr("");
}

#[test]
fn one_column_with_blanks_is_one_column() {
    let dir = temp_dir();
    for text in ["full name\nJohn Smith\nJane Doe\n", "full name\n"] {
        fs::write(dir.path().join("x.csv"), text).unwrap();
        tool("table")
            .args(["-t", "csv", "x.csv"])
            .current_dir(&dir)
            .run()
            .status(0)
            .stdout(text);
        table(&["-t", "csv"], text).status(0).stdout(text);
    }
}

#[test]
fn one_gbk_row_leaves_a_utf_8_file_utf_8() {
    let mut bytes = "名字,城市\n张三,北京\n".repeat(20).into_bytes();
    bytes.extend(b"\xc0\xee\xcb\xc4,\xb1\xb1\xbe\xa9\n");
    bytes.extend("张三,北京\n".repeat(20).as_bytes());
    let ran = table(&["-t", "csv", "--strict"], &bytes);
    assert!(ran.status(1).stdout_text().starts_with("名字,城市\n张三,北京\n"));
    ran.stdout_has("\\xc0\\xee\\xcb\\xc4")
        .stderr_has("table: -:41: bytes in ");
    table(&["--describe", "--json"], &bytes)
        .status(0)
        .stdout_has("\"encoding\":\"utf-8\"")
        .stdout_has("{\"line\":41,\"kind\":\"bad_byte\"");
}

#[test]
fn rows_of_several_lines_read_back_where_rules_part_rows() {
    let text = "a,b\n1,\"x\ny\"\n2,z\n3,\"p\nq\nr\"\n";
    for style in ["rst", "grid", "double_grid", "markdown", "html"] {
        let printed = table(&["-t", style, "-f", "csv"], text);
        table(&["-t", "csv"], printed.status(0).stdout_text())
            .status(0)
            .stdout(text);
    }
}

#[test]
fn a_lone_carriage_return_ends_a_row_and_in_quotes_it_is_data() {
    // As Python's csv.reader over io.StringIO(text, newline="").
    csv("csv", "a,b\r1,2\r\"x\ry\",z", "a,b\n1,2\n\"x\ry\",z\n");
}

#[test]
fn the_first_lines_can_be_skipped_and_the_quote_be_another() {
    table(
        &["-f", "csv", "-t", "csv", "--skip", "2"],
        "# report\n# of today\na,b\n1,2\n",
    )
    .status(0)
    .stdout("a,b\n1,2\n");
    table(&["-f", "csv", "-t", "csv", "--quote", "'"], "a,b\n'1,2',\"3\n")
        .status(0)
        .stdout("a,b\n\"1,2\",\"\"\"3\"\n");
}

#[test]
fn text_that_turns_out_to_be_gbk_late_is_decoded() {
    let mut bytes = b"name,city\n".to_vec();
    bytes.extend(b"someone,somewhere\n".repeat(8000));
    bytes.extend(b"\xd5\xc5\xc8\xfd,\xb1\xb1\xbe\xa9\xca\xd0\n".repeat(20));
    let ran = table(&["-t", "csv"], &bytes);
    assert!(ran.status(0).stdout_text().ends_with("张三,北京市\n"));
}

#[test]
fn describe_says_what_an_input_is() {
    table(&["--describe", "--json"], "n;价\r\n1;x\r\n;y\r\n").status(0).stdout(
        "{\"file\":\"-\",\"format\":\"csv\",\"delimiter\":\";\",\"quote\":\"\\\"\",\"encoding\":\"utf-8\",\"confidence\":1.0,\"bom\":false,\
         \"newline\":\"crlf\",\"header\":true,\"rows\":2,\"columns\":[{\"name\":\"n\",\"index\":1,\"type\":\"integer\",\"width\":1,\"align\":\"r\",\
         \"empty\":1},{\"name\":\"价\",\"index\":2,\"type\":\"text\",\"width\":2,\"align\":\"l\",\"empty\":0}],\"warnings\":[]}\n",
    );
    let ran = table(&["--describe", "--json", "-f", "csv"], "a,a\n1\n");
    ran.status(0)
        .stdout_has("\"line\":2,\"kind\":\"ragged\"")
        .stdout_has("\"kind\":\"duplicate_name\"");
    table(&["--describe"], "a\tb\n1\t2\n")
        .status(0)
        .stdout_has("delimiter tab");
}

#[test]
fn a_file_and_a_pipe_print_alike() {
    let dir = temp_dir();
    let text: String = std::iter::once("id,名字,note\n".to_owned())
        .chain((0..20_000).map(|at| {
            format!(
                "{at},变化{},{}\n",
                "x".repeat(at % 7),
                if at % 1000 == 0 { "\"a\nb\"" } else { "é" }
            )
        }))
        .collect();
    fs::write(dir.path().join("x.csv"), &text).unwrap();
    let file = tool("table").args(["-f", "csv", "x.csv"]).current_dir(&dir).run();
    let pipe = table(&["-f", "csv"], &text);
    assert!(file.status(0).stdout_bytes() == pipe.status(0).stdout_bytes());
    let widths: std::collections::HashSet<usize> = file
        .stdout_text()
        .lines()
        .map(|line| line.chars().map(|c| if c < '\u{2000}' { 1 } else { 2 }).sum())
        .collect();
    assert_eq!(widths.len(), 1, "the frame is straight");
    assert_eq!(file.stdout_text().lines().count(), 20_000 + 20 + 4);
}

#[test]
fn json_that_is_no_table_is_json_all_the_same() {
    table(&[], "[1,2,3]")
        .status(3)
        .stderr_has("table: -:1:2: value 1 is a number (an object or a list was expected)");
    table(&["-t", "csv"], "[1] 2 3,x\n")
        .status(0)
        .stdout("[1] 2 3,x\n");
    let nested = "[{\"a\":{\"b\":1},\"c\":[{\"d\":[]}],\"e\":{}}]";
    table(&["-t", "ndjson"], nested)
        .status(0)
        .stdout("{\"a.b\":1,\"c\":[{\"d\":[]}],\"e\":{}}\n");
    table(&["-t", "csv"], nested)
        .status(0)
        .stdout("a.b,c,e\n1,\"[{\"\"d\"\":[]}]\",{}\n");
}

#[test]
fn lines_are_counted_from_the_first_of_the_file() {
    for how in ["--stream", "--no-header-width"] {
        table(&["-f", "csv", how], "\n\r\n\"a\nb\",c\n1,2\n3\n")
            .status(0)
            .stderr_has("table: -:6: 1 row has fewer or more cells");
    }
    let lenient = |text: &str, line: &str| {
        table(&["-f", "csv", "-t", "csv", "--lenient", "--skip", "1"], text)
            .status(0)
            .stderr_has(&format!(
                "table: -:{line}: a quote never closes; it was read as text"
            ));
    };
    lenient("# x\na,b\n\"1,2\n", "3");
    lenient("# x\n\"a,b\n1,2\n", "2");
}
