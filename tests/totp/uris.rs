//! `uri build` and `uri parse`.

use serde_json::json;

use crate::{RFC, rows, totp};

/// The example of PyOTP's README.
#[test]
fn build_writes_what_pyotp_writes() {
    harness::tool("totp")
        .args([
            "uri",
            "build",
            "-",
            "--name",
            "alice@google.com",
            "--issuer",
            "Secure App",
        ])
        .stdin("base32secret3232")
        .run()
        .status(0)
        .stdout(
            "otpauth://totp/Secure%20App:alice%40google.com?secret=BASE32SECRET3232&issuer=Secure%20App\n",
        );
}

#[test]
fn parse_shows_everything_but_the_secret() {
    let uri =
        format!("otpauth://totp/Corp:bob?secret={RFC}&issuer=Corp&digits=8&period=60&algorithm=HmacSHA256\n");
    let ran = totp("uri parse --json").stdin(&uri).run();
    let mut want = json!({"v": 1, "type": "totp", "label": "Corp:bob", "issuer": "Corp", "account": "bob", "algo": "SHA256",
                          "digits": 8, "period": 60, "image": null, "warnings": []});
    assert_eq!(rows(&ran), [want.clone()]);
    want["secret"] = json!(RFC);
    assert_eq!(
        rows(&totp("uri parse --json --show-secret").stdin(&uri).run()),
        [want]
    );
    totp("uri parse")
        .stdin(&uri)
        .run()
        .status(0)
        .stdout("totp\tCorp:bob\tSHA256\t8 digits\t60 s\n");
}

#[test]
fn warnings_are_told() {
    for (rest, warning) in [
        (
            "totp/A:b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=B",
            "issuer-mismatch",
        ),
        ("totp/b?secret=GEZDGNBVGY3TQOJQ", "short-secret"),
        ("totp/b?secret=MZXW6YR", "trailing-bits"),
        (
            "hotp/b?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            "missing-counter",
        ),
        (
            "totp/%D6%A7%B8%B6?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
            "not-utf8",
        ),
    ] {
        let ran = totp("uri parse --json")
            .stdin(format!("otpauth://{rest}\n"))
            .run();
        let warnings = rows(&ran)[0]["warnings"].clone();
        assert!(
            warnings.as_array().unwrap().contains(&json!(warning)),
            "{rest}: {warnings}"
        );
    }
}

#[test]
fn a_bad_line_stops_nothing_and_is_named() {
    let input = format!(
        "otpauth://totp/a?secret={RFC}\nmailto:x\n\notpauth://totp/b?secret={RFC}&digits=0\notpauth://totp/c?secret={RFC}\n"
    );
    let ran = totp("uri parse --json").stdin(input).run();
    ran.status(2)
        .stderr_has("totp: -:2: scheme")
        .stderr_has("totp: -:4: digits");
    let fields: Vec<_> = rows(&ran)
        .iter()
        .map(|row| row["error"]["field"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(
        fields,
        [None, Some("scheme".to_owned()), Some("digits".to_owned()), None]
    );
}

#[test]
fn hostile_labels_are_visible_in_text_and_exact_in_json() {
    let uri = format!("otpauth://totp/a%1B%5B31m%E2%80%AEb%0Ac?secret={RFC}\n");
    let ran = totp("uri parse").stdin(&uri).run();
    ran.stdout("totp\ta\\x1b[31m\\u{202e}b\\nc\tSHA1\t6 digits\t30 s\n");
    assert_eq!(
        rows(&totp("uri parse --json").stdin(&uri).run())[0]["account"],
        "a\u{1b}[31m\u{202e}b\nc"
    );
}
