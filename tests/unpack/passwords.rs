//! Damage is told from a wrong password wherever anything can tell, and is in doubt where nothing can.

use harness::data;

use crate::Place;

/// A byte of the contents of an encrypted archive is changed: what the right password gets, and what a wrong one.
fn damaged(name: &str, password: &str, at: usize, with_right: (i32, &str), with_wrong: &str) {
    let whole = std::fs::read(data("unpack/formats").join(name)).unwrap();
    let mut broken = whole.clone();
    broken[at] ^= 0x10;
    let file = format!("A.{}", name.rsplit_once('.').unwrap().1);
    let place = Place::new().with(&file, &whole).with("pw", password);
    let right = format!("{file} --password-file pw");
    place.unpack(&format!("test {right}")).run().status(0);
    for verb in ["test", "x -o o"] {
        let ran = place
            .unpack(&format!("{verb} {file}"))
            .env("UNPACK_PASSWORD", "wrong")
            .run();
        ran.status(6).stderr_has(with_wrong);
    }
    let place = place.with(&file, broken);
    for verb in ["test", "x -o o"] {
        let ran = place.unpack(&format!("{verb} {right}")).run();
        ran.status(with_right.0).stderr_has(with_right.1);
        if with_right.0 == 3 {
            assert!(!ran.stderr_text().contains("password"), "{}", ran.stderr_text());
        }
    }
    assert!(place.tree("o").is_empty(), "{name}");
}

/// An archive whose password is `pass w0rd`.
fn locked() -> Place {
    let locked = std::fs::read(data("unpack/formats/headers-encrypted.7z")).unwrap();
    Place::new().with("A.7z", locked)
}

#[test]
fn standard_input_holds_a_password_or_something_to_read() {
    let place = locked().with("l", "A.7z\n");
    for words in [
        "test - --password-stdin",
        "test --password-stdin",
        "test A.7z - --password-stdin",
        "x --files-from - -o o --password-stdin",
        "cat - t/a.txt --password-stdin",
        "diff A.7z - --password-stdin",
        "search x - --password-stdin",
        "repack - out.zip --password-stdin",
    ] {
        let ran = place.unpack(words).stdin("pass w0rd\n").run();
        ran.status(2).stdout("").stderr_has("standard input cannot hold");
    }
    for words in [
        "test A.7z --password-stdin",
        "x --files-from l -o o --password-stdin",
    ] {
        place.unpack(words).stdin("pass w0rd\r\nnot this").run().status(0);
    }
}

#[test]
fn a_password_ends_with_its_line() {
    let place = locked()
        .with("long", "x".repeat(1 << 20))
        .with("pw", "pass w0rd\nmore");
    place.unpack("test A.7z --password-file pw").run().status(0);
    // It has no end; the line has.
    place
        .unpack("test A.7z --password-file /dev/zero")
        .run()
        .status(3);
    let ran = place.unpack("test A.7z --password-file long").run();
    ran.status(3).stderr_has("too long for a password");
    place.unpack("test A.7z --password-file .").run().status(3);
}

const NOT: &str = "the password does not open it\n";
const OR: &str = "the password does not open it, or it is damaged";

#[test]
fn a_zip_in_aes_has_a_check_value_and_an_authentication_code() {
    // WinZip AE-2: salt (16) and check value (2) behind the local header, then the contents and their code.
    let contents = 30 + 1 + 11 + 18;
    damaged("aes.zip", "secret", contents + 3, (3, "authentication code"), NOT);
}

#[test]
fn version_5_of_rar_has_a_check_value() {
    damaged(
        "v5-password.rar",
        "password",
        180,
        (3, "hello.txt: damaged data"),
        NOT,
    );
}

#[test]
fn encrypted_headers_that_could_be_read_prove_the_password() {
    let data = (3, "hello.txt: damaged data");
    damaged("v3-headers-password.rar", "password", 100, data, OR);
    // Contents first, then the header, of which nothing but its own contents tells whether it was opened.
    damaged(
        "headers-encrypted.7z",
        "pass w0rd",
        40,
        (3, "t/a.txt: damaged data"),
        OR,
    );
    damaged("headers-encrypted.7z", "pass w0rd", 150, (6, OR), OR);
}

#[test]
fn one_member_without_a_check_value_is_in_doubt() {
    damaged("v3-password.rar", "password", 80, (6, OR), OR);
}

#[test]
fn an_empty_variable_is_no_password() {
    let bytes = std::fs::read(data("unpack/formats/aes.zip")).unwrap();
    let place = Place::new().with("aes.zip", bytes);
    place
        .unpack("x aes.zip")
        .env("UNPACK_PASSWORD", "")
        .run()
        .status(6)
        .stderr_has("no password given");
}
