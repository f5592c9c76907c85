//! One-time passwords in the shell.

mod cli;
mod commands;
mod render;
mod screen;
mod source;

use std::process::ExitCode;

use shared::run::{Problem, Reporter};

use screen::Screened;

fn main() -> ExitCode {
    // No core file, and nobody else of the same user looks into the memory of this process.
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
    let secret = match screen::screen(std::env::args_os().skip(1)) {
        Screened::Clean => false,
        Screened::Secret => true,
        Screened::Entries(names) => !commands::all_stored(&names),
    };
    if secret {
        let mut reporter = Reporter::new("totp");
        reporter.report(Problem::usage(
            "a secret is never taken from the command line, where others can see it; \
             pipe it: printf %s \"$SECRET\" | totp now - (or @FILE, --env, --fd)",
        ));
        return reporter.exit_code();
    }
    let hidden = screen::hidden(std::env::args_os().skip(1));
    shared::run::main_hiding("totp", hidden, commands::run)
}
