//! The tree stage: which elements are open, and which tags end them (WHATWG HTML, section 13.2.6, in a simple form).
//!
//! Only elements that are written decide what another tag may end; a block that is not allowed stands on the stack so
//! that its end tag closes what was left open inside it. So the output, read again, opens and closes the same things.

use crate::elements::{self, ENDS_P, HEADING, Id, OUTSIDE, SCOPE, SPECIAL, TABLE_PART, VOID};
use crate::policy::Policy;
use crate::writer;

/// The open elements.
#[derive(Debug)]
pub(crate) struct Tree<'p> {
    policy: &'p Policy,
    open: Vec<Open>,
    /// How many elements of each id are open, so that a stray end tag costs nothing.
    counts: Vec<usize>,
    max_depth: usize,
    known: Known,
}

#[derive(Debug, Clone, Copy)]
struct Open {
    id: Id,
    written: bool,
}

/// Where a start tag goes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Placement {
    /// It may be written here.
    Here,
    /// Browsers ignore it here.
    Nowhere,
    /// It would be too deep.
    TooDeep,
}

/// The elements that the rules name.
#[derive(Debug, Clone, Copy)]
struct Known {
    colgroup: Option<Id>,
    p: Option<Id>,
    table: Option<Id>,
    tbody: Option<Id>,
    tr: Option<Id>,
}

impl<'p> Tree<'p> {
    pub(crate) fn new(policy: &'p Policy, max_depth: usize) -> Tree<'p> {
        let known = Known {
            colgroup: elements::find("colgroup"),
            p: elements::find("p"),
            table: elements::find("table"),
            tbody: elements::find("tbody"),
            tr: elements::find("tr"),
        };
        Tree {
            policy,
            open: Vec::new(),
            counts: Vec::new(),
            max_depth,
            known,
        }
    }

    /// Ends what the start tag of `id` ends, and says whether the element may stand here.
    pub(crate) fn make_room(&mut self, id: Id, out: &mut String) -> Placement {
        if elements::is(id, OUTSIDE) {
            return Placement::Nowhere;
        }
        if elements::is(id, TABLE_PART) {
            if !self.make_room_in_table(id, out) {
                return Placement::Nowhere;
            }
        } else {
            self.make_room_in_flow(id, out);
        }
        if self.open.len() >= self.max_depth {
            Placement::TooDeep
        } else {
            Placement::Here
        }
    }

    /// The element is open from here on; `written`: its start tag is in the output.
    pub(crate) fn push(&mut self, id: Id, written: bool) {
        if self.open.len() < self.max_depth {
            self.open.push(Open { id, written });
            let at = usize::from(id.0);
            if self.counts.len() <= at {
                self.counts.resize(at + 1, 0);
            }
            if let Some(count) = self.counts.get_mut(at) {
                *count += 1;
            }
        }
    }

    fn is_open(&self, id: Id) -> bool {
        self.counts.get(usize::from(id.0)).is_some_and(|count| *count > 0)
    }

    /// The end tag of `id`: closes it and all in it, if it is open and may be closed from here.
    pub(crate) fn end(&mut self, id: Id, out: &mut String) {
        let name = self.policy.name(id);
        let barrier: fn(Id) -> bool = match name {
            "li" => |id| elements::is(id, SCOPE) || matches!(elements::name(id), Some("ul" | "ol")),
            "table" => |_| false,
            "p" => p_barrier,
            "a" | "b" | "big" | "code" | "em" | "font" | "i" | "nobr" | "s" | "small" | "strike"
            | "strong" | "tt" | "u" => |id| elements::is(id, SCOPE),
            _ if elements::is(id, TABLE_PART) => |id| elements::name(id) == Some("table"),
            _ if elements::is(id, ENDS_P | SPECIAL) => |id| elements::is(id, SCOPE),
            _ => |id| elements::is(id, SPECIAL),
        };
        let heading = elements::is(id, HEADING);
        let found = if heading || self.is_open(id) {
            self.find(
                |other| other == id || heading && elements::is(other, HEADING),
                barrier,
            )
        } else {
            None
        };
        match found {
            Some(index) => self.close_down_to(index, out),
            None if matches!(name, "p" | "br") && self.policy.allows(id) => self.start_by_end_tag(id, out),
            None => {}
        }
    }

    /// Browsers take `</br>` for a start tag, and `</p>` for an empty paragraph.
    fn start_by_end_tag(&mut self, id: Id, out: &mut String) {
        if self.make_room(id, out) != Placement::Here {
            return;
        }
        let name = self.policy.name(id);
        writer::open_start(name, out);
        writer::close_start(out);
        if !elements::is(id, VOID) {
            writer::end(name, out);
        }
    }

    /// Closes everything.
    pub(crate) fn finish(&mut self, out: &mut String) {
        self.close_down_to(0, out);
    }

    fn make_room_in_flow(&mut self, id: Id, out: &mut String) {
        let same = |other: Id| other == id;
        let scope = |id: Id| elements::is(id, SCOPE);
        match elements::name(id) {
            Some("li") => self.end_item(&["li"], out),
            Some("dd" | "dt") => self.end_item(&["dd", "dt"], out),
            Some("a" | "nobr" | "button") => {
                if let Some(index) = self.find_written(same, scope) {
                    self.close_down_to(index, out);
                }
            }
            Some("rb" | "rt" | "rp" | "rtc") => {
                let ruby = |id: Id| matches!(elements::name(id), Some("rb" | "rt" | "rp"));
                if self.open.last().is_some_and(|top| top.written && ruby(top.id)) {
                    self.close_down_to(self.open.len() - 1, out);
                }
            }
            Some("table") => {
                let cell = |id: Id| matches!(elements::name(id), Some("td" | "th" | "caption"));
                if let Some(index) = self.find_written(same, cell) {
                    self.close_down_to(index, out);
                }
                self.end_p(out);
            }
            _ if elements::is(id, ENDS_P) => {
                self.end_p(out);
                // Elements that are not written stand in no reader's way, or a second pass would see other headings.
                if elements::is(id, HEADING)
                    && let Some(index) = self.find_written(|id| elements::is(id, HEADING), |_| true)
                {
                    self.close_down_to(index, out);
                }
            }
            _ => {}
        }
    }

    fn end_p(&mut self, out: &mut String) {
        let p = self.known.p;
        if !p.is_some_and(|p| self.is_open(p)) {
            return;
        }
        if let Some(index) = self.find_written(|id| Some(id) == p, p_barrier) {
            self.close_down_to(index, out);
        }
    }

    /// A new list item ends the one before, and a paragraph.
    fn end_item(&mut self, names: &[&str], out: &mut String) {
        let item = |id: Id| elements::name(id).is_some_and(|name| names.contains(&name));
        let barrier = |id: Id| {
            elements::is(id, SPECIAL | SCOPE) && !matches!(elements::name(id), Some("address" | "div" | "p"))
        };
        if let Some(index) = self.find_written(item, barrier) {
            self.close_down_to(index, out);
        }
        self.end_p(out);
    }

    /// Closes down to the table, section or row that `id` belongs in, and opens what was left out between them.
    fn make_room_in_table(&mut self, id: Id, out: &mut String) -> bool {
        let known = self.known;
        let Some(table) = self.find_written(|id| Some(id) == known.table, |_| false) else {
            return false;
        };
        let section = |id: Id| matches!(elements::name(id), Some("tbody" | "thead" | "tfoot"));
        match elements::name(id) {
            Some("col") => match self.first_above(table, |id| Some(id) == known.colgroup) {
                Some(group) => self.close_down_to(group + 1, out),
                None => {
                    self.close_down_to(table + 1, out);
                    self.imply(known.colgroup, out);
                }
            },
            Some("tr" | "td" | "th") => {
                let section = match self.first_above(table, section) {
                    Some(section) => section,
                    None => {
                        self.close_down_to(table + 1, out);
                        self.imply(known.tbody, out);
                        self.open.len().saturating_sub(1)
                    }
                };
                let row = self.first_above(section, |id| Some(id) == known.tr);
                match row {
                    _ if Some(id) == known.tr => self.close_down_to(section + 1, out),
                    Some(row) => self.close_down_to(row + 1, out),
                    None => {
                        self.close_down_to(section + 1, out);
                        self.imply(known.tr, out);
                    }
                }
            }
            _ => self.close_down_to(table + 1, out),
        }
        true
    }

    /// Opens an element whose start tag was left out.
    fn imply(&mut self, id: Option<Id>, out: &mut String) {
        let Some(id) = id else { return };
        let written = self.policy.allows(id) && self.open.len() < self.max_depth;
        if written {
            writer::open_start(self.policy.name(id), out);
            writer::close_start(out);
        }
        self.push(id, written);
    }

    fn first_above(&self, index: usize, wanted: impl Fn(Id) -> bool) -> Option<usize> {
        let above = self.open.iter().enumerate().skip(index + 1);
        above
            .into_iter()
            .find(|(_, open)| wanted(open.id))
            .map(|(index, _)| index)
    }

    /// The innermost open element that is wanted, above every barrier.
    fn find(&self, wanted: impl Fn(Id) -> bool, barrier: impl Fn(Id) -> bool) -> Option<usize> {
        for (index, open) in self.open.iter().enumerate().rev() {
            if wanted(open.id) {
                return Some(index);
            }
            if open.written && barrier(open.id) {
                return None;
            }
        }
        None
    }

    /// The same among the elements that are in the output.
    fn find_written(&self, wanted: impl Fn(Id) -> bool, barrier: impl Fn(Id) -> bool) -> Option<usize> {
        for (index, open) in self
            .open
            .iter()
            .enumerate()
            .rev()
            .filter(|(_, open)| open.written)
        {
            if wanted(open.id) {
                return Some(index);
            }
            if barrier(open.id) {
                return None;
            }
        }
        None
    }

    fn close_down_to(&mut self, index: usize, out: &mut String) {
        while self.open.len() > index {
            let Some(open) = self.open.pop() else { return };
            if let Some(count) = self.counts.get_mut(usize::from(open.id.0)) {
                *count = count.saturating_sub(1);
            }
            if open.written {
                writer::end(self.policy.name(open.id), out);
            }
        }
    }
}

fn p_barrier(id: Id) -> bool {
    elements::is(id, SCOPE) || elements::name(id) == Some("button")
}

/// Whether an element that is not allowed stands on the stack, so that its end tag closes what is open in it.
pub(crate) fn is_remembered(id: Id) -> bool {
    elements::is(id, SPECIAL) && !elements::is(id, VOID | OUTSIDE | TABLE_PART)
}
