//! The store: made, filled, used for a login.

use std::os::unix::fs::PermissionsExt;

use harness::{Run, TempDir, temp_dir};

use crate::{RFC, totp};

struct Home(TempDir);

impl Home {
    /// A fresh store with its identity.
    fn new() -> Self {
        let home = Self(temp_dir());
        home.totp("init --identity id.txt")
            .run()
            .status(0)
            .stdout("")
            .stderr_empty();
        home
    }

    fn totp(&self, words: &str) -> Run {
        totp(words)
            .env("XDG_DATA_HOME", self.0.path())
            .env("TOTP_IDENTITY", self.0.path().join("id.txt"))
            .current_dir(self.0.path())
    }
}

#[test]
fn a_store_is_a_private_age_file() {
    let home = Home::new();
    for file in ["totp/store.age", "id.txt"] {
        let mode = home.0.path().join(file).metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o777, 0o600, "{file}");
    }
    let bytes = std::fs::read(home.0.path().join("totp/store.age")).unwrap();
    assert!(bytes.starts_with(b"age-encryption.org/v1"));
    home.totp("init --identity id.txt")
        .run()
        .status(2)
        .stderr_has("already");
}

#[test]
fn a_login_takes_a_code_once() {
    let home = Home::new();
    home.totp("add alice").stdin(RFC).run().status(0).stdout("");
    home.totp("add alice")
        .stdin(RFC)
        .run()
        .status(2)
        .stderr_has("alice");
    home.totp("now alice --at @59").run().stdout("287082\n");
    let wrong = home.totp("verify --user alice 000000 --at @59").run();
    wrong.status(1).stdout("");
    // Somebody who is not there looks the same.
    home.totp("verify --user mallory 287082 --at @59")
        .run()
        .status(1)
        .stdout("")
        .stderr(&wrong.stderr_text());
    home.totp("verify --user alice - --at @59")
        .stdin("287082\n")
        .run()
        .status(0);
    home.totp("verify --user alice 287082 --at @59").run().status(4);
}

#[test]
fn ten_wrong_codes_lock_a_user_out() {
    let home = Home::new();
    home.totp("add alice").stdin(RFC).run().status(0);
    for _ in 0..10 {
        home.totp("verify --user alice 000000 --at @59").run().status(1);
    }
    home.totp("verify --user alice 287082 --at @59")
        .run()
        .status(4)
        .stderr_has("too many");
}

#[test]
fn a_store_that_others_may_read_or_that_is_damaged_is_refused() {
    let home = Home::new();
    home.totp("add alice").stdin(RFC).run().status(0);
    let path = home.0.path().join("totp/store.age");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o644)).unwrap();
    home.totp("now alice").run().status(3).stderr_has("chmod 600");
    std::fs::set_permissions(&path, PermissionsExt::from_mode(0o600)).unwrap();
    let whole = std::fs::read(&path).unwrap();
    std::fs::write(&path, &whole[..whole.len() - 20]).unwrap();
    home.totp("add bob").stdin(RFC).run().status(3);
    assert_eq!(std::fs::read(&path).unwrap(), &whole[..whole.len() - 20]);
    home.totp("verify --user alice 287082 --at @59").run().status(3);
}
