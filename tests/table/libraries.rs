//! `--compat`: to the byte what the Python libraries print.

use std::fs;

use harness::data;
use serde_json::Value;

use crate::table;

fn text(value: &Value) -> &str {
    value.as_str().unwrap()
}

fn same_as(library: &str) {
    let cases = fs::read_to_string(data("table/libraries.ndjson")).unwrap();
    let mut count = 0;
    for case in cases
        .lines()
        .map(|line| serde_json::from_str::<Value>(line).unwrap())
    {
        if case["library"] != library {
            continue;
        }
        let args: Vec<&str> = case["args"].as_array().unwrap().iter().map(text).collect();
        table(&args, text(&case["stdin"]))
            .status(0)
            .stdout(text(&case["out"]));
        count += 1;
    }
    assert!(count > 90, "{count} cases of {library}");
}

#[test]
fn compat_prettytable_prints_what_prettytable_prints() {
    same_as("prettytable");
}

#[test]
fn compat_tabulate_prints_what_tabulate_prints() {
    same_as("tabulate");
}

#[test]
fn styles_go_by_the_names_of_both_libraries() {
    let csv = "a,b\n1,2\n";
    let print = |name| table(&["-f", "csv", "-t", name], csv).status(0).stdout_text();
    for (ours, theirs) in [
        ("msword", "MSWORD_FRIENDLY"),
        ("columns", "plain-columns"),
        ("single", "SINGLE_BORDER"),
        ("double", "double_border"),
        ("simple_grid", "simple-grid"),
    ] {
        assert_eq!(print(ours), print(theirs));
    }
    table(&["-t", "mraksown"], csv)
        .status(2)
        .stderr_has("no format is called mraksown");
}

#[test]
fn rst_is_prettytables_and_under_compat_tabulates() {
    let csv = "a\n1\n";
    table(&["-f", "csv", "-t", "rst"], csv)
        .status(0)
        .stdout("+---+\n| a |\n+===+\n| 1 |\n+---+\n");
    table(&["-f", "csv", "-t", "rst", "--compat", "tabulate"], csv)
        .status(0)
        .stdout("===\n  a\n===\n  1\n===\n");
}
