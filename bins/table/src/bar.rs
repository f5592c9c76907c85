//! The progress bar: how much was read of the input at hand. It goes before anything is printed to the same terminal.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use shared::progress::{Progress, ProgressArg};
use table::spool::Watch;

/// The bar of a run; clones are the same bar.
#[derive(Clone)]
pub(crate) struct Bar {
    flag: ProgressArg,
    shared: Rc<Shared>,
}

#[derive(Default)]
struct Shared {
    progress: RefCell<Option<Progress>>,
    disabled: Cell<bool>,
}

impl Bar {
    pub(crate) fn new(flag: ProgressArg) -> Self {
        Self {
            flag,
            shared: Rc::default(),
        }
    }

    /// Another input is read, of so many bytes. Most are read twice: for the widths, and to be printed.
    pub(crate) fn begin(&self, bytes: Option<u64>) -> Option<Watch> {
        if self.shared.disabled.get() || !self.flag.is_visible() {
            return None;
        }
        let progress = self.flag.bytes(bytes.map(|bytes| bytes.saturating_mul(2)));
        self.shared.progress.replace(Some(progress));
        let shared = Rc::clone(&self.shared);
        Some(Watch::new(move |read| {
            if let Some(progress) = shared.progress.borrow_mut().as_mut() {
                progress.advance(read);
            }
        }))
    }

    /// The bar goes, until the next input is read.
    pub(crate) fn clear(&self) {
        self.shared.progress.replace(None);
    }

    /// There is no bar in this run.
    pub(crate) fn disable(&self) {
        self.shared.disabled.set(true);
    }
}
