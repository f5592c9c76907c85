//! `now`: codes of a moment, a counter, a batch.

use serde_json::json;

use crate::{RFC, rows, totp};

/// RFC 6238, appendix B; the seeds for SHA256 and SHA512 are the same digits, repeated to 32 and 64 bytes.
#[test]
fn rfc_6238_vectors() {
    let digits = "12345678901234567890".repeat(4);
    let table = [
        (
            20,
            "SHA1",
            [
                "94287082", "07081804", "14050471", "89005924", "69279037", "65353130",
            ],
        ),
        (
            32,
            "SHA256",
            [
                "46119246", "68084774", "67062674", "91819424", "90698825", "77737706",
            ],
        ),
        (
            64,
            "SHA512",
            [
                "90693936", "25091201", "99943326", "93441116", "38618901", "47863826",
            ],
        ),
    ];
    let moments = [
        59_u64,
        1_111_111_109,
        1_111_111_111,
        1_234_567_890,
        2_000_000_000,
        20_000_000_000,
    ];
    for (length, algo, codes) in table {
        let hex: String = digits.bytes().take(length).map(|b| format!("{b:02x}")).collect();
        for (at, code) in moments.into_iter().zip(codes) {
            totp(&format!("now - --hex --digits 8 --algo {algo} --at @{at}"))
                .stdin(&hex)
                .run()
                .status(0)
                .stdout(format!("{code}\n"))
                .stderr_empty();
        }
    }
}

/// RFC 4226, appendix D.
#[test]
fn rfc_4226_vectors() {
    for (counter, code) in ["755224", "287082", "359152", "969429", "338314"]
        .into_iter()
        .enumerate()
    {
        totp(&format!("now --hotp --counter {counter}"))
            .stdin(RFC)
            .run()
            .stdout(format!("{code}\n"));
    }
}

#[test]
fn moments_in_all_forms_are_the_same_moment() {
    for at in [
        "@59",
        "1970-01-01T00:00:59Z",
        "1970-01-01 08:00:59+08:00",
        "1970-01-01 00:00:59",
    ] {
        harness::tool("totp")
            .args(["now", "-", "--at", at])
            .stdin(RFC)
            .run()
            .stdout("287082\n");
    }
    harness::tool("totp")
        .args(["now", "-", "--at", "1970-01-01 08:00:59"])
        .env("TZ", "Asia/Shanghai")
        .stdin(RFC)
        .run()
        .stdout("287082\n");
}

#[test]
fn left_next_and_min_left_know_the_edge_of_a_step() {
    totp("now --at @59 --left").stdin(RFC).run().stdout("287082\t1\n");
    totp("now --at @59 --next").stdin(RFC).run().stdout("359152\n");
    totp("now --at @59 --min-left 5")
        .stdin(RFC)
        .run()
        .stdout("359152\n");
    totp("now --at @50 --min-left 5")
        .stdin(RFC)
        .run()
        .stdout("287082\n");
    totp("now --min-left 31")
        .stdin(RFC)
        .run()
        .status(2)
        .stderr_has("min-left");
}

#[test]
fn json_has_these_keys() {
    let ran = totp("now --at @59 --json").stdin(RFC).run();
    ran.status(0);
    let want = json!({"v": 1, "type": "totp", "code": "287082", "step": 1, "period": 30, "left": 1,
                      "at": "1970-01-01T00:00:59Z", "algo": "SHA1", "digits": 6});
    assert_eq!(rows(&ran), [want]);
}

#[test]
fn bad_settings_are_usage_errors() {
    for flags in [
        "--digits 0",
        "--digits 11",
        "--digits 6.0",
        "--period 0",
        "--period 30s",
        "--algo MD5",
        "--at @-1",
        "--at yesterday",
        "--at @99999999999999999999",
        "--counter 1",
        "--steam --digits 6",
        "--steam --hotp",
    ] {
        totp(&format!("now - {flags}"))
            .stdin(RFC)
            .run()
            .status(2)
            .stdout("");
    }
}

#[test]
fn a_batch_answers_every_row_in_its_place() {
    let input = format!(
        "{RFC}\t59\t8\nA\t59\n\n{RFC}\t@1\t\t\t\thotp\r\n{{\"secret\":\"{RFC}\",\"at\":59}}\n{RFC}\tnever\n"
    );
    let ran = totp("now --batch").stdin(&input).run();
    ran.status(2).stdout("94287082\n\n\n287082\n287082\n\n");
    for line in [2, 3, 6] {
        ran.stderr_has(&format!("totp: -:{line}: "));
    }
    let ran = totp("now --batch --json").stdin(&input).run();
    let all = rows(&ran);
    assert_eq!(
        all.iter()
            .map(|row| row["line"].as_u64().unwrap())
            .collect::<Vec<_>>(),
        [1, 2, 3, 4, 5, 6]
    );
    assert_eq!(all[1]["error"]["kind"], "bad_secret");
    assert_eq!(all[5]["error"]["field"], "at");
}

#[test]
fn bytes_that_are_no_text_spoil_only_their_row() {
    let input = [b"\xff\xfe\n".as_slice(), RFC.as_bytes(), b"\t59\n"].concat();
    totp("now --batch")
        .stdin(input)
        .run()
        .status(2)
        .stdout("\n287082\n");
}

#[test]
fn a_steam_code_has_five_of_steams_symbols() {
    let ran = totp("now --steam --at @59").stdin(RFC).run();
    let code = ran.stdout_text();
    assert!(
        code.trim_end().len() == 5
            && code
                .trim_end()
                .chars()
                .all(|c| "23456789BCDFGHJKMNPQRTVWXY".contains(c)),
        "{code}"
    );
}
