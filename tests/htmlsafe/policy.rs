//! Policies: what is refused, and how it is said.

use crate::{clean, htmlsafe};

#[test]
fn dangerous_policies_are_refused_in_one_line() {
    for arguments in [
        &["--tags", "b,SCRIPT"][..],
        &["--tags", "iframe"],
        &["--tags", "<p>"],
        &["--tags", "svg"],
        &["--attrs", "p:onclick"],
        &["--attrs", "*:OnError"],
        &["--attrs", "p:style"],
        &["--attrs", "nocolon"],
        &["--protocols", "http,javascript"],
        &["--preset", "nope"],
        &["--mode", "maybe"],
        &["--encoding", "klingon"],
        &["--policy", "missing.json"],
    ] {
        let ran = htmlsafe(arguments).stdin("<p onclick=x>hi</p>").run();
        ran.status(2).stdout("");
        let message = ran.stderr_text();
        assert!(
            message.starts_with("htmlsafe: ") && message.lines().count() == 1,
            "{arguments:?}: {message}"
        );
    }
}

#[test]
fn a_faulty_policy_file_is_named_with_its_place() {
    let dir = harness::temp_dir();
    for (name, text, place) in [
        ("a.json", "{\n  \"tagz\": []\n}", "a.json:2:"),
        ("b.json", "{", "b.json:1:"),
        ("c.toml", "tags = [\n", "c.toml:"),
        (
            "d.json",
            r#"{"tags":["script","iframe"]}"#,
            "element script is refused",
        ),
        (
            "e.json",
            r#"{"attrs":{"img":["width"]},"tags":["img"],"rules":[{"tag":"img","attr":"width","match":"("}]}"#,
            "no regular expression",
        ),
    ] {
        let path = dir.path().join(name);
        std::fs::write(&path, text).unwrap();
        let ran = htmlsafe(&["--policy"]).arg(&path).run();
        ran.status(2).stdout("").stderr_has(place);
        assert_eq!(ran.stderr_text().lines().count(), 1);
    }
}

#[test]
fn rules_drop_attributes_whose_values_break_them() {
    let dir = harness::temp_dir();
    let path = dir.path().join("policy.json");
    let policy = r#"{"tags": ["img", "p", "a"], "attrs": {"img": ["src", "width"], "p": ["class"], "a": ["rel"]},
        "rules": [{"tag": "img", "attr": "width", "match": "[0-9]+|auto"}, {"tag": "img", "attr": "src", "prefix": "https://img."},
                  {"tag": "p", "attr": "class", "classes": ["a", "b"]}, {"tag": "*", "attr": "rel", "values": ["nofollow"]}]}"#;
    std::fs::write(&path, policy).unwrap();
    let arguments = ["--policy", path.to_str().unwrap()];
    let input = r#"<img width="10x"><img width="auto" src="https://other.example/"><p class="a b">x</p><p class="a c">y</p>"#;
    let expected = r#"<img><img width="auto"><p class="a b">x</p><p>y</p>"#;
    assert_eq!(clean(&arguments, input), expected);
}

#[test]
fn flags_override_presets_and_elements_start_without_attributes() {
    assert_eq!(
        clean(&["--tags", "a"], r#"<a href="/x" title=t>x</a>"#),
        "<a>x</a>"
    );
    assert_eq!(
        clean(
            &["--attrs", "a:data-*"],
            r#"<a data-x="1" data-="2" href="/">x</a>"#
        ),
        r#"<a data-x="1">x</a>"#
    );
    assert_eq!(
        clean(&["--no-relative"], r##"<a href="/x">x</a><a href="#y">y</a>"##),
        r##"<a>x</a><a href="#y">y</a>"##
    );
    let prefixed = clean(
        &["--attrs", "a:id,name", "--id-prefix", "user-"],
        r#"<a id="x" name="user-y">z</a>"#,
    );
    assert_eq!(prefixed, r#"<a id="user-x" name="user-y">z</a>"#);
}

#[test]
fn the_policy_in_force_is_a_policy() {
    let shown = htmlsafe(&["--preset", "bleach", "--explain-policy"]).run();
    shown
        .status(0)
        .stdout_has(r#""engine":"streaming""#)
        .stdout_has(r#""mode":"escape""#);
    let mut policy: serde_json::Value = serde_json::from_str(&shown.stdout_text()).unwrap();
    policy.as_object_mut().unwrap().remove("engine");
    let dir = harness::temp_dir();
    let path = dir.path().join("policy.json");
    std::fs::write(&path, policy.to_string()).unwrap();
    let input = "<b>x</b><i title=y>z</i><script>1</script>";
    let expected = clean(&["--preset", "bleach"], input);
    assert_eq!(clean(&["--policy", path.to_str().unwrap()], input), expected);
}
