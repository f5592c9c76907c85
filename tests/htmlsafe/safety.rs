//! Hostile input: nothing of it comes back as markup.

use crate::{clean, htmlsafe};

#[test]
fn script_urls_are_found_in_every_disguise() {
    for url in [
        "javascript:alert(1)",
        "java&#10;script:alert(1)",
        "javascript&colon;alert(1)",
        "&#1;javascript:alert(1)",
        " JaVaScRiPt:alert(1)",
        "java\tscript:alert(1)",
        "&#x6a&#x61vascript:alert(1)",
        "javascript:123",
        "data:text/html,x",
        "vbscript:x",
        "foo:bar",
        "http://example.com]",
    ] {
        assert_eq!(
            clean(&[], &format!("<a href=\"{url}\">x</a>")),
            "<a>x</a>",
            "{url}"
        );
    }
    let kept = r##"<a href="https://example.org/">x</a><a href="/a:b">y</a><a href="#z">z</a>"##;
    assert_eq!(clean(&[], kept), kept);
}

#[test]
fn a_host_with_a_port_stays_as_in_bleach_and_goes_as_in_ammonia() {
    let input = r#"<a href="localhost:8000">x</a>"#;
    assert_eq!(clean(&["--preset", "bleach"], input), input);
    assert_eq!(clean(&[], input), "<a>x</a>");
}

#[test]
fn a_tag_cut_off_by_the_end_never_goes_out_raw() {
    assert_eq!(clean(&[], "a<svg onload=x "), "a");
    assert_eq!(clean(&["--unwrap"], "a<svg onload=x "), "a");
    assert_eq!(clean(&["--escape"], "a<svg onload=x "), "a&lt;svg onload=x ");
    assert_eq!(clean(&[], "a<!-- <b>x</b>"), "a");
    assert_eq!(clean(&[], "a<script>x</scrip"), "a");
}

#[test]
fn what_hides_in_foreign_or_raw_content_stays_text() {
    for input in [
        "<svg></p><style><a id=\"</style><img src=x onerror=alert(1)>\">",
        "<math><mtext><table><mglyph><style><!--</style><img title=\"--&gt;&lt;img src=1 onerror=alert(1)&gt;\">",
        "<noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
        "<textarea><img src=x onerror=alert(1)></textarea>",
        "<xmp><img src=x onerror=alert(1)></xmp>",
        "<select><iframe><script>alert(1)</script></select>",
    ] {
        for mode in ["--strip", "--escape", "--unwrap"] {
            let output = clean(&[mode, "--verify"], input);
            let tags = output
                .split('<')
                .skip(1)
                .filter_map(|rest| rest.split('>').next());
            for tag in tags {
                let mut unquoted = tag.split('"').step_by(2);
                assert!(unquoted.all(|part| !part.contains("onerror")), "{mode} {output}");
            }
            assert!(
                !output.contains("<script") && !output.contains("<style"),
                "{mode} {output}"
            );
        }
    }
}

#[test]
fn nul_bytes_and_surrogate_references_are_harmless() {
    assert_eq!(clean(&[], "<b\0>x</b>a\0b&#0;&#xd800;"), "xab\u{fffd}\u{fffd}");
    assert_eq!(clean(&[], "<b title=\"a\0b\">"), "<b title=\"a\u{fffd}b\"></b>");
}

#[test]
fn limits_drop_tags_and_keep_text() {
    let deep = "<div>".repeat(2000) + "x";
    let ran = htmlsafe(&[]).stdin(&deep).run();
    ran.status(4);
    assert_eq!(
        ran.stdout_text(),
        format!("{}x{}", "<div>".repeat(512), "</div>".repeat(512))
    );
    let long = format!("a<b title=\"{}>\">c</b>d", "x".repeat(1000));
    htmlsafe(&["--max-tag", "100"])
        .stdin(&long)
        .run()
        .status(4)
        .stdout("acd");
}

#[test]
fn a_long_tag_is_dropped_as_a_browser_sees_its_end_wherever_the_input_is_cut() {
    let long = format!("a<b title=\"{}<i>\">c", "<p>".repeat(100_000));
    htmlsafe(&["--max-tag", "1000"])
        .stdin(&long)
        .run()
        .status(4)
        .stdout("ac");
}

#[test]
fn an_output_is_its_own_clean_form() {
    for input in [
        "<a><table><tr><td><a>x</table>",
        "<pre>\n\n\nA<b>\nB",
        "<p><b><i></b>x</p>y</i>",
        "<table>x<p>y<tr>z<td><table>",
        "<h1><h2><li><dd><li><ruby><rt>a<rp>b",
        "&amp;lt;&#38;#13;&notin;",
        "<button><p><button><p>",
    ] {
        for mode in ["--strip", "--escape", "--unwrap"] {
            let once = clean(&[mode], input);
            assert_eq!(clean(&[mode], &once), once, "{mode} {input}");
        }
    }
}

#[test]
fn every_url_of_a_list_is_judged() {
    let allow = [
        "--tags",
        "img,a",
        "--attrs",
        "img:srcset,lowsrc,src",
        "--attrs",
        "a:href,ping",
        "--protocols",
        "https",
    ];
    for (input, kept) in [
        ("<img srcset='https://a/x.png 1x, /y.png 2x'>", true),
        ("<img srcset='https://a/x.png 1x, ftp://b/y.png 2x'>", false),
        ("<img srcset='ftp://b/y.png'>", false),
        ("<img lowsrc='ftp://b/y.png'>", false),
        ("<a ping='https://a https://b'>", true),
        ("<a ping='https://a ftp://b'>", false),
    ] {
        let output = clean(&allow, input);
        assert_eq!(output.contains("://"), kept, "{input}: {output}");
    }
}

#[test]
fn text_in_a_list_or_an_object_does_not_pass_a_field() {
    let rows =
        "{\"h\":[\"<script>\"]}\n{\"h\":{\"x\":\"<script>\"}}\n{\"h\":7}\n{\"h\":null}\n{\"h\":\"<b>\"}\n";
    let ran = htmlsafe(&["--tags", "b", "--field", "h"]).stdin(rows).run();
    ran.status(3)
        .stderr_has("-:1:1: h is a list")
        .stderr_has("-:2:1: h is an object");
    assert_eq!(ran.stdout_text().lines().count(), 5);
    assert!(!ran.stdout_text().contains("script"), "{ran}");
    assert!(
        ran.stdout_text()
            .ends_with("{\"h\":7}\n{\"h\":null}\n{\"h\":\"<b></b>\"}\n"),
        "{ran}"
    );
    htmlsafe(&["--tags", "b", "--check", "--field", "h"])
        .stdin(rows)
        .run()
        .status(3);
}

#[test]
fn a_field_that_no_row_has_is_told() {
    htmlsafe(&["--tags", "b", "--field", "htlm"])
        .stdin("{\"html\":\"x\"}\n")
        .run()
        .status(0)
        .stdout("{\"html\":\"x\"}\n")
        .stderr_has("--field htlm: no row has it");
}

#[test]
fn headings_around_a_dropped_element_are_stable_on_a_second_pass() {
    let once = clean(&[], "<h1><button><h1>");
    assert_eq!(clean(&[], &once), once);
}
