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
        "CREATE TABLE \"t\" (\"a\" TEXT, \"b c\" TEXT);\nINSERT INTO \"t\" (\"a\", \"b c\") VALUES ('it''s', 1.50);\n\
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
