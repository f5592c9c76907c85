//! Secrets: as typed, where they come from, and that they stay secret.

use harness::temp_dir;

use crate::{RFC, rows, totp};

#[test]
fn secrets_as_typed_are_read() {
    for text in [
        "gezd gnbv gy3t qojq gezd gnbv gy3t qojq\n",
        "GEZD-GNBV-GY3T-QOJQ-GEZD-GNBV-GY3T-QOJQ====\r\n\n\n",
        "\u{feff}GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ%3D%3d",
        "GEZDGNBV\u{200b}GY3TQOJQ\u{3000}GEZDGNBVGY3TQOJQ",
        "otpauth://totp/x?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    ] {
        totp("now --at @59")
            .stdin(text)
            .run()
            .status(0)
            .stdout("287082\n");
    }
    let utf16: Vec<u8> = std::iter::once(0xFEFF)
        .chain(RFC.encode_utf16())
        .flat_map(u16::to_le_bytes)
        .collect();
    totp("now --at @59")
        .stdin(utf16)
        .run()
        .status(0)
        .stdout("287082\n");
}

#[test]
fn bad_secrets_are_refused_by_place_and_never_shown() {
    for (text, pos) in [
        ("GEZDGNBVGY3TQOJ1", Some(16)),
        ("gezd gnbv 9y3t qojq", Some(11)),
        ("密钥GEZDGNBV", Some(1)),
        ("GEZD\0GNBV", Some(5)),
        ("", None),
        ("====", None),
        ("GEZ", None),
        ("GEZDGNBVGY3TQOJQ\nGEZDGNBVGY3TQOJQ\n", None),
    ] {
        let ran = totp("now --json").stdin(text).run();
        ran.status(2);
        let error = &rows(&ran)[0]["error"];
        assert_eq!(error["kind"], "bad_secret", "{text:?}");
        assert_eq!(error["pos"].as_u64(), pos, "{text:?}");
        let all = ran.stdout_text() + &ran.stderr_text();
        assert!(text.len() < 8 || !all.contains(text.trim()), "{all}");
    }
}

#[test]
fn a_secret_comes_from_a_file_or_the_environment() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("key"), RFC).unwrap();
    totp("now @key --at @59")
        .current_dir(dir.path())
        .run()
        .stdout("287082\n");
    totp("now --env KEY --at @59")
        .env("KEY", RFC)
        .run()
        .stdout("287082\n");
    totp("now --fd 0 --at @59").stdin(RFC).run().stdout("287082\n");
    totp("now --env NOTHING").run().status(2).stderr_has("NOTHING");
    totp("now @gone")
        .current_dir(dir.path())
        .run()
        .status(3)
        .stderr_has("gone");
    totp("now nobody")
        .current_dir(dir.path())
        .run()
        .status(2)
        .stderr_has("nobody");
}

#[test]
fn a_secret_in_the_arguments_is_refused_and_not_repeated() {
    let uri = format!("otpauth://totp/x?secret={RFC}");
    for words in [
        "now KEY",
        "now URI",
        "verify KEY 123456",
        "qr URI",
        "uri build KEY",
        "uri parse URI",
        "add x KEY",
        "add x URI",
        "now --secret KEY",
        "now --secret=KEY",
        "scan URI",
        "nonsense KEY",
    ] {
        for key in [RFC.to_owned(), RFC.to_lowercase()] {
            let ran = totp(&words.replace("KEY", &key).replace("URI", &uri)).run();
            ran.status(2)
                .stdout("")
                .stderr_has("never taken from the command line");
            assert!(!ran.stderr_text().contains(&key), "{words}");
        }
    }
}

#[test]
fn new_makes_random_secrets_of_the_length_asked() {
    let one = totp("new").run();
    let two = totp("new").run();
    assert_ne!(one.stdout_text(), two.stdout_text());
    let text = one.status(0).stdout_text();
    assert!(
        text.len() == 33
            && text
                .trim_end()
                .bytes()
                .all(|b| matches!(b, b'A'..=b'Z' | b'2'..=b'7')),
        "{text}"
    );
    assert_eq!(totp("new --bits 256").run().stdout_text().trim_end().len(), 52);
    totp("new --bits 80").run().status(2);
}

#[test]
fn a_secret_with_a_slip_in_the_arguments_is_never_repeated() {
    for arguments in [
        &["now", "GEZDGNBV1Y3TQOJQ"][..],
        &["now", "GEZDGNBV"],
        &["now", "gezd gnbv gy3t qojq"],
        &["now", "GEZD-GNBV-GY3T-QOJQ"],
        &["now", "GEZDGNBV!Y3TQOJQ"],
        &["now", "--hex", "3132333435363738393a"],
        &["now", "--digits", "GEZDGNBVGY3TQOJQ"],
        &["now", "--digits=GEZDGNBVGY3TQOJQ"],
        &["now", "--fd", "GEZDGNBVGY3TQOJQ"],
        &["now", "--env", "GEZDGNBVGY3TQOJQ"],
        &["now", "--GEZDGNBVGY3TQOJQ"],
        &["GEZDGNBV"],
    ] {
        let ran = harness::tool("totp").args(arguments).run();
        ran.status(2);
        let secret = arguments.last().unwrap().trim_start_matches("--digits=");
        let core = secret.trim_start_matches('-');
        assert!(!ran.stderr_text().contains(core), "{ran}");
    }
    harness::tool("totp")
        .args(["now", "gezd gnbv gy3t qojq"])
        .run()
        .stderr_has("pipe it");
}
