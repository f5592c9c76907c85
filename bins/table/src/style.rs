//! The looks of text tables, as data.

/// One horizontal rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// At the left end.
    pub left: char,
    /// Along the cells.
    pub fill: char,
    /// Between two columns.
    pub junction: char,
    /// At the right end.
    pub right: char,
}

/// How a text table looks.
#[derive(Debug, Clone, Copy)]
pub struct Style {
    /// Its name for `--to`.
    pub name: &'static str,
    /// Between cells and at both ends; `None` draws no bars and no rules.
    pub vertical: Option<char>,
    /// Above the header.
    pub top: Option<Rule>,
    /// Under the header.
    pub header: Option<Rule>,
    /// Between two rows.
    pub between: Option<Rule>,
    /// Under the last row.
    pub bottom: Option<Rule>,
    /// The rule under the header tells the alignment with colons, and cells are escaped as Markdown wants it.
    pub markdown: bool,
    /// Bars in cells are escaped as Org wants it.
    pub org: bool,
    /// Blanks on the left and on the right of each cell.
    pub padding: (usize, usize),
}

const fn rule(left: char, fill: char, junction: char, right: char) -> Option<Rule> {
    Some(Rule {
        left,
        fill,
        junction,
        right,
    })
}

const PLAIN: Option<Rule> = rule('+', '-', '+', '+');
const ORG: Option<Rule> = rule('|', '-', '+', '|');

const DEFAULT: Style = Style {
    name: "default",
    vertical: Some('|'),
    top: PLAIN,
    header: PLAIN,
    between: None,
    bottom: PLAIN,
    markdown: false,
    org: false,
    padding: (1, 1),
};

/// All styles, under PrettyTable's names; the first is the default.
pub const STYLES: [Style; 8] = [
    DEFAULT,
    Style {
        name: "msword",
        top: None,
        header: None,
        bottom: None,
        ..DEFAULT
    },
    Style {
        name: "columns",
        vertical: None,
        top: None,
        header: None,
        bottom: None,
        padding: (0, 8),
        ..DEFAULT
    },
    Style {
        name: "markdown",
        top: None,
        header: rule('|', '-', '|', '|'),
        bottom: None,
        markdown: true,
        ..DEFAULT
    },
    Style {
        name: "orgmode",
        top: ORG,
        header: ORG,
        bottom: ORG,
        org: true,
        ..DEFAULT
    },
    Style {
        name: "single",
        vertical: Some('│'),
        top: rule('┌', '─', '┬', '┐'),
        header: rule('├', '─', '┼', '┤'),
        bottom: rule('└', '─', '┴', '┘'),
        ..DEFAULT
    },
    Style {
        name: "double",
        vertical: Some('║'),
        top: rule('╔', '═', '╦', '╗'),
        header: rule('╠', '═', '╬', '╣'),
        bottom: rule('╚', '═', '╩', '╝'),
        ..DEFAULT
    },
    Style {
        name: "rst",
        header: rule('+', '=', '+', '+'),
        between: PLAIN,
        ..DEFAULT
    },
];

impl Style {
    /// The style of that name.
    #[must_use]
    pub fn named(name: &str) -> Option<&'static Self> {
        STYLES.iter().find(|style| style.name == name)
    }
}
