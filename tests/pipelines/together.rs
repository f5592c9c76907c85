//! Jobs that take several tools.

use std::fs;

use harness::data;

use crate::shell::Shell;

fn shell() -> Shell {
    Shell::in_copy_of(&data("pipelines"), ".")
}

/// Stdout and stderr of a command that must succeed.
#[track_caller]
fn run(shell: &Shell, command: &str) -> String {
    let ran = shell.run(&format!("set -o pipefail; {command}"));
    let printed = String::from_utf8_lossy(&ran.stdout).into_owned();
    assert!(ran.status.success(), "{command}: {printed}");
    printed
}

#[test]
fn a_zip_from_china_becomes_a_table() {
    let shell = shell();
    assert_eq!(run(&shell, "unpack prices.zip"), "价目\n");
    assert_eq!(
        run(&shell, "ftype -i 价目/*"),
        "价目/图标.png: image/png; charset=binary\n\
         价目/水果.csv: text/csv; charset=gb18030\n\
         价目/说明.txt: text/plain; charset=gb18030\n"
    );
    assert_eq!(
        run(&shell, "charset -m 价目/*.csv 价目/*.txt"),
        "gb18030\ngb18030\n"
    );
    assert_eq!(
        run(&shell, "table 价目/水果.csv"),
        "+------+------+------------+\n\
         | 品名 | 单价 |    产地    |\n\
         +------+------+------------+\n\
         | 苹果 | 5.00 |  山东烟台  |\n\
         | 西瓜 | 1.50 |    宁夏    |\n\
         | 葡萄 | 8.25 | 新疆吐鲁番 |\n\
         +------+------+------------+\n"
    );
}

#[test]
fn the_texts_of_the_zip_pass_the_lint_once_converted() {
    let shell = shell();
    run(&shell, "unpack prices.zip");
    assert_eq!(shell.run("charset lint 价目").status.code(), Some(1));
    run(&shell, "charset to utf-8 --in-place 价目/*.csv 价目/*.txt");
    assert_eq!(run(&shell, "charset lint --newline lf 价目"), "");
    let csv = fs::read_to_string(shell.path().join("价目/水果.csv")).unwrap();
    assert!(csv.starts_with("品名,单价,产地\n苹果,5.00,山东烟台\n"), "{csv}");
}

#[test]
fn comments_from_strangers_become_a_safe_page() {
    let page = run(
        &shell(),
        "fillin merge list.html comments.csv | htmlsafe --tags p,b,a --attrs a:href",
    );
    assert_eq!(
        page,
        "<p><b>小王</b>: 价格<b>合理</b></p>\n<p><b>mallory</b>: nice <a>site</a></p>\n"
    );
}

#[test]
fn a_secret_goes_from_tool_to_tool_without_being_an_argument() {
    let shell = shell();
    run(&shell, "totp new > secret");
    let code = run(&shell, "totp now --at @1700000000 < secret");
    assert_eq!(code.trim().len(), 6);
    run(
        &shell,
        &format!("totp verify --at @1700000000 - {} < secret", code.trim()),
    );
    let row = run(
        &shell,
        "totp uri build --name a@example.com --issuer 公司 < secret | totp uri parse --json | table -f ndjson -c issuer,account,digits -t csv",
    );
    assert_eq!(row, "issuer,account,digits\n公司,a@example.com,6\n");
}

#[test]
fn dates_are_converted_on_their_way_into_a_table() {
    // date -u -d @1700000000 +%F, GNU coreutils
    let printed = run(
        &shell(),
        "printf '1700000000\\n0\\n' | datefmt unix %Y-%m-%d | table -H -t csv | tail -n +2",
    );
    assert_eq!(printed, "2023-11-14\n1970-01-01\n");
}

#[test]
fn names_find_their_way_through_lists() {
    let shell = shell();
    run(&shell, "unpack prices.zip");
    let names = run(
        &shell,
        "find 价目 -type f -print0 | sort -z | ftype --files-from - -0 --json | table -f ndjson -t tsv -c label",
    );
    assert_eq!(names, "label\npng\ncsv\ntxt\n");
}
