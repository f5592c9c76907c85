//! How cells are written.

use crate::table;

fn print(args: &[&str], stdin: &str) -> String {
    let all: Vec<&str> = ["-f", "csv"].iter().chain(args).copied().collect();
    table(&all, stdin).status(0).stdout_text()
}

#[test]
fn decimal_points_stand_under_each_other() {
    assert_eq!(
        print(&["--align", "n=d"], "n\n1.5\n22\n0.125\n"),
        "+--------+\n|      n |\n+--------+\n|  1.5   |\n| 22     |\n|  0.125 |\n+--------+\n"
    );
}

#[test]
fn auto_puts_columns_of_numbers_at_the_right() {
    assert_eq!(
        print(&["--align", "auto"], "name,n\nx,1\nyy,100\n"),
        "+------+-----+\n| name |   n |\n+------+-----+\n| x    |   1 |\n| yy   | 100 |\n+------+-----+\n"
    );
}

#[test]
fn numbers_are_formatted_only_when_they_are_plain_ones() {
    let text = "n\n1234.5\n007\nx\n";
    assert!(print(&["--fmt", "n=,.2f"], text).contains("| 1,234.50 |\n|   007    |\n|    x     |"));
    assert!(print(&["--thousands"], "n\n1234567.891\n").contains("1,234,567.891"));
    table(&["-f", "csv", "--fmt", "nonsense"], text)
        .status(2)
        .stderr_has("--fmt");
}

#[test]
fn null_is_not_an_empty_text() {
    let json = "[{\"a\":null,\"b\":\"\"},{\"b\":1}]";
    table(&["-f", "json", "--null", "-"], json)
        .status(0)
        .stdout("+---+---+\n| a | b |\n+---+---+\n| - |   |\n| - | 1 |\n+---+---+\n");
    table(&["-f", "json", "-t", "ndjson"], json)
        .status(0)
        .stdout("{\"a\":null,\"b\":\"\"}\n{\"a\":null,\"b\":1}\n");
}

#[test]
fn typed_turns_plain_numbers_of_text_into_numbers() {
    let text = "a,b,c\n007,1.10,1e5\n";
    table(&["-f", "csv", "-t", "ndjson"], text)
        .status(0)
        .stdout("{\"a\":\"007\",\"b\":\"1.10\",\"c\":\"1e5\"}\n");
    table(&["-f", "csv", "-t", "ndjson", "--typed"], text)
        .status(0)
        .stdout("{\"a\":\"007\",\"b\":1.10,\"c\":1e5}\n");
}

#[test]
fn colours_may_be_kept_or_stripped() {
    let text = "a\n\x1b[31mred\x1b[0m\x1b[2J\n";
    assert!(print(&[], text).contains("| ␛[31mred␛[0m␛[2J |"));
    assert!(print(&["--ansi", "keep"], text).contains("| \x1b[31mred\x1b[0m␛[2J |\n+---------+"));
    assert!(print(&["--ansi", "strip"], text).contains("| red |"));
    assert!(print(&["--raw"], text).contains("\x1b[2J"));
}

#[test]
fn ambiguous_characters_may_be_wide() {
    assert_eq!(
        print(&["--ambiguous", "2"], "a\n±\n"),
        "+----+\n| a  |\n+----+\n| ± |\n+----+\n"
    );
    assert_eq!(print(&[], "a\n±\n"), "+---+\n| a |\n+---+\n| ± |\n+---+\n");
}

#[test]
fn tabs_go_to_the_next_stop_of_the_cell() {
    assert!(print(&["--align", "l"], "a\nx\ty\n").contains("| x       y |"));
    table(&["-f", "csv", "-t", "html"], "a\nx\ty\n")
        .status(0)
        .stdout_has("<td>x&#9;y</td>");
}

#[test]
fn formulas_are_data_unless_asked() {
    let text = "a,b\n=cmd,-1\n";
    table(&["-f", "csv", "-t", "csv"], text).status(0).stdout(text);
    table(&["-f", "csv", "-t", "csv", "--safe-formulas"], text)
        .status(0)
        .stdout("a,b\n'=cmd,'-1\n");
}
