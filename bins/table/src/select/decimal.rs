//! Sums of decimal numbers of any length, without rounding.

use std::collections::BTreeMap;

/// Digits of a limb.
const LIMB_DIGITS: i32 = 18;
const LIMB: i128 = 10i128.pow(LIMB_DIGITS as u32);
/// Digits may stand so far from the point.
const FARTHEST: i32 = 10_000;

/// A sum; limb `n` counts units of 10^(18 n).
#[derive(Debug, Clone, Default)]
pub(super) struct Sum {
    limbs: BTreeMap<i32, i128>,
    /// Digits behind the point, the most that a number had.
    decimals: i32,
}

impl Sum {
    /// Adds a number; false when the text is none, or one beyond all use.
    pub(super) fn add(&mut self, text: &str) -> bool {
        let Some((negative, digits, last)) = parts(text) else {
            return false;
        };
        self.decimals = self.decimals.max(-last);
        for (place, digit) in (last..).zip(digits.bytes().rev().filter(u8::is_ascii_digit)) {
            let unit = 10i128.pow(place.rem_euclid(LIMB_DIGITS) as u32) * i128::from(digit - b'0');
            let limb = self.limbs.entry(place.div_euclid(LIMB_DIGITS)).or_default();
            *limb += if negative { -unit } else { unit };
        }
        true
    }

    /// The sum with as many decimals as its numbers.
    #[must_use]
    pub(super) fn text(&self) -> String {
        let (negative, digits) = self.scaled();
        written(negative, &digits, self.decimals as usize)
    }

    /// The sum divided by `count`, rounded half away from zero to as many decimals as its numbers, 2 at least; or, if
    /// `exact`, to as many as it needs, but no more than 18 beyond those.
    #[must_use]
    pub(super) fn mean(&self, count: u64, exact: bool) -> String {
        let (negative, mut digits) = self.scaled();
        let decimals = if exact {
            self.decimals.max(2) + LIMB_DIGITS
        } else {
            self.decimals.max(2)
        };
        digits.extend(std::iter::repeat_n(b'0', (decimals - self.decimals) as usize));
        let count = u128::from(count.max(1));
        let (mut quotient, mut rest) = (Vec::with_capacity(digits.len()), 0);
        for digit in digits {
            rest = rest * 10 + u128::from(digit - b'0');
            quotient.push(b'0' + (rest / count) as u8);
            rest %= count;
        }
        if rest * 2 >= count {
            let nines = quotient.iter().rev().take_while(|digit| **digit == b'9').count();
            for digit in quotient.iter_mut().rev().take(nines) {
                *digit = b'0';
            }
            match quotient.iter_mut().rev().nth(nines) {
                Some(digit) => *digit += 1,
                None => quotient.insert(0, b'1'),
            }
        }
        let mean = written(negative, &quotient, decimals as usize);
        let least = mean
            .len()
            .saturating_sub((decimals - self.decimals.max(2)) as usize);
        let (kept, more) = mean.split_at_checked(least).unwrap_or((&mean, ""));
        format!("{kept}{}", more.trim_end_matches('0'))
    }

    /// Its sign, and its digits without the point.
    fn scaled(&self) -> (bool, Vec<u8>) {
        let carried = |sign: i128| {
            let (Some(low), Some(high)) = (self.limbs.keys().next(), self.limbs.keys().next_back()) else {
                return (0, Vec::new());
            };
            let (mut carry, mut limbs) = (0, Vec::new());
            let mut at = *low;
            while at <= *high || carry > 0 {
                let limb = self.limbs.get(&at).copied().unwrap_or(0) * sign + carry;
                limbs.push((at, limb.rem_euclid(LIMB)));
                carry = limb.div_euclid(LIMB);
                at += 1;
            }
            (carry, limbs)
        };
        let (carry, limbs) = carried(1);
        let negative = carry < 0;
        let limbs = if negative { carried(-1).1 } else { limbs };
        let mut digits: Vec<u8> = Vec::new();
        // Limbs below the last decimal are zero, and those between it and the lowest limb are written out.
        let lowest = (-self.decimals).div_euclid(LIMB_DIGITS);
        let highest = limbs.last().map_or(lowest, |(at, _)| *at).max(lowest);
        for at in (lowest..=highest).rev() {
            let found = limbs.iter().rev().find(|(own, _)| *own == at);
            let limb = found.map_or(0, |(_, limb)| *limb);
            digits.extend(format!("{limb:018}").bytes());
        }
        let spare = -self.decimals - lowest * LIMB_DIGITS;
        digits.truncate(digits.len().saturating_sub(spare as usize));
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..zeros);
        (negative, digits)
    }
}

/// The sign, the digits (and perhaps a point), and the power of ten of the last digit.
fn parts(text: &str) -> Option<(bool, &str, i32)> {
    let (negative, body) = match text.strip_prefix(['+', '-']) {
        Some(body) => (text.starts_with('-'), body),
        None => (false, text),
    };
    let (digits, exponent) = match body.split_once(['e', 'E']) {
        Some((digits, exponent)) => (digits, exponent.parse::<i32>().ok()?),
        None => (body, 0),
    };
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let are_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
    let is_number = are_digits(whole) && are_digits(fraction) && whole.len() + fraction.len() > 0;
    let length = i32::try_from(digits.len()).ok()?;
    let last = exponent.checked_sub(i32::try_from(fraction.len()).ok()?)?;
    let near = length <= FARTHEST && (-FARTHEST..=FARTHEST).contains(&last);
    (is_number && near).then_some((negative, digits, last))
}

fn written(negative: bool, digits: &[u8], decimals: usize) -> String {
    let digits = String::from_utf8_lossy(digits);
    let digits = format!("{digits:0>width$}", width = decimals + 1);
    let (whole, fraction) = digits
        .split_at_checked(digits.len() - decimals)
        .unwrap_or((&digits, ""));
    let whole = match whole.trim_start_matches('0') {
        "" => "0",
        whole => whole,
    };
    let is_zero = !digits.bytes().any(|digit| digit != b'0');
    let sign = if negative && !is_zero { "-" } else { "" };
    let point = if decimals > 0 { "." } else { "" };
    format!("{sign}{whole}{point}{fraction}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn sum(numbers: &[&str]) -> String {
        let mut sum = Sum::default();
        assert!(numbers.iter().all(|number| sum.add(number)), "{numbers:?}");
        sum.text()
    }

    /// As Python's `decimal` adds them (with enough precision).
    #[test]
    fn sums_are_exact() {
        assert_eq!(sum(&["0.1", "0.2"]), "0.3");
        assert_eq!(sum(&["1.10", "2.20"]), "3.30");
        assert_eq!(
            sum(&["99999999999999999999999999999999999999999", "1"]),
            format!("1{}", "0".repeat(41))
        );
        assert_eq!(sum(&["-5", "3.5", "1e2", "-.5"]), "98.0");
        assert_eq!(sum(&["1e-3", "-2"]), "-1.999");
        assert_eq!(sum(&["1e20", "-1e20"]), "0");
        assert_eq!(sum(&["0.001", "-0.001"]), "0.000");
        assert_eq!(sum(&["1e400"]), format!("1{}", "0".repeat(400)));
        for text in ["", "x", "1x", ".", "0x1F", "1e99999999", "NaN", "1,5", "e5"] {
            assert!(!Sum::default().add(text), "{text}");
        }
    }

    #[test]
    fn means_are_rounded_once() {
        let mut mean = Sum::default();
        for number in ["1", "2", "2"] {
            mean.add(number);
        }
        assert_eq!(
            (mean.mean(3, false), mean.mean(1, false), mean.mean(1000, false)),
            ("1.67".to_owned(), "5.00".to_owned(), "0.01".to_owned())
        );
        let mut mean = Sum::default();
        mean.add("-9.999");
        assert_eq!(
            (mean.mean(1, false), mean.mean(2, false)),
            ("-9.999".to_owned(), "-5.000".to_owned())
        );
    }

    proptest! {
        #[test]
        fn integers_add_up(numbers in proptest::collection::vec(any::<i64>(), 1..20), scale in 0usize..30) {
            let mut sum = Sum::default();
            for number in &numbers {
                sum.add(&format!("{number}e-{scale}"));
            }
            let total: i128 = numbers.iter().map(|number| i128::from(*number)).sum();
            let digits = total.unsigned_abs().to_string();
            prop_assert_eq!(sum.text(), written(total < 0, digits.as_bytes(), scale));
        }
    }
}
