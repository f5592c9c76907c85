//! What extract would refuse or replace is marked by the verbs that only read, and changes none of their statuses.

use crate::Place;
use crate::archives::{file, gzip, hard, link, tar, zip};

const DIFFER: &str = "a: two entries of this path differ (extract refuses it)";
const LATER: &str = "a: twice in the archive, with other contents (extract takes the later one)";

/// Every verb that reads the archive `A` says this, once; or none of them says anything.
fn all_say(name: &str, bytes: &[u8], says: Option<&str>) {
    let place = Place::new().with(name, bytes);
    for (words, status) in [
        (format!("test {name}"), 0),
        (format!("test -j 2 {name}"), 0),
        (format!("test --json {name}"), 0),
        (format!("cat {name} a"), 0),
        (format!("search needle {name}"), 0),
        (format!("search -j 1 absent {name}"), 1),
    ] {
        let ran = place.unpack(&words).run();
        ran.status(status);
        match says {
            Some(says) => ran.stderr(&format!("unpack: {name}: {says}\n")),
            None => ran.stderr_empty(),
        };
        let words = words.replacen(' ', " -q ", 1);
        place.unpack(&words).run().status(status).stderr_empty();
    }
    let both = says.map(|says| format!("unpack: {name}: {says}\n").repeat(2));
    let ran = place.unpack(&format!("diff {name} {name}")).run();
    ran.status(0).stderr(&both.unwrap_or_default());
    let ran = place.unpack("test -").stdin(bytes).run();
    match says {
        Some(says) => ran.status(0).stderr(&format!("unpack: -: {says}\n")),
        None => ran.status(0).stderr_empty(),
    };
}

#[test]
fn two_members_of_one_name_with_other_bytes() {
    let all = [file("a", "one needle"), file("b", "2"), file("a", "other needle")];
    all_say("A.zip", &zip(&all), Some(DIFFER));
    all_say("A.tar", &tar(&all), Some(LATER));
    all_say("A.tar.gz", &gzip(&tar(&all)), Some(LATER));
    let replaced = [file("a", "one needle"), file("b", "needle two"), hard("a", "b")];
    all_say("A.tar", &tar(&replaced), Some(LATER));
}

#[test]
fn two_members_of_one_name_with_the_same_bytes_are_one() {
    let all = [file("a", "one needle"), file("a", "one needle")];
    all_say("A.zip", &zip(&all), None);
    all_say("A.tar", &tar(&all), None);
    all_say("A.tar.gz", &gzip(&tar(&all)), None);
}

#[test]
fn names_and_links_that_extract_refuses() {
    let place = Place::new()
        .with("A.zip", zip(&[file("../up", "needle"), file("a", "needle")]))
        .with("A.tar", tar(&[link("out", "/etc"), file("a", "needle")]));
    for (name, says) in [
        ("A.zip", "../up: path climbs with .. (extract refuses it)"),
        ("A.tar", "out: link with an absolute target (extract refuses it)"),
    ] {
        for words in ["list", "list --tree", "test", "search needle"] {
            let ran = place.unpack(&format!("{words} {name}")).run();
            ran.status(0).stderr(&format!("unpack: {name}: {says}\n"));
        }
        // The table and the rows say it themselves.
        let reason = says.split_once(": ").unwrap().1.split(" (").next().unwrap();
        place
            .unpack(&format!("list -l {name}"))
            .run()
            .status(0)
            .stderr_empty()
            .stdout_has(reason);
        place
            .unpack(&format!("list --json {name}"))
            .run()
            .status(0)
            .stderr_empty();
        // Of no matter to who does not ask for it.
        place
            .unpack(&format!("cat {name} a"))
            .run()
            .status(0)
            .stderr_empty();
        place
            .unpack(&format!("search needle {name} --include a"))
            .run()
            .status(0)
            .stderr_empty();
    }
    let ran = place.unpack("cat A.zip ../up").run();
    ran.status(0).stdout("needle").stderr_has("extract refuses it");
}
