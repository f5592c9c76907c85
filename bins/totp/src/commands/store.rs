//! totp init, totp add: the store of entries.

use std::io;

use shared::run::Problem;
use totp::store::{self, Stored};

use super::given;
use super::uri::named;
use crate::cli::{Add, Init};
use crate::source;

pub(super) fn init(args: &Init) -> Result<(), Problem> {
    let path = source::store_path(&args.store)?;
    let identity = source::identity_path(&args.store)?;
    store::init(&path, &identity).map_err(|e| match e.kind() {
        io::ErrorKind::AlreadyExists => Problem::usage(e.to_string()).at(&path),
        _ => Problem::io(&path, &e),
    })
}

pub(super) fn add(args: &Add) -> Result<(), Problem> {
    if args.entry.is_empty() {
        return Err(Problem::usage("an entry needs a name"));
    }
    let settings = named(args.flags.settings(), &args.names);
    let got = given(
        source::read(args.source.source.as_deref(), &args.source.other, &settings),
        false,
    )?;
    let place = &args.source.other.store;
    let path = source::store_path(place)?;
    let mut store = source::open(&path, &source::identity_path(place)?)?;
    let taken = || Problem::usage(format!("{}: there is an entry of that name", args.entry));
    store
        .change(|entries| {
            if entries.iter().any(|e| e.name == args.entry) {
                return Err(Change::Refused(taken()));
            }
            entries.push(Stored {
                name: args.entry.clone(),
                entry: got.entry.clone(),
            });
            Ok(())
        })
        .map_err(|change| match change {
            Change::Refused(problem) => problem,
            Change::Failed(error) => Problem::io(&path, &error),
        })
}

/// Why a change was not made.
enum Change {
    Refused(Problem),
    Failed(io::Error),
}

impl From<io::Error> for Change {
    fn from(error: io::Error) -> Self {
        Self::Failed(error)
    }
}
