//! Rows and columns that are chosen, and their order.

use crate::table;

fn csv(args: &[&str], stdin: &str, expected: &str) {
    let all: Vec<&str> = ["-f", "csv", "-t", "csv"].iter().chain(args).copied().collect();
    table(&all, stdin).status(0).stdout(expected);
}

#[test]
fn conditions_compare_numbers_as_numbers() {
    let text = "n,s\n9,ab\n10,b\nx,ac\n";
    csv(&["-w", "n>9"], text, "n,s\n10,b\n");
    csv(&["-w", "n<=10", "-w", "s~^a"], text, "n,s\n9,ab\n");
    csv(&["-w", "s!=b"], text, "n,s\n9,ab\nx,ac\n");
    csv(&["-w", "s!~^a"], text, "n,s\n10,b\n");
    table(&["-f", "csv", "-w", "nope>1"], text)
        .status(2)
        .stdout("")
        .stderr_has("--where");
    table(&["-f", "csv", "-w", "s~("], text)
        .status(2)
        .stderr_has("regular expression");
}

#[test]
fn rows_are_sorted_by_several_orders() {
    let text = "v,n\n1.10,9\n1.9,10\n1.10-rc1,1\n";
    csv(&["-s", "n:n"], text, "v,n\n1.10-rc1,1\n1.10,9\n1.9,10\n");
    csv(&["-s", "n"], text, "v,n\n1.10-rc1,1\n1.9,10\n1.10,9\n");
    csv(&["-s", "v:v"], text, "v,n\n1.9,10\n1.10-rc1,1\n1.10,9\n");
    csv(&["-s", "-n:n"], text, "v,n\n1.9,10\n1.10,9\n1.10-rc1,1\n");
    csv(
        &["-s", "a:pinyin"],
        "a\n中国\n安徽\n北京\n",
        "a\n安徽\n北京\n中国\n",
    );
    csv(&["-s", "a:nat"], "a\nf10\nF9\nf\n", "a\nf\nF9\nf10\n");
    csv(&["--reverse"], "a\n1\n3\n2\n", "a\n2\n3\n1\n");
    table(&["-f", "csv", "-s", "nope"], text)
        .status(2)
        .stderr_has("no column is called nope");
}

#[test]
fn rows_are_cut_out() {
    let text = "a\n0\n1\n2\n3\n";
    csv(&["--rows", "1:3"], text, "a\n1\n2\n");
    csv(&["--rows", "2:"], text, "a\n2\n3\n");
    csv(&["--head", "1"], text, "a\n0\n");
    csv(&["--tail", "2"], text, "a\n2\n3\n");
    csv(&["--tail", "9"], text, text);
    csv(&["--head", "2", "-s", "-a"], text, "a\n3\n2\n");
    csv(
        &["--head", "2", "-s", "-a", "--sort-after-slice"],
        text,
        "a\n1\n0\n",
    );
    csv(&["-w", "a>0", "--tail", "1", "-s", "-a:n"], text, "a\n1\n");
    table(&["--rows", "x"], text).status(2);
}

#[test]
fn groups_have_totals() {
    table(&["-f", "csv", "--group", "g", "--total", "sum:n", "--total", "count:x"], "g,n,x\na,1,p\na,2,\nb,2.5,q\n")
        .status(0)
        .stdout(
            "+---+-----+---+\n| g |  n  | x |\n+---+-----+---+\n| a |  1  | p |\n| a |  2  |   |\n+---+-----+---+\n| a |  3  | 1 |\n\
             +---+-----+---+\n| b | 2.5 | q |\n+---+-----+---+\n| b | 2.5 | 1 |\n+---+-----+---+\n",
        );
    // 0.1 + 0.2 as a decimal, and text has no sum.
    let total = |list: &str, text: &str, expected: &str| {
        let args = ["-f", "csv", "-t", "csv", "--total", list];
        table(&args, text).status(0).stdout(format!("{text}{expected}\n"));
    };
    total("sum:n", "n,x\n0.1,a\n0.2,b\n", "0.3,");
    total("sum:x", "n,x\n0.1,a\n0.2,b\n", ",");
    total("mean:n", "n,x\n1,a\n,b\nz,b\n2,b\n", "1.50,");
    total(
        "sum:n",
        "n,x\n99999999999999999999999999999999999999999,a\n1,b\n",
        "100000000000000000000000000000000000000000,",
    );
    table(
        &["--total", "sum:n", "-t", "ndjson"],
        "[{\"n\":1.10},{\"n\":2.20}]",
    )
    .status(0)
    .stdout("{\"n\":1.10}\n{\"n\":2.20}\n{\"n\":3.30}\n");
    table(&["-f", "csv", "--total", "median:n"], "n\n1\n").status(2);
}

#[test]
fn rows_are_numbered() {
    csv(&["--index", "--tail", "1"], "a\nx\ny\n", "Index,a\n1,y\n");
    csv(&["--index=#"], "a\nx\n", "#,a\n1,x\n");
    table(
        &[
            "-f",
            "csv",
            "--index",
            "--page-length",
            "1",
            "--page-break",
            "",
            "--hide-header",
        ],
        "a\nx\ny\n",
    )
    .status(0)
    .stdout("+---+---+\n| 1 | x |\n+---+---++---+---+\n| 2 | y |\n+---+---+\n");
}

#[test]
fn a_name_that_looks_like_a_list_is_a_name() {
    csv(&["-c", "\"a,b\",-x=X"], "\"a,b\",-x\n1,2\n", "\"a,b\",X\n1,2\n");
    csv(&["-c", "#2,1-2"], "a,b\n1,2\n", "b,a,b\n2,1,2\n");
}

#[test]
fn many_rows_are_sorted_whether_they_fit_in_memory_or_not() {
    use std::fmt::Write;
    let mut text = String::from("n,filler\n");
    let mut sorted = text.clone();
    let filler = "x".repeat(400);
    for at in 0..100_000u32 {
        writeln!(text, "{},{filler}", at.wrapping_mul(7919) % 100_000).unwrap();
        writeln!(sorted, "{at},{filler}").unwrap();
    }
    assert!(text.len() > 33 << 20);
    assert!(table(&["-f", "csv", "-t", "csv", "-s", "n:n"], &text).stdout_bytes() == sorted.as_bytes());
    let short = text.lines().take(1000).collect::<Vec<_>>().join("\n");
    let ran = table(&["-f", "csv", "-t", "csv", "-s", "n:n"], short);
    let numbers: Vec<u32> = ran
        .stdout_text()
        .lines()
        .skip(1)
        .map(|line| line.split(',').next().unwrap().parse().unwrap())
        .collect();
    assert!(numbers.len() == 999 && numbers.is_sorted());
}

#[test]
fn conditions_disregard_blanks_and_know_their_operators() {
    let text = "v,n\n5,x\n 7,y\nabc,z\n,e\n";
    let ran = |condition: &str| table(&["-f", "csv", "-t", "csv", "-c", "n", "-w", condition], text);
    ran("v = 5").status(0).stdout("n\nx\n");
    ran("v >= 5").status(0).stdout("n\nx\ny\n");
    // What is no number is neither more nor less than one.
    ran("v<1000").status(0).stdout("n\nx\ny\n");
    ran("v>-1000").status(0).stdout("n\nx\ny\n");
    ran("n < y").status(0).stdout("n\nx\ne\n");
    ran("n ~ ^[xy]$").status(0).stdout("n\nx\ny\n");
    for condition in ["v <> 5", "v=>5", "v=<5", "v=~5", "v>>5"] {
        ran(condition).status(2).stdout("").stderr_has("is no operator");
    }
    table(&["-f", "csv", "-t", "csv", "-w", "a= <b>"], "a\n<b>\nc\n")
        .status(0)
        .stdout("a\n<b>\n");
}

#[test]
fn totals_tell_what_they_leave_out() {
    let text = "n\n1\n\"1,234\"\nNaN\nx\n2\n";
    table(&["-f", "csv", "-t", "csv", "--total", "sum:n", "--strict"], text)
        .status(1)
        .stdout("n\n1\n\"1,234\"\nNaN\nx\n2\n3\n")
        .stderr_has("left 3 cells of n out that are no numbers (the first: 1,234)");
    table(
        &["-f", "csv", "-t", "csv", "--total", "count:n", "--strict"],
        text,
    )
    .status(0)
    .stderr("");
}

#[test]
fn means_in_data_are_not_rounded() {
    table(
        &["-f", "csv", "-t", "csv", "--total", "mean:n"],
        "n\n0.0001\n0.0002\n",
    )
    .status(0)
    .stdout("n\n0.0001\n0.0002\n0.00015\n");
    table(&["-f", "csv", "--total", "mean:n"], "n\n1\n2\n2\n")
        .status(0)
        .stdout_has("1.67");
}
