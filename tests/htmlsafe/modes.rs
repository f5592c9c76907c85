//! The three modes: what becomes of what is not allowed.

use harness::data;

use crate::{clean, htmlsafe};

const NOTES: &str = r#"<p>Hello <b>World</b>!</p><script>alert("XSS");</script>"#;
const ALLOW: [&str; 4] = ["--tags", "a,b,p,em,strong", "--attrs", "a:href,title"];

fn with_mode(mode: &str) -> Vec<&str> {
    [&ALLOW[..], &[mode]].concat()
}

#[test]
fn script_goes_with_its_content_or_is_shown_or_loses_its_tags() {
    for (mode, rest) in [
        ("--strip", ""),
        ("--escape", "&lt;script&gt;alert(\"XSS\");&lt;/script&gt;"),
        ("--unwrap", "alert(\"XSS\");"),
    ] {
        assert_eq!(
            clean(&with_mode(mode), NOTES),
            format!("<p>Hello <b>World</b>!</p>{rest}"),
            "{mode}"
        );
    }
}

#[test]
fn a_policy_file_says_the_same_in_json_and_toml() {
    let file = data("htmlsafe/examples/policy.toml");
    let toml = htmlsafe(&["--policy"])
        .arg(&file)
        .stdin(NOTES)
        .run()
        .status(0)
        .stdout_text();
    let dir = harness::temp_dir();
    let json = dir.path().join("policy.json");
    std::fs::write(
        &json,
        r#"{"tags":["a","b","em","p","strong"],"attrs":{"a":["href","title"]}}"#,
    )
    .unwrap();
    htmlsafe(&["--policy"])
        .arg(&json)
        .stdin(NOTES)
        .run()
        .status(0)
        .stdout(toml);
}

// Expected values: bleach.clean of Bleach 6.4.0 with the same allowlist.
#[test]
fn escape_and_unwrap_read_markup_as_bleach_does() {
    for (input, expected) in [
        ("this &amp that", "this &amp;amp that"),
        ("jim &current joe", "jim &amp;current joe"),
        (
            "<style>p { }</style><b>x</b>",
            "&lt;style&gt;p { }&lt;/style&gt;<b>x</b>",
        ),
        ("</3>", "&lt;/3&gt;"),
        ("<!-- x -->y", "y"),
        ("a\u{1}b", "a?b"),
        ("<foo <b>x</b>", "&lt;foo <b>x</b>"),
    ] {
        assert_eq!(clean(&with_mode("--escape"), input), expected, "{input}");
    }
    assert_eq!(clean(&["--tags", "b", "--unwrap"], "<p>a</p><p>b</p>"), "a\nb");
}

#[test]
fn output_is_canonical_and_closed() {
    for (input, expected) in [
        ("<B>x", "<b>x</b>"),
        ("<p>a<p>b", "<p>a</p><p>b</p>"),
        ("<ul><li>a<li>b</ul>", "<ul><li>a</li><li>b</li></ul>"),
        (
            "<img SRC=/a.png alt='\"' alt=b>",
            "<img src=\"/a.png\" alt=\"&quot;\">",
        ),
        ("a\u{a0}b &copy c &#13; \r\n", "a&nbsp;b © c &#13; \n"),
        ("<a href='?a=1&copy=2'>x</a>", "<a href=\"?a=1&amp;copy=2\">x</a>"),
        ("<pre>\n\nA</pre>", "<pre>\n\nA</pre>"),
        (
            "<table><tr><td>1<td>2</table>",
            "<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
        ),
        ("</b>a<td>b</p>", "ab<p></p>"),
    ] {
        assert_eq!(clean(&[], input), expected, "{input}");
    }
}

#[test]
fn text_that_a_browser_hides_does_not_come_out() {
    assert_eq!(clean(&[], "<template><b>x</b></template>y<style>z</style>"), "y");
    assert_eq!(
        clean(&["--preset", "text"], "<title>A &amp; B</title><p>c"),
        "A &amp; Bc"
    );
    assert_eq!(
        clean(&["--remove-content", "nav"], "<nav><a>x</a><nav></nav>y</nav>z"),
        "<nav><a>x</a><nav></nav>y</nav>z"
    );
    assert_eq!(
        clean(
            &["--tags", "b", "--remove-content", "nav"],
            "<nav><b>x</b><nav></nav>y</nav>z"
        ),
        "z"
    );
    assert_eq!(
        clean(&["--remove-content", ""], "<script>1 < 2</script>"),
        "1 &lt; 2"
    );
}

#[test]
fn files_come_out_in_order_and_a_missing_one_stops_nothing() {
    let comment = data("htmlsafe/examples/comment.html");
    let alone = htmlsafe(&[]).arg(&comment).run().status(0).stdout_text();
    htmlsafe(&[])
        .arg(&comment)
        .arg("missing.html")
        .arg(&comment)
        .run()
        .status(3)
        .stdout(format!("{alone}{alone}"))
        .stderr_has("htmlsafe: missing.html: ");
}

#[test]
fn pages_in_other_encodings_are_decoded_first() {
    // "中文" in GBK, Shift_JIS and UTF-16LE: the code charts of the WHATWG Encoding standard.
    let gbk = b"<meta charset=gbk><b>\xd6\xd0\xce\xc4</b><script>\xd6\xd0</script>";
    htmlsafe(&[]).stdin(gbk).run().status(0).stdout("<b>中文</b>");
    let shift_jis = b"<b>\x92\x86\x95\xb6</b>";
    htmlsafe(&["--encoding", "shift_jis"])
        .stdin(shift_jis)
        .run()
        .status(0)
        .stdout("<b>中文</b>");
    htmlsafe(&[])
        .stdin(b"\xff\xfe<\0b\0>\0\x2d\x4e")
        .run()
        .status(0)
        .stdout("<b>中</b>");
    htmlsafe(&[])
        .stdin(b"\xef\xbb\xbf<meta charset=gbk>\xe4\xb8\xad")
        .run()
        .status(0)
        .stdout("中");
    htmlsafe(&["--encoding", "utf-8"])
        .stdin(b"a\xffb")
        .run()
        .status(0)
        .stdout("a\u{fffd}b")
        .stderr_has("U+FFFD");
}
