//! What `fillin` does, seen from outside. Expected values: Python's `string.Template` unless a test says otherwise.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::fs;
use std::path::Path;

use harness::{data, temp_dir, tool};
use serde_json::Value;

fn render(args: &[&str]) -> harness::Ran {
    tool("fillin").arg("render").args(args).run()
}

fn in_examples(args: &[&str]) -> harness::Ran {
    tool("fillin")
        .args(args)
        .current_dir(data("fillin/examples"))
        .run()
}

fn json(ran: &harness::Ran) -> Vec<Value> {
    ran.stdout_text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn fills_names_and_adds_no_newline() {
    render(&["-t", "$who like $what", "-s", "who=i", "-s", "what=python"])
        .status(0)
        .stdout("i like python");
    render(&["-t", "${who}LikePython", "-s", "who=I"])
        .status(0)
        .stdout("ILikePython");
    render(&["-t", "$$5 for $who", "-s", "who=me"])
        .status(0)
        .stdout("$5 for me");
}

#[test]
fn safe_leaves_what_is_missing_or_invalid_as_it_is() {
    render(&["--safe", "-t", "$who like $what", "-s", "who=i"])
        .status(0)
        .stdout("i like $what");
    render(&["--safe", "-t", "${bad$a} $1 $", "-s", "a=1"])
        .status(0)
        .stdout("${bad1} $1 $");
}

#[test]
fn every_problem_is_told_at_once_with_its_place_and_nothing_is_printed() {
    render(&["-t", "a $HSOT\n变 $1 $prot", "-s", "HOST=h", "-s", "PORT=1"]).status(1).stdout("").stderr(
        "fillin: -t:1:3: missing HSOT (did you mean HOST?)\n\
         fillin: -t:2:3: invalid placeholder (a name, a name in braces, or a second delimiter was expected behind it)\n\
         fillin: -t:2:6: missing prot (did you mean PORT?)\n",
    );
}

#[test]
fn a_value_is_never_in_a_message_and_never_scanned_again() {
    render(&["-t", "$a$b", "-s", "a=s3cret"]).status(1).stdout("");
    assert!(
        !render(&["-t", "$a$b", "-s", "a=s3cret"])
            .stderr_text()
            .contains("s3cret")
    );
    render(&["-t", "$a", "-s", "a=$b ${c} $$"])
        .status(0)
        .stdout("$b ${c} $$");
}

#[test]
fn names_are_ascii() {
    render(&["-t", "$变量"])
        .status(1)
        .stderr_has("-t:1:1: invalid placeholder");
    render(&["-t", "$\u{212a}"])
        .status(1)
        .stderr_has("-t:1:1: invalid placeholder");
    render(&["-t", "$a\u{301}", "-s", "a=x"])
        .status(0)
        .stdout("x\u{301}");
}

#[test]
fn bytes_outside_placeholders_are_kept() {
    let run = |bytes: &[u8]| tool("fillin").arg("render").stdin(bytes).run();
    for bytes in [b"a\r\n\0\xff\xfe$$" as &[u8], b"\xef\xbb\xbf$$", b"", b"\x81$$"] {
        let expected = bytes.strip_suffix(b"$").unwrap_or(bytes);
        run(bytes).status(0).stdout(expected);
    }
}

#[test]
fn values_take_the_encoding_of_the_template() {
    let gbk = b"\xd7\xf0\xbe\xb4\xb5\xc4$who\xa3\xba\n"; // 尊敬的$who：
    let ran = tool("fillin")
        .args(["render", "--encoding", "gbk", "-s", "who=小明"])
        .stdin(gbk)
        .run();
    ran.status(0)
        .stdout(b"\xd7\xf0\xbe\xb4\xb5\xc4\xd0\xa1\xc3\xf7\xa3\xba\n");
    let ran = tool("fillin")
        .args(["render", "-s", "a=变"])
        .stdin(b"\xfe\xff\0$\0a")
        .run();
    ran.status(0).stdout(b"\xfe\xff\x53\xd8");
    let ran = tool("fillin")
        .args(["render", "--encoding", "big5", "-s", "a=😀"])
        .stdin("$a")
        .run();
    ran.status(1)
        .stdout("")
        .stderr("fillin: -:1:1: a: the value has characters that big5 lacks (--encoding names another)\n");
}

#[test]
fn scalars_keep_the_text_of_the_data_file() {
    let dir = temp_dir();
    fs::write(
        dir.path().join("a.json"),
        r#"{"x": 1.10, "big": 12345678901234567890, "e": 1E5, "t": true, "n": null, "l": [1]}"#,
    )
    .unwrap();
    let run = |text| {
        tool("fillin")
            .args(["render", "--data", "a.json", "-t", text])
            .current_dir(&dir)
            .run()
    };
    run("$x $big $e $t")
        .status(0)
        .stdout("1.10 12345678901234567890 1E5 true");
    run("$n")
        .status(1)
        .stderr("fillin: -t:1:1: n is null (a value was expected)\n");
    run("$l")
        .status(1)
        .stderr("fillin: -t:1:1: l: the value is a list (text, a number, true or false was expected)\n");
}

#[test]
fn a_malformed_data_file_is_told_with_its_place() {
    let dir = temp_dir();
    fs::write(dir.path().join("bad.json"), "{\"a\": 1,\n \"b\": }\n").unwrap();
    fs::write(dir.path().join("dup.json"), "{\"a\": 1, \"a\": 2}").unwrap();
    fs::write(dir.path().join("bad.env"), "A=1\nnonsense\n").unwrap();
    let run = |flag, file| {
        tool("fillin")
            .args(["render", "-t", "$a", flag, file])
            .current_dir(&dir)
            .run()
    };
    run("--data", "bad.json")
        .status(3)
        .stdout("")
        .stderr_has("fillin: bad.json:2:7: invalid JSON");
    run("--data", "dup.json")
        .status(3)
        .stdout("")
        .stderr_has("the key \"a\" comes twice");
    run("--env-file", "bad.env")
        .status(3)
        .stdout("")
        .stderr_has("fillin: bad.env:2:1: no `=`");
    run("--data", "gone.json")
        .status(3)
        .stderr("fillin: gone.json: No such file or directory\n");
}

#[test]
fn later_sources_win_and_the_environment_is_off_unless_asked_for() {
    let dir = temp_dir();
    fs::write(dir.path().join("d.json"), "{\"A\": \"json\"}").unwrap();
    fs::write(dir.path().join("d.env"), "A=envfile\n").unwrap();
    fs::write(dir.path().join("v.txt"), "from a file\n").unwrap();
    let run = |args: &[&str]| {
        tool("fillin")
            .args(["render", "-t", "$A"])
            .args(args)
            .env("A", "env")
            .current_dir(&dir)
            .run()
    };
    run(&[]).status(1);
    run(&["--env"]).stdout("env");
    run(&["--env=B*"]).status(1);
    run(&["--env", "--data", "d.json"]).stdout("json");
    run(&["--env-file", "d.env", "--data", "d.json"]).stdout("envfile");
    run(&["-s", "A=set", "--env-file", "d.env"]).stdout("set");
    run(&["-s", "A=set", "--set-file", "A=v.txt", "--set-json", "A:=1.50"]).stdout("1.50");
    run(&["--set-json", "A:=1.50", "--set-file", "A=v.txt"]).stdout("from a file\n");
}

#[test]
fn usage_errors_are_one_line_and_status_2() {
    for args in [
        &["-t", "$k", "-s", "k"] as &[&str],
        &["-t", "$k", "-s", "=v"],
        &["-t", "$k", "--set-json", "k:=nonsense"],
        &["-t", "$k", "--idpattern", "(["],
        &["-t", "$k", "--idpattern", "a*"],
        &["-t", "$k", "--delimiter", ""],
        &["-t", "$k", "--encoding", "klingon"],
        &["--nosuchflag"],
    ] {
        let ran = render(args);
        ran.status(2).stdout("");
        assert_eq!(ran.stderr_text().lines().count(), 1, "{args:?}");
    }
}

#[test]
fn custom_grammars_are_those_of_template_subclasses() {
    render(&[
        "--delimiter",
        "%%",
        "-t",
        "%%a %%{b}%%%% $a",
        "-s",
        "a=1",
        "-s",
        "b=2",
    ])
    .status(0)
    .stdout("1 2%% $a");
    render(&[
        "--idpattern",
        "[_a-z][._a-z0-9]*",
        "-t",
        "${a.b}$A.",
        "-s",
        "a.b=1",
        "-s",
        "A.=2",
    ])
    .status(0)
    .stdout("12");
    render(&[
        "--idpattern",
        "[a-z]+",
        "--braceidpattern",
        "[A-Z]+",
        "--case-sensitive",
        "-t",
        "$a${A}",
        "-s",
        "a=1",
        "-s",
        "A=2",
    ])
    .status(0)
    .stdout("12");
}

// Expected values: CPython 3.11.
#[test]
fn filters_do_what_the_methods_of_str_do() {
    for (template, value, expected) in [
        ("${v|title}", "they're bill's", "They'Re Bill'S"),
        ("${v|casefold}", "Straße", "strasse"),
        (
            "${v|strip(\"x\")|replace(\"java\",\"python\")}",
            "xjavax",
            "python",
        ),
        ("${v|split(\",\")|join(\"-\")}", "a,b,c", "a-b-c"),
        ("${v|startswith(\"py\")}", "python", "True"),
        ("${v|format(\"{:.2f}\")}", "3.14159", "3.14"),
        ("${v|printf(\"%05d\")}", "7", "00007"),
    ] {
        render(&["--filters", "-t", template, "-s", &format!("v={value}")])
            .status(0)
            .stdout(expected);
    }
    render(&[
        "--filters",
        "-t",
        "${v|join(\", \")}",
        "--set-json",
        "v:=[\"a\",1,\"北京\"]",
    ])
    .status(0)
    .stdout("a, 1, 北京");
}

#[test]
fn a_filter_that_cannot_apply_is_a_finding() {
    for template in [
        "${v|nosuch}",
        "${v|split}",
        "${v|printf(\"%d\")}",
        "${v|format(\"{0.x}\")}",
        "${v|",
        "${v|replace(\"a\"}",
    ] {
        render(&["--filters", "-t", template, "-s", "v=abc"])
            .status(1)
            .stdout("")
            .stderr_has("fillin: -t:1:1: ");
    }
    render(&["-t", "${v|upper}", "-s", "v=x"]).status(1).stdout("");
}

#[test]
fn an_existing_output_is_refused_and_in_place_keeps_mode_and_link() {
    use std::os::unix::fs::{PermissionsExt, symlink};
    let dir = temp_dir();
    let (file, link) = (dir.path().join("a"), dir.path().join("l"));
    fs::write(&file, "a $x\r\n").unwrap();
    fs::set_permissions(&file, fs::Permissions::from_mode(0o751)).unwrap();
    symlink("a", &link).unwrap();
    let run = |args: &[&str]| tool("fillin").arg("render").args(args).current_dir(&dir).run();
    run(&["a", "-o", "l", "-s", "x=1"])
        .status(4)
        .stderr_has("fillin: l: exists already");
    run(&["-i", "a"]).status(1);
    assert_eq!(fs::read(&file).unwrap(), b"a $x\r\n");
    run(&["a", "-o", "new", "-s", "x=1"]).status(0).stdout("");
    assert_eq!(fs::read(dir.path().join("new")).unwrap(), b"a 1\r\n");
    run(&["a", "-o", "none"]).status(1);
    assert!(!dir.path().join("none").exists());
    run(&["-i", "l", "-s", "x=1"]).status(0).stdout("");
    assert_eq!(fs::read(&file).unwrap(), b"a 1\r\n");
    assert_eq!(fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o751);
    assert!(fs::symlink_metadata(&link).unwrap().is_symlink());
}

#[test]
fn a_template_that_cannot_be_read_does_not_stop_the_others() {
    let ran = in_examples(&[
        "render",
        "gone.tpl",
        "letter.txt",
        "-s",
        "name=Ada",
        "-s",
        "city=London",
    ]);
    ran.status(3)
        .stdout("Dear Ada,\nyour parcel to London is on its way.\n")
        .stderr_has("fillin: gone.tpl: ");
}

#[test]
fn render_json_has_the_documented_keys() {
    let ran = render(&["--json", "-t", "$a\n变$b$", "-s", "a=1"]);
    let row = &json(ran.status(1))[0];
    let keys: Vec<_> = row.as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(keys, ["path", "ok", "text", "errors", "variables", "written"]);
    assert_eq!(row["errors"][0]["kind"], "missing");
    let keys: Vec<_> = row["errors"][1]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(
        keys,
        ["kind", "name", "path", "line", "col", "offset", "hint", "message"]
    );
    let invalid = &row["errors"][1];
    assert_eq!(
        (&invalid["line"], &invalid["col"], &invalid["offset"]),
        (&2.into(), &4.into(), &8.into())
    );
    assert_eq!(row["variables"][1]["at"], serde_json::json!([[2, 2]]));
    let row = &json(render(&["--json", "-t", "$a", "-s", "a=x"]).status(0))[0];
    assert_eq!((&row["ok"], &row["text"]), (&true.into(), &"x".into()));
}

#[test]
fn text_that_is_not_utf_8_goes_out_in_base64() {
    let row = &json(
        tool("fillin")
            .args(["render", "--json"])
            .stdin(b"\xff")
            .run()
            .status(0),
    )[0];
    assert_eq!(row["text_bytes"], "/w==");
}

#[test]
fn vars_lists_names_sorted_and_tells_what_is_invalid() {
    in_examples(&["vars", "letter.txt", "app.conf.tpl"])
        .status(0)
        .stdout("city\nhost\nname\nport\n");
    in_examples(&["vars", "--env-example", "letter.txt"])
        .status(0)
        .stdout("city=\nname=\n");
    tool("fillin")
        .arg("vars")
        .stdin("$b $a $")
        .run()
        .status(1)
        .stdout("a\nb\n")
        .stderr_has("fillin: -:1:7: invalid");
    let ran = tool("fillin").args(["vars", "--json"]).stdin("$b $a $b $").run();
    let row = &json(ran.status(1))[0];
    assert_eq!((&row["path"], &row["valid"]), (&"-".into(), &false.into()));
    assert_eq!(row["variables"][0]["name"], "b");
    assert_eq!(row["variables"][0]["at"], serde_json::json!([[1, 1], [1, 7]]));
}

fn merge(dir: &Path, rows: &str, args: &[&str]) -> harness::Ran {
    fs::write(dir.join("t"), "[$name|${city}]\n").unwrap();
    fs::write(dir.join("r.csv"), rows).unwrap();
    tool("fillin")
        .args(["merge", "t", "r.csv"])
        .args(args)
        .current_dir(dir)
        .run()
}

#[test]
fn merge_fills_the_template_for_every_row() {
    in_examples(&["merge", "letter.txt", "people.csv"]).status(0).stdout(
        "Dear Ada,\nyour parcel to London is on its way.\nDear 张三,\nyour parcel to 北京 is on its way.\n",
    );
    let dir = temp_dir();
    merge(
        dir.path(),
        "\u{feff}name,city\r\n\"a\nb\",\"c\"\"d\"\r\n$x,\r\n",
        &[],
    )
    .status(0)
    .stdout("[a\nb|c\"d]\n[$x|]\n");
    merge(dir.path(), "name\nx\n", &["-s", "city=c", "-s", "name=lost"])
        .status(0)
        .stdout("[x|c]\n");
}

#[test]
fn a_bad_row_is_told_and_the_others_go_on() {
    let dir = temp_dir();
    let ran = merge(dir.path(), "name,city\na,b\nc\nd,e\n", &[]);
    ran.status(3)
        .stdout("[a|b]\n[d|e]\n")
        .stderr("fillin: r.csv:3: record 2 has 1 values (the header has 2)\n");
    merge(dir.path(), "name,city\na,b\nc\n", &["-o", "out"])
        .status(3)
        .stdout("");
    assert!(!dir.path().join("out").exists());
}

#[test]
fn a_bad_header_stops_everything() {
    let dir = temp_dir();
    merge(dir.path(), "", &[])
        .status(3)
        .stdout("")
        .stderr_has("r.csv:1: there is no header");
    merge(dir.path(), "name,name,city\n1,2,3\n", &[])
        .status(3)
        .stdout("")
        .stderr_has("name twice");
    merge(dir.path(), "name,,city\n1,2,3\n", &[])
        .status(3)
        .stdout("")
        .stderr_has("column 2");
    merge(dir.path(), "name,city\n\"x,1\n", &[])
        .status(3)
        .stdout("")
        .stderr_has("r.csv:2:1: a quote opens here");
    merge(dir.path(), "name\n1\n", &[])
        .status(1)
        .stdout("")
        .stderr("fillin: t:1:8: missing city\n");
}

#[test]
fn every_row_may_bring_its_own_template() {
    in_examples(&["merge", "--template-column", "text", "messages.jsonl"])
        .status(0)
        .stdout("Hello Ada\n你好，张三\n");
    let dir = temp_dir();
    fs::write(
        dir.path().join("r.jsonl"),
        "{\"t\": \"$a\", \"a\": 1}\n{\"t\": \"$b\"}\n{\"x\": 1}\n{\n",
    )
    .unwrap();
    let ran = tool("fillin")
        .args(["merge", "--json", "--template-column", "t", "r.jsonl"])
        .current_dir(&dir)
        .run();
    ran.status(3)
        .stderr_has("fillin: r.jsonl#2:1:1: missing b")
        .stderr_has("fillin: r.jsonl: row 3 has no text in t");
    let rows = json(&ran);
    assert_eq!(
        rows.iter()
            .map(|row| row["row"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [1, 2, 3, 4]
    );
    assert_eq!(
        rows.iter()
            .map(|row| row["ok"].as_bool().unwrap())
            .collect::<Vec<_>>(),
        [true, false, false, false]
    );
}

#[test]
fn rows_in_gbk_are_decoded() {
    let dir = temp_dir();
    fs::write(dir.path().join("t"), "$name\n").unwrap();
    let line = b"\xd7\xf0\xbe\xb4\xb5\xc4\xbf\xcd\xbb\xa7\xc4\xfa\xba\xc3\n"; // 尊敬的客户您好
    fs::write(
        dir.path().join("r.csv"),
        [b"name\n" as &[u8], &line.repeat(20)].concat(),
    )
    .unwrap();
    let ran = tool("fillin")
        .args(["merge", "t", "r.csv"])
        .current_dir(&dir)
        .run();
    ran.status(0).stdout("尊敬的客户您好\n".repeat(20));
}

#[test]
fn help_begins_with_examples_and_names_the_statuses() {
    let ran = tool("fillin").arg("--help").run();
    ran.status(0).stdout_has("Exit status:");
    assert!(ran.stdout_text().starts_with("Examples:\n"));
    let short = tool("fillin").args(["render", "-h"]).run();
    assert!(short.status(0).stdout_text().lines().count() <= 40);
}

#[test]
fn findings_beyond_a_hundred_thousand_are_counted() {
    let template = "$a".repeat(100_002);
    let ran = tool("fillin").args(["render", "-"]).stdin(&template).run();
    ran.status(1);
    let errors = ran.stderr_text();
    assert_eq!(errors.lines().count(), 100_001);
    assert!(errors.ends_with("fillin: -: ... and 2 more findings\n"));
    let row = &json(
        tool("fillin")
            .args(["render", "--json", "-"])
            .stdin(&template)
            .run()
            .status(1),
    )[0];
    assert_eq!(row["errors"].as_array().unwrap().len(), 100_000);
    assert_eq!(row["more_errors"], 2);
    assert_eq!(row["variables"][0]["count"], 100_002);
}

#[test]
fn a_null_is_called_null_and_gets_no_hint() {
    tool("fillin")
        .args([
            "render",
            "-t",
            "$city",
            "--set-json",
            "city:=null",
            "-s",
            "cities=x",
        ])
        .run()
        .status(1)
        .stderr("fillin: -t:1:1: city is null (a value was expected)\n");
}

#[test]
fn a_merge_names_the_row_that_lacks_a_value() {
    let folder = temp_dir();
    fs::write(folder.path().join("t.txt"), "Hello\n$name\n").unwrap();
    fs::write(
        folder.path().join("r.jsonl"),
        "{\"name\":\"a\"}\n{\"name\":null}\n{}\n",
    )
    .unwrap();
    tool("fillin")
        .args(["merge", "t.txt", "r.jsonl"])
        .current_dir(folder.path())
        .run()
        .status(1)
        .stdout("Hello\na\n")
        .stderr(
            "fillin: t.txt:2:1: row 2: name is null (a value was expected)\n\
             fillin: t.txt:2:1: row 3: missing name\n",
        );
}

#[test]
fn a_character_that_the_encoding_lacks_is_told_with_the_way_out() {
    tool("fillin")
        .args(["render", "--encoding", "big5", "-t", "$v", "-s", "v=😀"])
        .run()
        .status(1)
        .stderr_has("--encoding");
}
