//! totp verify: is the code right, and was it not used before?

use std::path::PathBuf;

use shared::output::Out;
use shared::run::{Problem, Reporter, Status};
use totp::check::{self, Hit, Window};
use totp::code::Typed;
use totp::entry::{Entry, Kind, Secret};
use totp::moment;
use totp::state::{self, Key, LockOut, Record, Verdict};

use super::{BARRED, given, warn};
use crate::cli::Verify;
use crate::render::CheckRow;
use crate::source::{self, Failure};

/// Wrong codes in a row before a stored entry is locked out.
const FAILS_OF_USERS: u32 = 10;
/// The first lock-out, in seconds.
const LOCK_SECONDS: u64 = 300;
/// Counters looked ahead where a state remembers the last one.
const LOOK_AHEAD: u32 = 10;

/// Whose code is checked.
struct Subject {
    entry: Entry,
    key: Key,
    state: Option<PathBuf>,
    /// Nobody: no code is right.
    stranger: bool,
}

pub(super) fn verify(args: &Verify, reporter: &mut Reporter) -> Result<(), Problem> {
    let (subject, typed) = subject_and_code(args)?;
    let entry = &subject.entry;
    if subject.state.is_none() && (args.max_fails.is_some() || args.lock_for.is_some()) {
        return Err(Problem::usage(
            "--max-fails and --lock-for need --state FILE or --user (nothing else remembers wrong codes)",
        ));
    }
    // Of a user it must not be told what kind of entry is stored, or whether there is one.
    if args.look_ahead.is_some() && entry.kind != Kind::Hotp && args.user.is_none() {
        return Err(Problem::usage(
            "--look-ahead is for counters (--hotp); for time steps there are --window, --past and --future",
        ));
    }
    if args.verbose && !subject.stranger {
        warn(entry, reporter);
    }
    let at = args
        .at
        .map_or_else(moment::now, Ok)
        .map_err(|fault| source::problem(&fault))?;
    let typed = Typed::read(&typed, entry.kind);
    let lock_out = LockOut {
        max_fails: args
            .max_fails
            .unwrap_or(if args.user.is_some() { FAILS_OF_USERS } else { 0 }),
        seconds: args.lock_for.unwrap_or(LOCK_SECONDS),
    };
    let expected = given(entry.step(at).map_err(Failure::Fault), args.json)?;
    let decide = |record: &mut Record| {
        let hit = look(args, &subject, &typed, expected, record).filter(|_| !subject.stranger);
        let verdict = record.offer(hit.map(|h| h.step), at, lock_out);
        (verdict, hit, record.fails)
    };
    let (verdict, hit, fails) = match &subject.state {
        Some(path) => {
            // Nothing is said before this is on the disk.
            let (verdict, hit, fails) =
                state::update(path, &subject.key, decide).map_err(|e| Problem::io(path, &e))?;
            (verdict, hit, Some(fails))
        }
        None => {
            let (verdict, hit, _) = decide(&mut Record::default());
            (verdict, hit, None)
        }
    };
    let (reason, problem) = match verdict {
        Verdict::Match => ("match", None),
        Verdict::Mismatch => ("mismatch", Some(Problem::new(Status::NO, "wrong code"))),
        Verdict::Replayed => (
            "replayed",
            Some(Problem::new(BARRED, "this code, or a later one, was used before")),
        ),
        Verdict::Locked => (
            "locked",
            Some(Problem::new(BARRED, "too many wrong codes: locked for a while")),
        ),
    };
    if args.json {
        let hit = hit.filter(|_| verdict != Verdict::Locked);
        let mut out = Out::stdout();
        out.json(&CheckRow::new(entry, reason, hit, fails))?;
        out.finish()?;
    }
    if let Some(problem) = problem {
        reporter.report(problem);
    }
    Ok(())
}

/// Looks for the code where it may be.
fn look(args: &Verify, subject: &Subject, typed: &Typed, expected: u64, record: &Record) -> Option<Hit> {
    let entry = &subject.entry;
    if entry.kind != Kind::Hotp {
        let both = args.window.unwrap_or(1);
        let one_sided = args.past.is_some() || args.future.is_some();
        let side = |own: Option<u32>| if one_sided { own.unwrap_or(0) } else { both };
        let window = Window {
            past: side(args.past),
            future: side(args.future),
        };
        return check::find(entry, typed, expected, window);
    }
    let ahead = args
        .look_ahead
        .unwrap_or(if subject.state.is_some() { LOOK_AHEAD } else { 0 });
    let next = record
        .last
        .map_or(expected, |last| expected.max(last.saturating_add(1)));
    let fresh = check::find(
        entry,
        typed,
        next,
        Window {
            past: 0,
            future: ahead,
        },
    );
    // Counters passed before: a code of theirs is a replay, not a wrong code.
    let passed = check::find(
        entry,
        typed,
        next,
        Window {
            past: ahead,
            future: 0,
        },
    )
    .filter(|_| subject.state.is_some());
    fresh.or(passed.filter(|h| record.last.is_some_and(|last| h.step <= last)))
}

fn subject_and_code(args: &Verify) -> Result<(Subject, String), Problem> {
    let elsewhere = args.user.is_some() || args.other.env.is_some() || args.other.fd.is_some();
    let (source, code) = match (args.arguments.as_slice(), elsewhere) {
        ([code], true) => (None, code),
        ([source, code], false) => (Some(source.as_str()), code),
        (_, true) => {
            return Err(Problem::usage(
                "with --user, --env or --fd the only argument is CODE",
            ));
        }
        _ => return Err(Problem::usage("verify needs a SOURCE and a CODE")),
    };
    if code == "-" && source == Some("-") {
        return Err(Problem::usage(
            "standard input cannot give both the secret and the code",
        ));
    }
    let subject = match &args.user {
        Some(user) => stored_user(args, user)?,
        None => {
            let read = source::read(source, &args.other, &args.flags.settings());
            let got = given(read, args.json)?;
            let (key, state) = match &got.name {
                Some(name) => (Key::of_entry(name), state_path(args, true)?),
                None => (Key::of_secret(got.entry.secret.bytes()), state_path(args, false)?),
            };
            Subject {
                entry: got.entry,
                key,
                state,
                stranger: false,
            }
        }
    };
    let code = if code == "-" {
        let bytes = source::stdin()?;
        String::from_utf8_lossy(&bytes).into_owned()
    } else {
        code.clone()
    };
    Ok((subject, code))
}

/// The stored entry of a user; for a name that is not there somebody with another secret and the same amount of work.
fn stored_user(args: &Verify, user: &str) -> Result<Subject, Problem> {
    let store = source::open(
        &source::store_path(&args.other.store)?,
        &source::identity_path(&args.other.store)?,
    )?;
    let state = state_path(args, true)?;
    let (mut entry, key, stranger) = match store.find(user) {
        Some(entry) => (entry.clone(), Key::of_entry(user), false),
        None => {
            let nobody = Secret::new(vec![0x5A; 20]).ok_or_else(|| Problem::usage("no such user"))?;
            (Entry::new(nobody), Key::of_stranger(user), true)
        }
    };
    let applied = args.flags.settings().apply(&mut entry);
    given(applied.map_err(Failure::Fault), args.json)?;
    Ok(Subject {
        entry,
        key,
        state,
        stranger,
    })
}

/// Where accepted codes are remembered: as asked, and for stored entries beside the store.
fn state_path(args: &Verify, stored: bool) -> Result<Option<PathBuf>, Problem> {
    match &args.state {
        Some(path) => Ok(Some(path.clone())),
        None if stored && !args.no_state => Ok(Some(
            source::store_path(&args.other.store)?.with_file_name("state"),
        )),
        None => Ok(None),
    }
}
