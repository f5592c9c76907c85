//! `verify`: windows, typed codes, the replay guard.

use harness::temp_dir;
use serde_json::json;

use crate::{RFC, rows, totp};

/// The code 492039 of PyOTP's README belongs to the step that begins at 1757885670; one step to either side counts.
#[test]
fn the_window_reaches_one_step_to_either_side() {
    for (at, status) in [
        (1757885639, 1),
        (1757885640, 0),
        (1757885670, 0),
        (1757885729, 0),
        (1757885730, 1),
    ] {
        totp(&format!("verify - 492039 --window 1 --at @{at}"))
            .stdin("base32secret3232")
            .run()
            .status(status)
            .stdout("");
    }
    totp("verify - 492039 --window 0 --at @1757885700")
        .stdin("base32secret3232")
        .run()
        .status(1)
        .stderr("totp: wrong code\n");
}

#[test]
fn drift_has_a_sign() {
    // RFC 4226 appendix D: 287082 is step 1, seen from step 2 (at 89) and from step 0 (at 29).
    for (at, drift) in [(89, -1), (29, 1), (59, 0)] {
        let ran = totp(&format!("verify - 287082 --json --at @{at}"))
            .stdin(RFC)
            .run();
        let want = json!({"v": 1, "ok": true, "reason": "match", "step": 1, "drift_steps": drift, "drift_s": drift * 30, "fails": null});
        assert_eq!(rows(&ran), [want]);
    }
    totp("verify - 287082 --past 0 --future 1 --at @89")
        .stdin(RFC)
        .run()
        .status(1);
    totp("verify - 287082 --past 1 --at @89")
        .stdin(RFC)
        .run()
        .status(0);
}

#[test]
fn codes_are_read_as_people_type_them() {
    for code in ["287 082", "287-082", "２８７０８２", "٢٨٧٠٨٢", "  287082 "] {
        harness::tool("totp")
            .args(["verify", "-", code, "--at", "@59"])
            .stdin(RFC)
            .run()
            .status(0);
    }
    for code in ["28708", "2870820", "28708a", "0287082", "+87082"] {
        let ran = harness::tool("totp")
            .args(["verify", "-", code, "--at", "@59"])
            .stdin(RFC)
            .run();
        ran.status(1).stderr("totp: wrong code\n");
    }
}

#[test]
fn a_code_is_accepted_once() {
    let dir = temp_dir();
    let at = |words: &str| {
        totp(&format!("verify - {words} --state s"))
            .current_dir(dir.path())
            .stdin(RFC)
            .run()
    };
    at("287082 --at @59").status(0);
    at("287082 --at @59").status(4).stderr_has("used before");
    at("755224 --at @59").status(4);
    at("359152 --at @61").status(0);
    let text = std::fs::read_to_string(dir.path().join("s")).unwrap();
    assert!(
        !text.contains(RFC) && text.starts_with("totp-state v1 "),
        "{text}"
    );
}

#[test]
fn wrong_codes_lock_out_for_a_while() {
    let dir = temp_dir();
    let at = |words: &str| {
        totp(&format!("verify - {words} --state s --max-fails 2 --lock-for 60"))
            .current_dir(dir.path())
            .stdin(RFC)
            .run()
    };
    at("000000 --at @59").status(1);
    at("000000 --at @59").status(1);
    let ran = at("287082 --at @59 --json");
    ran.status(4);
    assert_eq!(rows(&ran)[0]["reason"], "locked");
    // RFC 6238: 119 lies in step 3, whose code is that of counter 3.
    at("969429 --at @119").status(0);
}

#[test]
fn a_broken_state_is_never_a_match_and_is_left_alone() {
    let dir = temp_dir();
    for bytes in [
        b"".as_slice(),
        b"totp-state v1 00\n",
        b"noise",
        b"totp-state v999 x\n",
    ] {
        std::fs::write(dir.path().join("s"), bytes).unwrap();
        totp("verify - 287082 --at @59 --state s")
            .current_dir(dir.path())
            .stdin(RFC)
            .run()
            .status(3)
            .stdout("");
        assert_eq!(std::fs::read(dir.path().join("s")).unwrap(), bytes);
    }
    for path in ["/dev/null", "/dev/full", "/", "no/such/folder/s"] {
        totp(&format!("verify - 287082 --at @59 --state {path}"))
            .current_dir(dir.path())
            .stdin(RFC)
            .run()
            .status(3);
    }
}

#[test]
fn counters_move_on_with_the_state() {
    let dir = temp_dir();
    let hotp = |code: &str| {
        totp(&format!(
            "verify - {code} --hotp --counter 0 --look-ahead 10 --state s"
        ))
        .current_dir(dir.path())
        .stdin(RFC)
        .run()
    };
    hotp("969429").status(0); // counter 3
    hotp("969429").status(4);
    hotp("359152").status(4); // counter 2
    hotp("254676").status(0); // counter 5
    hotp("000000").status(1);
}

#[test]
fn one_argument_too_few_or_too_many_is_a_usage_error() {
    totp("verify -").stdin(RFC).run().status(2);
    totp("verify - -").stdin(RFC).run().status(2);
    totp("verify --env K - 123456").env("K", RFC).run().status(2);
}

/// One state under two names is one state.
#[test]
fn a_code_is_used_up_under_every_name_of_the_state() {
    let dir = temp_dir();
    let check = |state: &str| {
        totp(&format!("verify - 287082 --at @59 --state {state}"))
            .current_dir(dir.path())
            .stdin(RFC)
            .run()
    };
    check("state").status(0);
    std::os::unix::fs::symlink("state", dir.path().join("link")).unwrap();
    check("link").status(4);
    assert!(dir.path().join("link").is_symlink());
    std::os::unix::fs::symlink("nothing", dir.path().join("dangling")).unwrap();
    check("dangling").status(3).stderr_has("symbolic link");
    std::fs::hard_link(dir.path().join("state"), dir.path().join("twin")).unwrap();
    check("twin").status(3).stderr_has("hard link");
}

#[test]
fn a_state_that_is_empty_says_how_to_start_anew() {
    let dir = temp_dir();
    std::fs::write(dir.path().join("state"), "").unwrap();
    totp("verify - 287082 --at @59 --state state")
        .current_dir(dir.path())
        .stdin(RFC)
        .run()
        .status(3)
        .stderr_has("remove it to start anew");
}

#[test]
fn flags_that_would_do_nothing_are_refused() {
    for (flags, advice) in [
        ("--max-fails 3", "--state"),
        ("--lock-for 60", "--state"),
        ("--look-ahead 5", "--window"),
    ] {
        totp(&format!("verify - 287082 --at @59 {flags}"))
            .stdin(RFC)
            .run()
            .status(2)
            .stderr_has(advice);
    }
}

#[test]
fn a_negative_number_is_refused_as_a_number() {
    let ran = totp("now - --digits -1").stdin(RFC).run();
    ran.status(2).stderr_has("--digits");
    assert!(!ran.stderr_text().contains("-- -1"), "{ran}");
}
