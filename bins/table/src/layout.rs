//! How wide the columns are: natural widths, limits, PrettyTable's proportional rules, and the fair fit to a terminal.

use crate::style::{Style, VRules};

/// Where a cell stands in its column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Align {
    /// At the left.
    Left,
    /// In the middle.
    #[default]
    Center,
    /// At the right.
    Right,
    /// With the decimal points under each other.
    Decimal,
    /// Numbers at the right, other text at the left.
    Auto,
}

impl Align {
    /// How many of the free columns go to the left of a cell, in a column of `width`.
    #[must_use]
    pub fn before(self, room: usize, width: usize) -> usize {
        match self {
            Self::Left | Self::Auto => 0,
            Self::Right | Self::Decimal => room,
            // As Python's `str.center`: what cannot be halved goes to the left in a column of odd width.
            Self::Center => room / 2 + (room & width & 1),
        }
    }
}

/// Where the lines of a cell stand when others in its row have more.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum VAlign {
    /// At the top.
    #[default]
    Top,
    /// In the middle.
    Middle,
    /// At the bottom.
    Bottom,
}

/// A column of a text table.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Its width in terminal columns, without padding.
    pub width: usize,
    /// Where its cells stand.
    pub align: Align,
    /// Where short cells stand.
    pub valign: VAlign,
}

/// Limits that the user sets for one column.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Limits {
    /// At least so wide.
    pub min: usize,
    /// At most so wide.
    pub max: Option<usize>,
}

/// PrettyTable's limits for the whole table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct TableLimits {
    /// At least so wide.
    pub min: Option<usize>,
    /// Shrunk in proportion when wider.
    pub max: Option<usize>,
}

/// PrettyTable's rules: shrink all columns in proportion when the table is too wide, then grow them in proportion when it
/// is narrower than wanted or than its title.
pub fn proportion(widths: &mut Vec<usize>, style: &Style, limits: TableLimits, title: Option<usize>) {
    let padding = style.padding.0 + style.padding.1;
    let count = widths.len();
    let natural = widths.clone();
    if let Some(max) = limits.max.filter(|max| *max > 0) {
        let edges = match style.vrules {
            VRules::Frame => 2,
            VRules::All => 1,
            VRules::None => 0,
        };
        let table = edges + natural.iter().map(|width| width + padding + 1).sum::<usize>();
        if table > max {
            let markup = (padding * count + count) as f64 - 1.0;
            let scale = (max as f64 - markup) / (table as f64 - markup);
            for width in widths.iter_mut() {
                *width = ((*width as f64 * scale) as usize).max(1);
            }
        }
    }
    if limits.min.is_none() && title.is_none() {
        return;
    }
    let title = title.map_or(0, |title| {
        title + padding + if style.vrules == VRules::None { 0 } else { 2 }
    });
    let borders = match (style.border, style.internal_border) {
        (true, _) => count + 1,
        (_, true) => count,
        _ => 0,
    };
    let wanted = title
        .max(limits.min.unwrap_or(0))
        .saturating_sub(padding * count + borders);
    let content = natural.iter().sum::<usize>().max(1);
    if content < wanted {
        let scale = wanted as f64 / content as f64;
        *widths = natural
            .iter()
            .map(|width| (*width as f64 * scale) as usize)
            .collect();
        let sum = widths.iter().sum::<usize>();
        if let Some(last) = widths.last_mut() {
            *last += wanted.saturating_sub(sum);
        }
    }
}

/// The least that a column shrinks to, when it has more.
pub const LEAST: usize = 4;

/// The widths with which the table, whose frame takes `frame` columns and `per_column` for each of its columns, is no wider
/// than `total`, and how many of the columns are in it.
///
/// Columns that need less than the fair share keep their width, the others share what is left equally. Where not even the
/// minimum fits, columns at the right are dropped and `note` is kept free for telling so.
#[must_use]
pub fn fit(natural: &[usize], frame: usize, per_column: usize, note: usize, total: usize) -> Vec<usize> {
    let least = |widths: &[usize]| {
        widths
            .iter()
            .map(|width| (*width).min(LEAST) + per_column)
            .sum::<usize>()
            + frame
    };
    let mut kept = natural;
    let mut room = total;
    while least(kept) > room && kept.len() > 1 {
        kept = kept.get(..kept.len() - 1).unwrap_or_default();
        room = total.saturating_sub(note);
    }
    let content = room.saturating_sub(frame + per_column * kept.len());
    share(kept, content)
}

/// Shares `content` columns: nobody gets more than wanted, and nobody less than another one who wants more.
fn share(wanted: &[usize], content: usize) -> Vec<usize> {
    if wanted.iter().sum::<usize>() <= content {
        return wanted.to_vec();
    }
    let mut order: Vec<usize> = wanted.to_vec();
    order.sort_unstable();
    let (mut left, mut level) = (content, 0);
    let mut extra = 0;
    for (at, width) in order.iter().enumerate() {
        let sharers = order.len() - at;
        if width * sharers <= left {
            left -= width;
            continue;
        }
        level = left / sharers;
        extra = left % sharers;
        break;
    }
    wanted
        .iter()
        .map(|width| {
            if *width <= level {
                return *width;
            }
            // What cannot be shared goes to the first of those that were cut, one each.
            let more = usize::from(extra > 0);
            extra -= more;
            // A wide character takes two.
            (level + more).max((*width).min(2))
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn centred_as_python_does() {
        // ["x".center(w) for w in (2, 3, 4)] and "xx".center(5)
        assert_eq!(
            [2, 3, 4].map(|width| Align::Center.before(width - 1, width)),
            [0, 1, 1]
        );
        assert_eq!(Align::Center.before(3, 5), 2);
    }

    #[test]
    fn narrow_columns_keep_their_width() {
        assert_eq!(fit(&[3, 50, 20, 4], 1, 3, 0, 53), [3, 17, 16, 4]);
        assert_eq!(fit(&[3, 5], 1, 3, 0, 80), [3, 5]);
        assert_eq!(fit(&[9, 9, 9, 9], 1, 3, 6, 23), [5, 5]);
    }

    proptest! {
        #[test]
        fn the_fit_is_full_and_fair(natural in proptest::collection::vec(0usize..60, 1..9), total in 20usize..120) {
            let widths = fit(&natural, 1, 3, 0, total);
            if widths.len() == natural.len() && widths != natural {
                let sum = 1 + widths.iter().map(|width| width + 3).sum::<usize>();
                let least = 1 + natural.iter().map(|width| width.min(&LEAST) + 3).sum::<usize>();
                prop_assert!(sum == total || least > total, "{natural:?} {widths:?} {total}");
                let cut = widths.iter().zip(&natural).filter(|(width, natural)| width < natural).map(|(width, _)| *width).min();
                prop_assert!(widths.iter().max() <= cut.map(|cut| cut + 1).as_ref());
            }
        }
    }
}
