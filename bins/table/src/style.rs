//! The looks of text tables, as data: PrettyTable's styles, which are options and characters, and tabulate's formats,
//! which are lines.

/// Where horizontal rules are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum HRules {
    /// Around the table and under the header.
    Frame,
    /// After every row.
    All,
    /// Nowhere.
    None,
    /// Under the header.
    Header,
}

/// Where vertical rules are drawn.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum VRules {
    /// At both ends.
    Frame,
    /// Between all columns.
    All,
    /// Nowhere.
    None,
}

/// How cells are written so that the format's own signs in them do no harm.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Markup {
    /// As they are.
    None,
    /// GitHub's Markdown.
    Markdown,
    /// Org.
    Org,
}

/// The characters that PrettyTable draws with, under its names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Chars {
    /// Between cells.
    pub vertical: String,
    /// Along rules.
    pub horizontal: String,
    /// In rules, at the side to which a column is aligned.
    pub horizontal_align: Option<String>,
    /// Along the rule under the header, where that differs.
    pub header_horizontal: Option<String>,
    /// Where rules cross.
    pub junction: String,
    /// Where rules cross at the edges, where that differs: top, bottom, left, right.
    pub edges: [Option<String>; 4],
    /// Corners, where they differ: top left, top right, bottom left, bottom right.
    pub corners: [Option<String>; 4],
}

impl Chars {
    /// Sets one of them by its name in `--char`; false when there is no such name.
    pub fn set(&mut self, name: &str, value: String) -> bool {
        let [top, bottom, left, right] = &mut self.edges;
        let [top_left, top_right, bottom_left, bottom_right] = &mut self.corners;
        match name {
            "vertical" => self.vertical = value,
            "horizontal" => self.horizontal = value,
            "horizontal-align" => self.horizontal_align = Some(value),
            "header-horizontal" => self.header_horizontal = Some(value),
            "junction" => self.junction = value,
            "top-junction" => *top = Some(value),
            "bottom-junction" => *bottom = Some(value),
            "left-junction" => *left = Some(value),
            "right-junction" => *right = Some(value),
            "top-left-junction" | "top-left" => *top_left = Some(value),
            "top-right-junction" | "top-right" => *top_right = Some(value),
            "bottom-left-junction" | "bottom-left" => *bottom_left = Some(value),
            "bottom-right-junction" | "bottom-right" => *bottom_right = Some(value),
            _ => return false,
        }
        true
    }
}

/// How PrettyTable draws a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Style {
    /// Rules at the edges.
    pub border: bool,
    /// Rules inside, also without those at the edges.
    pub internal_border: bool,
    /// A row of column names.
    pub header: bool,
    /// Where horizontal rules are.
    pub hrules: HRules,
    /// Where vertical rules are.
    pub vrules: VRules,
    /// Blanks on the left and on the right of each cell.
    pub padding: (usize, usize),
    /// What it draws with.
    pub chars: Chars,
    /// How cells are escaped.
    pub markup: Markup,
}

/// PrettyTable's styles: our name, PrettyTable's name.
pub const NAMES: [(&str, &str); 9] = [
    ("default", "default"),
    ("msword", "msword-friendly"),
    ("columns", "plain-columns"),
    ("markdown", "markdown"),
    ("orgmode", "orgmode"),
    ("double", "double-border"),
    ("single", "single-border"),
    ("rst", "rst"),
    ("random", "random"),
];

impl Style {
    /// The style of that name (one of [`NAMES`]); `seed` is for `random`.
    #[must_use]
    pub fn named(name: &str, seed: u64) -> Option<Self> {
        let mut style = Self::default();
        match name {
            "default" => {}
            "msword" => style.hrules = HRules::None,
            "columns" => {
                style.border = false;
                style.padding = (0, 8);
            }
            "markdown" => {
                style.hrules = HRules::Header;
                style.chars.junction = "|".to_owned();
                style.chars.horizontal_align = Some(":".to_owned());
                style.markup = Markup::Markdown;
            }
            "orgmode" => style.markup = Markup::Org,
            "rst" => {
                style.hrules = HRules::All;
                style.chars.header_horizontal = Some("=".to_owned());
            }
            "double" => style.chars = drawn("═", "║", "╬", ["╦", "╩", "╠", "╣"], ["╔", "╗", "╚", "╝"]),
            "single" => style.chars = drawn("─", "│", "┼", ["┬", "┴", "├", "┤"], ["┌", "┐", "└", "┘"]),
            "random" => style.shuffle(seed),
            _ => return None,
        }
        Some(style)
    }

    /// Any look, the same for the same seed.
    fn shuffle(&mut self, seed: u64) {
        const SIGNS: &[u8] = br#"~!@#$%^&*()_+|-=\{}[];':",./;<>?"#;
        let mut state = seed;
        // SplitMix64.
        let mut draw = |below: usize| {
            state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
            let mixed = (state ^ (state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
            let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
            ((mixed ^ (mixed >> 31)) % below as u64) as usize
        };
        let sign = |at: usize| {
            SIGNS
                .get(at)
                .map_or_else(|| "+".to_owned(), |byte| char::from(*byte).to_string())
        };
        self.header = draw(2) == 0;
        self.border = draw(2) == 0;
        self.hrules = [HRules::Frame, HRules::All, HRules::None, HRules::Header]
            .get(draw(4))
            .copied()
            .unwrap_or(HRules::Frame);
        self.vrules = [VRules::Frame, VRules::All, VRules::None]
            .get(draw(3))
            .copied()
            .unwrap_or(VRules::All);
        self.padding = (draw(6), draw(6));
        self.chars.vertical = sign(draw(SIGNS.len()));
        self.chars.horizontal = sign(draw(SIGNS.len()));
        self.chars.junction = sign(draw(SIGNS.len()));
        self.internal_border = draw(2) == 0;
    }
}

impl Default for Style {
    fn default() -> Self {
        Self {
            border: true,
            internal_border: false,
            header: true,
            hrules: HRules::Frame,
            vrules: VRules::All,
            padding: (1, 1),
            chars: Chars {
                vertical: "|".to_owned(),
                horizontal: "-".to_owned(),
                horizontal_align: None,
                header_horizontal: None,
                junction: "+".to_owned(),
                edges: [const { None }; 4],
                corners: [const { None }; 4],
            },
            markup: Markup::None,
        }
    }
}

fn drawn(horizontal: &str, vertical: &str, junction: &str, edges: [&str; 4], corners: [&str; 4]) -> Chars {
    Chars {
        vertical: vertical.to_owned(),
        horizontal: horizontal.to_owned(),
        horizontal_align: None,
        header_horizontal: None,
        junction: junction.to_owned(),
        edges: edges.map(|edge| Some(edge.to_owned())),
        corners: corners.map(|corner| Some(corner.to_owned())),
    }
}

/// A horizontal rule of tabulate: begin, fill, separator, end.
pub type Line = [&'static str; 4];

/// A row of tabulate: begin, separator, end.
pub type Bars = [&'static str; 3];

/// How tabulate draws a table that is made of lines.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Lines {
    /// Its name.
    pub name: &'static str,
    /// Above the header.
    pub above: Option<Line>,
    /// Under the header.
    pub below_header: Option<Line>,
    /// Between two rows.
    pub between: Option<Line>,
    /// Under the last row.
    pub below: Option<Line>,
    /// The header.
    pub header: Bars,
    /// A row.
    pub row: Bars,
    /// Blanks on both sides of each cell.
    pub padding: usize,
    /// Without a header only: above, below.
    pub hidden_with_header: (bool, bool),
    /// Rules tell the alignment with colons.
    pub colons: bool,
}

const fn grid(
    name: &'static str,
    above: Line,
    below_header: Line,
    between: Option<Line>,
    below: Line,
    bar: &'static str,
) -> Lines {
    Lines {
        name,
        above: Some(above),
        below_header: Some(below_header),
        between,
        below: Some(below),
        header: [bar, bar, bar],
        row: [bar, bar, bar],
        padding: 1,
        hidden_with_header: (false, false),
        colons: false,
    }
}

const fn open(
    name: &'static str,
    below_header: Option<Line>,
    header: Bars,
    row: Bars,
    padding: usize,
) -> Lines {
    Lines {
        name,
        above: None,
        below_header,
        between: None,
        below: None,
        header,
        row,
        padding,
        hidden_with_header: (false, false),
        colons: false,
    }
}

const PLUS: Line = ["+", "-", "+", "+"];
const PLUS_EQUALS: Line = ["+", "=", "+", "+"];
const THIN: [Line; 3] = [["┌", "─", "┬", "┐"], ["├", "─", "┼", "┤"], ["└", "─", "┴", "┘"]];
const ROUND: [Line; 2] = [["╭", "─", "┬", "╮"], ["╰", "─", "┴", "╯"]];
const HEAVY: [Line; 3] = [["┏", "━", "┳", "┓"], ["┣", "━", "╋", "┫"], ["┗", "━", "┻", "┛"]];
const MIXED: [Line; 3] = [["┍", "━", "┯", "┑"], ["┝", "━", "┿", "┥"], ["┕", "━", "┷", "┙"]];
const DOUBLE: [Line; 3] = [["╔", "═", "╦", "╗"], ["╠", "═", "╬", "╣"], ["╚", "═", "╩", "╝"]];
const FANCY: [Line; 3] = [["╒", "═", "╤", "╕"], ["╞", "═", "╪", "╡"], ["╘", "═", "╧", "╛"]];
const DASHES: Line = ["", "-", "  ", ""];
const GAPS: Bars = ["", "  ", ""];
const BAR: Bars = ["|", "|", "|"];
const MARKDOWN: Line = ["|", "-", "|", "|"];

/// tabulate's formats that are made of lines.
pub static LINES: [Lines; 27] = [
    Lines {
        above: Some(DASHES),
        below: Some(DASHES),
        hidden_with_header: (true, true),
        ..open("simple", Some(DASHES), GAPS, GAPS, 0)
    },
    open("plain", None, GAPS, GAPS, 0),
    grid("grid", PLUS, PLUS_EQUALS, Some(PLUS), PLUS, "|"),
    grid("simple_grid", THIN[0], THIN[1], Some(THIN[1]), THIN[2], "│"),
    grid("rounded_grid", ROUND[0], THIN[1], Some(THIN[1]), ROUND[1], "│"),
    grid("heavy_grid", HEAVY[0], HEAVY[1], Some(HEAVY[1]), HEAVY[2], "┃"),
    grid("mixed_grid", MIXED[0], MIXED[1], Some(THIN[1]), MIXED[2], "│"),
    grid(
        "double_grid",
        DOUBLE[0],
        DOUBLE[1],
        Some(DOUBLE[1]),
        DOUBLE[2],
        "║",
    ),
    grid("fancy_grid", FANCY[0], FANCY[1], Some(THIN[1]), FANCY[2], "│"),
    Lines {
        colons: true,
        ..grid("colon_grid", PLUS, PLUS_EQUALS, Some(PLUS), PLUS, "|")
    },
    grid("outline", PLUS, PLUS_EQUALS, None, PLUS, "|"),
    grid("simple_outline", THIN[0], THIN[1], None, THIN[2], "│"),
    grid("rounded_outline", ROUND[0], THIN[1], None, ROUND[1], "│"),
    grid("heavy_outline", HEAVY[0], HEAVY[1], None, HEAVY[2], "┃"),
    grid("mixed_outline", MIXED[0], MIXED[1], None, MIXED[2], "│"),
    grid("double_outline", DOUBLE[0], DOUBLE[1], None, DOUBLE[2], "║"),
    grid("fancy_outline", FANCY[0], FANCY[1], None, FANCY[2], "│"),
    Lines {
        above: Some(MARKDOWN),
        hidden_with_header: (true, false),
        ..open("github", Some(MARKDOWN), BAR, BAR, 1)
    },
    Lines {
        above: Some(MARKDOWN),
        hidden_with_header: (true, false),
        colons: true,
        ..open("pipe", Some(MARKDOWN), BAR, BAR, 1)
    },
    open("orgtbl", Some(["|", "-", "+", "|"]), BAR, BAR, 1),
    open("jira", None, ["||", "||", "||"], BAR, 1),
    open(
        "presto",
        Some(["", "-", "+", ""]),
        ["", "|", ""],
        ["", "|", ""],
        1,
    ),
    grid("pretty", PLUS, PLUS, None, PLUS, "|"),
    grid("psql", PLUS, ["|", "-", "+", "|"], None, PLUS, "|"),
    Lines {
        above: Some(["", "=", "  ", ""]),
        below: Some(["", "=", "  ", ""]),
        ..open("rst", Some(["", "=", "  ", ""]), GAPS, GAPS, 0)
    },
    open("youtrack", None, ["|| ", " || ", " || "], ["| ", " | ", " |"], 1),
    open("tsv", None, ["", "\t", ""], ["", "\t", ""], 0),
];

/// The format of that name that is made of lines.
#[must_use]
pub fn lines(name: &str) -> Option<&'static Lines> {
    LINES.iter().find(|lines| lines.name == name)
}
