//! `--check` and `--field`.

use crate::htmlsafe;

fn findings(input: &str) -> Vec<serde_json::Value> {
    let ran = htmlsafe(&["--check", "--json"]).stdin(input).run();
    ran.stdout_text()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn findings_have_exact_places_in_input_order() {
    let input = "𠀀<b>x</b>\r\n中<p onclick=1 \n href='javascript:1'><a href=\"data:x\">y</a>\r<!--c--><script><b></script><?x>";
    let found: Vec<String> = findings(input)
        .iter()
        .map(|f| {
            let name = |key: &str| f.get(key).and_then(|v| v.as_str()).unwrap_or("-").to_owned();
            format!(
                "{}:{} {} {} {} {}",
                f["line"],
                f["col"],
                f["offset"],
                name("kind"),
                name("tag"),
                name("attr")
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            "2:5 20 attribute p onclick",
            "3:2 32 attribute p href",
            "3:25 55 url a href",
            "4:1 75 comment - -",
            "4:9 83 element script -",
            "4:29 103 comment - -",
        ]
    );
}

#[test]
fn the_keys_of_a_finding_are_an_interface() {
    let found = findings("<a href='javascript:1'>x</a>");
    let keys: Vec<&str> = found[0].as_object().unwrap().keys().map(String::as_str).collect();
    assert_eq!(
        keys,
        [
            "file", "line", "col", "offset", "kind", "tag", "attr", "value", "action", "reason"
        ]
    );
    assert_eq!(found[0]["value"], "javascript:1");
    assert_eq!(found[0]["file"], "-");
}

#[test]
fn the_status_says_whether_anything_was_found() {
    htmlsafe(&["--check"])
        .stdin("<b>ok</b> a &lt; b")
        .run()
        .status(0)
        .stdout("");
    htmlsafe(&["--check"])
        .stdin("a\n<blink>\x1b[31m")
        .run()
        .status(1)
        .stdout("-:2:1: element: blink: dropped, the element is not allowed\n");
    htmlsafe(&["--check"])
        .stdin("<b x=\"\u{202e}\">")
        .run()
        .status(1)
        .stdout_has("\\u{202e}");
    htmlsafe(&["--check"])
        .stdin("a<b title=x")
        .run()
        .status(1)
        .stdout_has("-:1:2: syntax: ");
    htmlsafe(&["--check"])
        .stdin("<div>".repeat(600))
        .run()
        .status(4)
        .stdout_has("limit: div");
}

#[test]
fn rows_in_are_rows_out_and_bad_ones_are_named_but_not_echoed() {
    let input = "{\"html\":\"<b>1</b><script>x</script>\",\"n\":1.50,\"a\":[null]}\n{\"html\": <script>\n[1]\n{\"other\":\"<i>\"}\n\n{\"html\":7}";
    let ran = htmlsafe(&["--field", "html"]).stdin(input).run();
    ran.status(3)
        .stderr_has("htmlsafe: -:2:10: ")
        .stderr_has("htmlsafe: -:3:1: ");
    let text = ran.stdout_text();
    let rows: Vec<&str> = text.lines().collect();
    assert_eq!(rows.len(), 6);
    assert_eq!(rows[0], "{\"html\":\"<b>1</b>\",\"n\":1.50,\"a\":[null]}");
    assert!(rows[1].starts_with("{\"error\":") && !rows[1].contains("script"));
    assert_eq!(&rows[3..], ["{\"other\":\"<i>\"}", "", "{\"html\":7}"]);
}

#[test]
fn findings_in_rows_name_row_and_field() {
    let ran = htmlsafe(&["--check", "--json", "--field", "a"])
        .stdin("{\"a\":\"ok\"}\n{\"a\":\"x\\n<u onx=1>\"}")
        .run();
    let found: serde_json::Value = serde_json::from_str(ran.status(1).stdout_text().trim()).unwrap();
    assert_eq!(
        (&found["row"], &found["field"], &found["line"], &found["col"]),
        (&2.into(), &"a".into(), &2.into(), &4.into())
    );
}
