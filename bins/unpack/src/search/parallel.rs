//! Several members at a time. What is found comes out in the order of the archive all the same: a thread that has found
//! much, or is done, waits until the members before its own are done.

use std::sync::mpsc::{SyncSender, sync_channel};
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};

use super::{Found, Lines, Pattern};
use crate::entry::{Body, Entry, Kind};
use crate::error::{Error, Result};
use crate::format::Archive;
use crate::select::Select;

/// A member may find so many bytes before it has to wait.
const ENOUGH: usize = 1 << 20;
/// Batches that may wait to be handed on.
const QUEUE: usize = 4;

/// Lines found in one member.
struct Batch {
    member: String,
    lines: Vec<(u64, String)>,
}

/// As [`super::search`]; `None` where the format or the number of threads allows no other way than one by one.
pub(super) fn search(
    archive: &Archive,
    pattern: &Pattern,
    select: &Select,
    threads: usize,
    found: &mut dyn FnMut(Found<'_>) -> Result<()>,
) -> Option<Result<()>> {
    let entries = archive.parallel().filter(|_| threads > 1)?;
    let turns = Turns::default();
    std::thread::scope(|scope| {
        let (say, said) = sync_channel(QUEUE);
        let turns = &turns;
        let work = scope.spawn(move || {
            entries.each(threads, &|index, entry, body| {
                let mut member = Member {
                    index,
                    turns,
                    say: &say,
                    batch: Batch {
                        member: entry.path().into_owned(),
                        lines: Vec::new(),
                    },
                    bytes: 0,
                };
                let done = member.search(pattern, select, entry, body);
                member.finish(done)
            })
        });
        let mut handed_on = Ok(());
        for batch in said {
            for (line, text) in &batch.lines {
                handed_on = found(Found {
                    member: &batch.member,
                    line: *line,
                    text,
                });
                if handed_on.is_err() {
                    break;
                }
            }
            if handed_on.is_err() {
                break;
            }
        }
        let done = work.join();
        Some(handed_on.and(done.unwrap_or_else(|_| Err(Error::corrupt("the search gave up")))))
    })
}

/// A member being searched.
struct Member<'a> {
    index: usize,
    turns: &'a Turns,
    say: &'a SyncSender<Batch>,
    batch: Batch,
    bytes: usize,
}

impl Member<'_> {
    fn search(
        &mut self,
        pattern: &Pattern,
        select: &Select,
        entry: &Entry,
        body: &mut dyn Body,
    ) -> Result<()> {
        if entry.kind != Kind::File || !select.wants(&entry.name) {
            return Ok(());
        }
        let path = entry.path();
        let mut add = |found: Found<'_>| {
            self.bytes += found.text.len();
            self.batch.lines.push((found.line, found.text.to_owned()));
            if self.bytes > ENOUGH {
                self.hand_on()
            } else {
                Ok(())
            }
        };
        let mut lines = Lines::new(pattern, &path, &mut add);
        body.drain(&mut |chunk| lines.feed(chunk))?;
        lines.finish()
    }

    /// Hands on what was found so far, when it is this member's turn.
    fn hand_on(&mut self) -> Result<()> {
        let stopped = self.turns.wait_for(self.index);
        self.bytes = 0;
        let lines = std::mem::take(&mut self.batch.lines);
        let batch = Batch {
            member: self.batch.member.clone(),
            lines,
        };
        if stopped || self.say.send(batch).is_err() {
            return Err(Error::Interrupted);
        }
        Ok(())
    }

    fn finish(&mut self, done: Result<()>) -> Result<()> {
        let handed_on = self.hand_on();
        self.turns.pass_on(done.is_err() || handed_on.is_err());
        done.and(handed_on)
    }
}

/// Whose turn it is to hand on what was found.
#[derive(Default)]
struct Turns {
    state: Mutex<State>,
    changed: Condvar,
}

#[derive(Default)]
struct State {
    turn: usize,
    /// A member failed: those behind it are of no interest.
    stopped: bool,
}

impl Turns {
    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits for the turn of this member; tells whether an earlier one failed.
    fn wait_for(&self, index: usize) -> bool {
        let mut state = self.lock();
        while state.turn != index {
            state = self.changed.wait(state).unwrap_or_else(PoisonError::into_inner);
        }
        state.stopped
    }

    fn pass_on(&self, failed: bool) {
        let mut state = self.lock();
        state.turn += 1;
        state.stopped |= failed;
        drop(state);
        self.changed.notify_all();
    }
}
