//! Tables that are fitted into a width.

use crate::table;

#[test]
fn columns_share_what_is_there_fairly() {
    let text = "id,words,more\n1,the quick brown fox,jumps over the lazy dog\n";
    table(
        &["-f", "csv", "-x", "never", "--align", "l", "--width", "31"],
        text,
    )
    .status(0)
    .stdout(
        "+----+------------+-----------+\n| id | words      | more      |\n+----+------------+-----------+\n\
         | 1  | the quick  | jumps     |\n|    | brown fox  | over the  |\n|    |            | lazy dog  |\n\
         +----+------------+-----------+\n",
    );
}

#[test]
fn no_line_begins_with_a_chinese_full_stop() {
    // UAX 14: closing punctuation stays with what it closes.
    let ran = table(
        &["-f", "csv", "-x", "never", "--width", "12", "--align", "l"],
        "a\n你好世界，再见。\n",
    );
    for line in ran.status(0).stdout_text().lines() {
        assert!(!line.starts_with("| ，") && !line.starts_with("| 。"), "{line}");
    }
}

#[test]
fn columns_that_do_not_fit_are_left_out_and_told() {
    let ran = table(
        &["-f", "csv", "-x", "never", "--width", "30"],
        "aaaa,bbbb,cccc,dddd,eeee\n1,2,3,4,5\n",
    );
    ran.status(0)
        .stdout(
            "+------+------+------------+\n| aaaa | bbbb | +3 columns |\n+------+------+------------+\n\
             |  1   |  2   |            |\n+------+------+------------+\n",
        )
        .stderr_has("3 columns are left out for want of room in 30");
}

#[test]
fn cut_text_is_told() {
    let text = "a\nsome long words\n";
    table(&["-f", "csv", "--width", "12", "--wrap", "clip"], text)
        .status(0)
        .stdout_has("| some lo… |")
        .stderr_has("1 cell was cut to fit");
    table(
        &["-f", "csv", "--width", "12", "--wrap", "char", "--align", "l"],
        text,
    )
    .status(0)
    .stdout_has("| some lon |\n| g words  |");
}

#[test]
fn colour_comes_only_when_asked_for_in_a_pipe() {
    table(&["-f", "csv", "--color", "always"], "a\n1\n")
        .status(0)
        .stdout_has("| \x1b[1ma\x1b[0m |");
    table(&["-f", "csv"], "a\n1\n").status(0).stdout_has("| a |");
    table(&["-f", "csv", "--color", "always", "--theme", "cyan"], "a\n1\n")
        .status(0)
        .stdout_has("\x1b[36ma\x1b[0m");
}

#[test]
fn no_bar_where_nobody_looks() {
    let text = "a,b\n".to_owned() + &"1,2\n".repeat(100_000);
    for args in [["-f", "csv", "-q"], ["-f", "csv", "--no-progress"]] {
        table(&args, &text).status(0).stderr("");
    }
}

/// `script` gives the tool a terminal; work that takes over half a second shows a bar on it.
#[test]
#[cfg(target_os = "linux")]
fn long_work_shows_a_bar_on_a_terminal() {
    use std::process::Command;
    if Command::new("script").arg("--version").output().is_err() {
        return;
    }
    let shown = |flag: &str| {
        let feed = "(echo a; for i in 1 2 3 4 5 6 7 8; do echo $i; sleep 0.1; done; echo 9)";
        let command = format!(
            "{feed} | {} -f csv -t csv {flag} >/dev/null",
            harness::binary("table").display()
        );
        let ran = Command::new("script")
            .args(["-qec", &command, "/dev/null"])
            .output()
            .unwrap();
        String::from_utf8_lossy(&ran.stdout).contains(" B")
    };
    assert!(shown("") && !shown("--no-progress"));
}
