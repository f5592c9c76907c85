//! Colours (SGR sequences) over wrapped lines: each line ends with a reset, the next begins with what was set, as Python's
//! `wcwidth.propagate_sgr` 0.9.4 does.

use crate::ansi;

/// Attributes that are on or off, by their number, with the number that switches them off.
const ATTRIBUTES: [(u32, &[u32]); 10] = [
    (1, &[22]),
    (2, &[22]),
    (3, &[23]),
    (4, &[24]),
    (5, &[25]),
    (6, &[25]),
    (7, &[27]),
    (8, &[28]),
    (9, &[29]),
    (21, &[24]),
];

#[derive(Debug, Default, Clone)]
struct State {
    on: Vec<u32>,
    foreground: Option<Vec<u32>>,
    background: Option<Vec<u32>>,
}

/// The lines with their colours closed and opened again.
#[must_use]
pub fn propagate(lines: Vec<String>) -> Vec<String> {
    let mut state = State::default();
    let mut out = Vec::with_capacity(lines.len());
    for line in lines {
        let mut whole = state.sequence();
        for (piece, is_sequence) in ansi::pieces(&line) {
            if is_sequence && ansi::colour(piece) == Some(piece.len()) {
                state.update(piece);
            }
        }
        whole.push_str(&line);
        if state.is_active() {
            whole.push_str("\x1b[0m");
        }
        out.push(whole);
    }
    out
}

impl State {
    fn is_active(&self) -> bool {
        !self.on.is_empty() || self.foreground.is_some() || self.background.is_some()
    }

    /// What sets the state anew; nothing for none.
    fn sequence(&self) -> String {
        if !self.is_active() {
            return String::new();
        }
        let on = ATTRIBUTES
            .iter()
            .filter(|(number, _)| self.on.contains(number))
            .map(|(number, _)| number.to_string());
        let colours = [&self.foreground, &self.background]
            .into_iter()
            .flatten()
            .map(|colour| joined(colour));
        format!("\x1b[{}m", on.chain(colours).collect::<Vec<_>>().join(";"))
    }

    fn update(&mut self, sequence: &str) {
        let body = sequence.trim_start_matches("\x1b[").trim_end_matches('m');
        let number = |text: &str| text.parse().unwrap_or(0);
        let mut parameters = body.split(';');
        while let Some(parameter) = parameters.next() {
            if parameter.contains(':') {
                let colour: Vec<u32> = parameter.split(':').map(number).collect();
                match colour.as_slice() {
                    [38, _, ..] => self.foreground = Some(colour),
                    [48, _, ..] => self.background = Some(colour),
                    _ => {}
                }
                continue;
            }
            let code = number(parameter);
            match code {
                0 => *self = Self::default(),
                30..=37 | 90..=97 => self.foreground = Some(vec![code]),
                40..=47 | 100..=107 => self.background = Some(vec![code]),
                39 => self.foreground = None,
                49 => self.background = None,
                38 | 48 => {
                    let mode = parameters.next().map(number);
                    let wanted = match mode {
                        Some(5) => 1,
                        Some(2) => 3,
                        _ => continue,
                    };
                    let values: Vec<u32> = parameters.by_ref().take(wanted).map(number).collect();
                    if values.len() == wanted {
                        let mut colour = vec![code, mode.unwrap_or(0)];
                        colour.extend(values);
                        let place = if code == 38 {
                            &mut self.foreground
                        } else {
                            &mut self.background
                        };
                        *place = Some(colour);
                    }
                }
                code => {
                    self.on.retain(|on| {
                        !ATTRIBUTES
                            .iter()
                            .any(|(number, off)| number == on && off.contains(&code))
                    });
                    if ATTRIBUTES.iter().any(|(number, _)| *number == code) && !self.on.contains(&code) {
                        self.on.push(code);
                    }
                }
            }
        }
    }
}

/// A colour with a colour space keeps its colons (ITU-T T.416).
fn joined(colour: &[u32]) -> String {
    let sign = match colour {
        [_, 2, rest @ ..] if rest.len() > 3 => ":",
        _ => ";",
    };
    let numbers: Vec<String> = colour.iter().map(u32::to_string).collect();
    numbers.join(sign)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What `wcwidth.propagate_sgr` 0.9.4 gives.
    #[test]
    fn colours_are_closed_and_opened_again() {
        let lines = |lines: &[&str]| propagate(lines.iter().map(|line| (*line).to_owned()).collect());
        assert_eq!(
            lines(&["\x1b[31mhello", "world\x1b[0m", "x"]),
            ["\x1b[31mhello\x1b[0m", "\x1b[31mworld\x1b[0m", "x"]
        );
        assert_eq!(
            lines(&["\x1b[1;38;5;208mA", "B\x1b[22m", "C"]),
            [
                "\x1b[1;38;5;208mA\x1b[0m",
                "\x1b[1;38;5;208mB\x1b[22m\x1b[0m",
                "\x1b[38;5;208mC\x1b[0m"
            ]
        );
    }
}
