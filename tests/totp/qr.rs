//! `qr` and `scan`.

use harness::temp_dir;

use crate::{RFC, rows, totp};

#[test]
fn scan_reads_what_qr_draws() {
    let dir = temp_dir();
    let uri = "otpauth://totp/Secure%20App:alice%40google.com?secret=BASE32SECRET3232&issuer=Secure%20App";
    for flags in ["--ecc L --scale 2", "--ecc H --scale 4", "--invert", "--scale 3"] {
        totp(&format!("qr - -o a.png --force {flags}"))
            .current_dir(dir.path())
            .stdin(uri)
            .run()
            .status(0)
            .stdout("");
        totp("scan a.png")
            .current_dir(dir.path())
            .run()
            .status(0)
            .stdout(format!("{uri}\n"));
    }
    let ran = totp("scan --json a.png").current_dir(dir.path()).run();
    let row = &rows(&ran)[0];
    assert_eq!(
        (row["path"].as_str(), row["kind"].as_str(), row["text"].as_str()),
        (Some("a.png"), Some("otpauth"), Some(uri))
    );
}

#[test]
fn a_bare_secret_needs_a_name_and_an_existing_file_stays() {
    let dir = temp_dir();
    totp("qr - -o a.png")
        .current_dir(dir.path())
        .stdin(RFC)
        .run()
        .status(2)
        .stderr_has("--name");
    std::fs::write(dir.path().join("a.png"), "mine").unwrap();
    totp("qr - -o a.png --name me")
        .current_dir(dir.path())
        .stdin(RFC)
        .run()
        .status(3)
        .stderr_has("a.png");
    assert_eq!(std::fs::read(dir.path().join("a.png")).unwrap(), b"mine");
    totp("qr - -o a.gif --name me")
        .current_dir(dir.path())
        .stdin(RFC)
        .run()
        .status(2);
}

#[test]
fn a_terminal_gets_blocks_with_a_light_border() {
    let ran = totp("qr - --name me").stdin(RFC).run();
    let text = ran.status(0).stdout_text();
    let lines: Vec<&str> = text.lines().collect();
    let width = lines[0].chars().count();
    assert!(
        lines[0].chars().all(|c| c == '█') && lines[1].chars().all(|c| c == '█'),
        "four light modules above"
    );
    // The number of modules is odd, so the last line has upper halves only.
    let (last, others) = lines.split_last().unwrap();
    assert!(last.chars().count() == width && last.chars().all(|c| c == '▀'));
    assert!(
        others
            .iter()
            .all(|l| l.chars().count() == width && l.starts_with("████") && l.ends_with("████"))
    );
}

#[test]
fn svg_draws_as_many_modules_as_png() {
    let dir = temp_dir();
    totp("qr - --name me -o a.svg")
        .current_dir(dir.path())
        .stdin(RFC)
        .run()
        .status(0);
    let svg = std::fs::read_to_string(dir.path().join("a.svg")).unwrap();
    assert!(svg.starts_with("<svg xmlns=") && svg.trim_end().ends_with("</svg>"));
    let terminal = totp("qr - --name me").stdin(RFC).run().stdout_text();
    let dark: usize = terminal
        .chars()
        .map(|c| match c {
            ' ' => 2,
            '▀' | '▄' => 1,
            _ => 0,
        })
        .sum();
    // The last line of blocks has no lower half when the number of modules is odd.
    let odd = terminal
        .lines()
        .last()
        .unwrap()
        .chars()
        .filter(|c| matches!(c, '▀' | ' '))
        .count();
    assert_eq!(svg.matches("h1v1h-1z").count(), dark - odd);
}

#[test]
fn what_is_no_picture_is_told_in_one_line() {
    let dir = temp_dir();
    for (name, bytes) in [
        ("empty.png", b"".as_slice()),
        ("text.jpg", b"hello"),
        ("cut.png", b"\x89PNG\r\n\x1a\n\0\0"),
        ("x.svg", b"<svg/>"),
    ] {
        std::fs::write(dir.path().join(name), bytes).unwrap();
        let ran = totp(&format!("scan {name}")).current_dir(dir.path()).run();
        ran.status(3).stdout("").stderr_has(name);
        assert_eq!(ran.stderr_text().lines().count(), 1);
    }
}

/// A picture of a secret is a secret.
#[test]
fn only_the_owner_may_read_a_picture() {
    use std::os::unix::fs::PermissionsExt;
    let dir = temp_dir();
    let picture = dir.path().join("a.png");
    std::fs::write(&picture, "").unwrap();
    std::fs::set_permissions(&picture, std::fs::Permissions::from_mode(0o644)).unwrap();
    for arguments in ["qr - --name a -o a.svg", "qr - --name a -o a.png --force"] {
        totp(arguments).current_dir(dir.path()).stdin(RFC).run().status(0);
    }
    for name in ["a.svg", "a.png"] {
        let mode = dir.path().join(name).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{name}");
    }
}

#[test]
fn a_picture_that_is_not_there_is_told_in_plain_words() {
    totp("scan nowhere.png")
        .run()
        .status(3)
        .stderr("totp: nowhere.png: No such file or directory\n");
}
