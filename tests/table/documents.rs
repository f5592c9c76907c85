//! Documents and data that are written, and blocks in other files.

use std::fs;

use harness::{temp_dir, tool};

use crate::table;

#[test]
fn markup_in_cells_is_escaped() {
    let text = "h\n\"a|b<i>&_\\\"\n";
    table(&["-f", "csv", "-t", "markdown"], text)
        .status(0)
        .stdout_has("a\\|b<i>&_\\\\");
    table(&["-f", "csv", "-t", "html"], text)
        .status(0)
        .stdout_has("<td>a|b&lt;i&gt;&amp;_\\</td>");
    table(&["-f", "csv", "-t", "latex"], text)
        .status(0)
        .stdout_has("a|b\\ensuremath{<}i\\ensuremath{>}\\&\\_\\textbackslash{} \\\\");
    table(&["-f", "csv", "-t", "mediawiki"], text)
        .status(0)
        .stdout_has("| a&#124;b<i>&_\\");
    table(&["-f", "csv", "-t", "orgmode"], text)
        .status(0)
        .stdout_has("a\\vert{}b<i>");
}

#[test]
fn nothing_that_a_terminal_obeys_is_in_a_document() {
    let text = "a\n\"\x1b[31m\u{9b}\u{202e}\r\"\n";
    for format in [
        "html",
        "latex",
        "mediawiki",
        "markdown",
        "asciidoc",
        "textile",
        "moinmoin",
        "unsafehtml",
        "yaml",
        "xtab",
        "json",
        "jira",
        "latex_raw",
    ] {
        let printed = table(&["-f", "csv", "-t", format], text);
        let hostile =
            |c: char| (c < ' ' && c != '\n') || ('\u{7f}'..='\u{9f}').contains(&c) || c == '\u{202e}';
        assert!(
            !printed.status(0).stdout_text().contains(hostile),
            "{format}: {:?}",
            printed.stdout_text()
        );
    }
}

#[test]
fn data_keeps_every_character() {
    // SQL quotes text by doubling quotes alone (ISO 9075-2, 5.3).
    let text = "a\n\"\x1b[31m\u{9b}\u{202e}\r\t'\"\n";
    table(&["-f", "csv", "-t", "sql"], text)
        .status(0)
        .stdout_has("VALUES ('\x1b[31m\u{9b}\u{202e}\r\t''');");
    for format in ["csv", "tsv", "json", "ndjson", "yaml"] {
        let printed = table(&["-f", "csv", "-t", format], text);
        table(&["-f", format, "-t", "ndjson"], printed.status(0).stdout_text())
            .status(0)
            .stdout("{\"a\":\"\\u001b[31m\\u009b\\u202e\\r\\t'\"}\n");
    }
}

#[test]
fn several_inputs_are_one_json_document_and_none_is_an_empty_one() {
    let dir = temp_dir();
    fs::write(dir.path().join("1.csv"), "a\n1\n").unwrap();
    fs::write(dir.path().join("2.csv"), "b\n2\n").unwrap();
    let run = |format: &str| {
        let args = ["-t", format, "1.csv", "2.csv"];
        tool("table").args(args).current_dir(&dir).run().stdout_text()
    };
    assert_eq!(run("json"), "[\n{\"a\":\"1\"},\n{\"b\":\"2\"}\n]\n");
    assert_eq!(run("yaml"), "- a: \"1\"\n- b: \"2\"\n");
    table(&["-t", "json"], "").status(0).stdout("[]\n");
    table(&["-f", "csv", "-t", "json"], "a,b\n")
        .status(0)
        .stdout("[]\n");
    table(&["-t", "yaml"], "").status(0).stdout("[]\n");
    table(&["-t", "ndjson"], "").status(0).stdout("");
}

#[test]
fn sql_and_yaml_and_xtab() {
    let json = "[{\"a\":\"it's\",\"b c\":1.50},{\"a\":null,\"b c\":2}]";
    table(&["-f", "json", "-t", "sql", "--title", "t"], json).status(0).stdout(
        "CREATE TABLE \"t\" (\"a\" TEXT, \"b c\" TEXT);\nINSERT INTO \"t\" (\"a\", \"b c\") VALUES ('it''s', '1.50');\n\
         INSERT INTO \"t\" (\"a\", \"b c\") VALUES (NULL, 2);\n",
    );
    table(&["-f", "json", "-t", "yaml"], json)
        .status(0)
        .stdout("- a: \"it's\"\n  \"b c\": 1.50\n- a: null\n  \"b c\": 2\n");
    let yaml = table(&["-f", "json", "-t", "yaml"], json).stdout_text();
    table(&["-f", "yaml", "-t", "ndjson"], yaml)
        .status(0)
        .stdout("{\"a\":\"it's\",\"b c\":1.50}\n{\"a\":null,\"b c\":2}\n");
    // As Miller's --oxtab.
    table(&["-f", "csv", "-t", "xtab"], "x,yy\n3,4\n5,6\n")
        .status(0)
        .stdout("x  3\nyy 4\n\nx  5\nyy 6\n");
}

#[test]
fn records_stand_below_each_other_as_in_psql() {
    // psql's \x: the rule crosses the bar where its label does not reach it.
    table(
        &["-f", "csv", "-x", "always"],
        "id,a long column name\n1,x\n2,\"y\nz\"\n",
    )
    .status(0)
    .stdout(
        "-[ RECORD 1 ]------+--\nid                 | 1\na long column name | x\n-[ RECORD 2 ]------+--\n\
         id                 | 2\na long column name | y\n                   | z\n",
    );
    table(&["-f", "csv", "-x", "always"], "a\n")
        .status(0)
        .stdout("(0 rows)\n");
}

#[test]
fn a_block_in_a_readme_is_checked_and_written() {
    let dir = temp_dir();
    let readme = dir.path().join("README.md");
    let run = |args: &[&str]| {
        let args = args.iter().copied().chain(["-f", "csv", "-t", "markdown"]);
        tool("table")
            .args(args)
            .stdin("a,b\n1,2\n")
            .current_dir(&dir)
            .run()
    };
    fs::write(&readme, "x\r\n<!-- table t -->\r\nold\r\n<!-- /table -->\r\nend").unwrap();
    run(&["--check", "README.md#t"])
        .status(1)
        .stdout("-old\n+|  a  |  b  |\n+| :-: | :-: |\n+|  1  |  2  |\n");
    run(&["--update", "README.md#t"]).status(0).stdout("");
    let expected =
        "x\r\n<!-- table t -->\r\n|  a  |  b  |\r\n| :-: | :-: |\r\n|  1  |  2  |\r\n<!-- /table -->\r\nend";
    assert_eq!(fs::read_to_string(&readme).unwrap(), expected);
    run(&["--check", "README.md#t"]).status(0).stdout("");
    run(&["--check", "README.md#other"])
        .status(3)
        .stderr_has("no block other");
    run(&["--check", "gone.md#t"]).status(3);
    run(&["--check", "README.md"]).status(2);
}

#[test]
fn the_name_of_the_output_says_its_format() {
    let dir = temp_dir();
    let run = |args: &[&str]| {
        tool("table")
            .args(args)
            .args(["-f", "csv"])
            .stdin("a\n1\n")
            .current_dir(&dir)
            .run()
    };
    run(&["-o", "x.json"]).status(0);
    assert_eq!(
        fs::read_to_string(dir.path().join("x.json")).unwrap(),
        "[\n{\"a\":\"1\"}\n]\n"
    );
    run(&["-t", "tsv", "-o", "y.json"]).status(0);
    assert_eq!(fs::read_to_string(dir.path().join("y.json")).unwrap(), "a\n1\n");
}

#[test]
fn pages_stand_with_a_form_feed_between_them() {
    table(
        &["-f", "csv", "--page-length", "1", "--page-break", "~"],
        "a\n1\nlong\n",
    )
    .status(0)
    .stdout("+---+\n| a |\n+---+\n| 1 |\n+---+~+------+\n|  a   |\n+------+\n| long |\n+------+\n");
}

#[test]
fn a_block_without_an_end_leaves_what_follows_alone() {
    let dir = temp_dir();
    let readme = dir.path().join("README.md");
    let text = "<!-- table p -->\nold\n\nProse.\n\n<!-- table q -->\nq\n<!-- /table -->\n";
    fs::write(&readme, text).unwrap();
    tool("table")
        .args(["--update", "README.md#p", "-f", "csv"])
        .stdin("a\n1\n")
        .current_dir(&dir)
        .run()
        .status(3)
        .stderr_has("no block p");
    assert_eq!(fs::read_to_string(&readme).unwrap(), text);
}

#[test]
fn a_workbook_holds_one_input_and_says_so() {
    let dir = temp_dir();
    fs::write(dir.path().join("p.csv"), "a\n1\n").unwrap();
    fs::write(dir.path().join("q.csv"), "b\n2\n").unwrap();
    tool("table")
        .args(["-t", "xlsx", "-o", "m.xlsx", "p.csv", "q.csv"])
        .current_dir(&dir)
        .run()
        .status(2)
        .stderr_has("one input");
    assert!(!dir.path().join("m.xlsx").exists());
}

#[test]
fn no_width_is_beyond_reason() {
    table(&["--min-table-width", "9999999999"], "a\n1\n")
        .status(2)
        .stdout("");
}

#[test]
fn sql_keeps_every_number_and_name() {
    // SQLite 3.40.1 gives these back from a TEXT column otherwise than they were, but for `0.25` and `-3`: 1.5, 0, Inf, ...
    let row =
        "{\"A\":1.50,\"a\":-0,\"b\":1e999,\"c\":12345678901234567890,\"d\":0.25,\"e\":-3,\"f\":0.00001}";
    table(&["-t", "sql"], row).status(0).stdout(
        "CREATE TABLE \"data\" (\"A\" TEXT, \"a_2\" TEXT, \"b\" TEXT, \"c\" TEXT, \"d\" TEXT, \"e\" TEXT, \"f\" TEXT);\n\
         INSERT INTO \"data\" (\"A\", \"a_2\", \"b\", \"c\", \"d\", \"e\", \"f\") VALUES ('1.50', '-0', '1e999', '12345678901234567890', 0.25, -3, '0.00001');\n",
    );
    let guard = temp_dir();
    let dir = guard.path();
    let path = dir.join("x.csv");
    fs::write(&path, "a\n1\n").unwrap();
    let path = path.to_str().unwrap();
    table(&["-t", "sql", "--title", "T", path, path], "")
        .status(0)
        .stdout_has("CREATE TABLE \"T\" (")
        .stdout_has("CREATE TABLE \"T_2\" (");
    table(&["-f", "csv", "-t", "sql"], "a\nx\0y\n")
        .status(3)
        .stderr_has("NUL");
}

#[test]
fn a_block_that_would_not_be_found_again_is_not_written() {
    let guard = temp_dir();
    let dir = guard.path();
    let path = dir.join("R.md");
    let place = format!("{}#a", path.display());
    let refused = |document: &[u8], args: &[&str], stdin: &str, status: i32, reason: &str| {
        fs::write(&path, document).unwrap();
        table(&[args, &["--update", &place]].concat(), stdin)
            .status(status)
            .stderr_has(reason);
        assert_eq!(fs::read(&path).unwrap(), document);
    };
    let block: &[u8] = b"<!-- table a -->\n<!-- /table -->\n";
    refused(block, &["-f", "csv", "-t", "xlsx"], "a\n1\n", 2, "xlsx");
    refused(
        block,
        &["-f", "csv", "-t", "tsv"],
        "a\n<!-- /table -->\n",
        3,
        "would end or hide",
    );
    refused(
        block,
        &["-f", "csv", "-t", "tsv"],
        "a\n<!-- table b -->\n",
        3,
        "would end or hide",
    );
    refused(
        block,
        &["-f", "csv", "-t", "tsv"],
        "a\n```\n",
        3,
        "would end or hide",
    );
    refused(&block.repeat(2), &["-f", "csv"], "a\n1\n", 3, "two blocks");
    // GBK's bytes for two characters.
    let gbk = [b"\xd6\xd0\xb9\xfa\n", block].concat();
    refused(&gbk, &["-f", "csv"], "a\n\u{53d8}\n", 3, "not UTF-8");
    fs::write(&path, &gbk).unwrap();
    table(
        &["-f", "csv", "-t", "csv", "--color", "always", "--update", &place],
        "a\n1\n",
    )
    .status(0);
    let written = fs::read(&path).unwrap();
    assert_eq!(
        written,
        [b"\xd6\xd0\xb9\xfa\n<!-- table a -->\na\n1\n<!-- /table -->\n".as_slice()].concat()
    );
}

#[test]
fn nothing_is_said_of_input_that_is_malformed() {
    for format in ["json", "yaml", "ndjson", "csv"] {
        table(&["-f", "json", "-t", format], "[").status(3).stdout("");
    }
}

#[test]
fn rows_of_markdown_are_never_cut_into_several() {
    for format in ["markdown", "github", "pipe"] {
        let ran = table(
            &["-f", "csv", "-t", format, "--width", "12"],
            "a,b\nlong words in a cell,x\n",
        );
        ran.status(0).stdout_has(" long words in a cell ");
    }
}

#[test]
fn numbers_beyond_a_double_stay_text_in_a_workbook() {
    let sheet = table(&["-f", "csv", "-t", "xlsx", "--typed"], "a\n1e999\n7\n");
    let bytes = sheet.status(0).stdout_bytes();
    table(&["-f", "xlsx", "-t", "csv"], bytes)
        .status(0)
        .stdout("a\n1e999\n7\n");
}

#[test]
fn workbooks_are_called_what_they_are() {
    for (name, format) in [("xlwt.xls", "xls"), ("odfpy.ods", "ods")] {
        let path = harness::data("table").join(name);
        table(&["--describe", "--json", path.to_str().unwrap()], "")
            .status(0)
            .stdout_has(&format!("\"format\":\"{format}\""));
    }
}
