//! The elements of HTML and what the tree rules need to know of each (WHATWG HTML, sections 13.1.2 and 13.2).

/// An element by number: its place in [`ELEMENTS`], or behind it a name that only the policy knows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Id(pub(crate) u16);

/// What an element is, as a set of the bits below.
pub(crate) type Traits = u32;

/// Has no content and no end tag.
pub(crate) const VOID: Traits = 1;
/// Its start tag ends an open `p`.
pub(crate) const ENDS_P: Traits = 1 << 1;
/// Leaves a newline when it is unwrapped.
pub(crate) const BLOCK: Traits = 1 << 2;
/// What is in it is text, with no tags and no references.
pub(crate) const RAW_TEXT: Traits = 1 << 3;
/// What is in it is text with references.
pub(crate) const RCDATA: Traits = 1 << 4;
/// `h1` to `h6`.
pub(crate) const HEADING: Traits = 1 << 5;
/// Only inside a table.
pub(crate) const TABLE_PART: Traits = 1 << 6;
/// End tags do not reach beyond it.
pub(crate) const SCOPE: Traits = 1 << 7;
/// Ends the search for an element that a phrasing end tag could mean.
pub(crate) const SPECIAL: Traits = 1 << 8;
/// The parser of a fragment passes over its tags.
pub(crate) const OUTSIDE: Traits = 1 << 9;
/// Never allowed: it runs, loads or changes how what follows is read.
pub(crate) const REFUSED: Traits = 1 << 10;
/// Changes how its content is read, so that only a whole tree can judge it.
pub(crate) const NEEDS_TREE: Traits = 1 << 11;

const PLAIN: Traits = 0;
const BLOCK_P: Traits = ENDS_P | BLOCK | SPECIAL;

/// Sorted by name.
const ELEMENTS: &[(&str, Traits)] = &[
    ("a", PLAIN),
    ("abbr", PLAIN),
    ("acronym", PLAIN),
    ("address", BLOCK_P),
    ("applet", SPECIAL | REFUSED),
    ("area", VOID),
    ("article", BLOCK_P),
    ("aside", BLOCK_P),
    ("audio", PLAIN),
    ("b", PLAIN),
    ("base", VOID | REFUSED),
    ("bdi", PLAIN),
    ("bdo", PLAIN),
    ("big", PLAIN),
    ("blockquote", BLOCK_P),
    ("body", OUTSIDE),
    ("br", VOID),
    ("button", SPECIAL),
    ("canvas", PLAIN),
    ("caption", TABLE_PART | SCOPE | SPECIAL),
    ("center", ENDS_P | SPECIAL),
    ("cite", PLAIN),
    ("code", PLAIN),
    ("col", VOID | TABLE_PART),
    ("colgroup", TABLE_PART | SPECIAL),
    ("data", PLAIN),
    ("datalist", PLAIN),
    ("dd", BLOCK | SPECIAL),
    ("del", PLAIN),
    ("details", BLOCK_P),
    ("dfn", PLAIN),
    ("dialog", BLOCK | ENDS_P),
    ("dir", ENDS_P | SPECIAL),
    ("div", BLOCK_P),
    ("dl", BLOCK_P),
    ("dt", BLOCK | SPECIAL),
    ("em", PLAIN),
    ("embed", VOID | REFUSED),
    ("fieldset", BLOCK_P),
    ("figcaption", BLOCK_P),
    ("figure", BLOCK_P),
    ("font", PLAIN),
    ("footer", BLOCK_P),
    ("form", BLOCK_P),
    ("frame", VOID | OUTSIDE | REFUSED),
    ("frameset", OUTSIDE | REFUSED),
    ("h1", BLOCK_P | HEADING),
    ("h2", BLOCK_P | HEADING),
    ("h3", BLOCK_P | HEADING),
    ("h4", BLOCK_P | HEADING),
    ("h5", BLOCK_P | HEADING),
    ("h6", BLOCK_P | HEADING),
    ("head", OUTSIDE),
    ("header", BLOCK_P),
    ("hgroup", BLOCK_P),
    ("hr", BLOCK_P | VOID),
    ("html", OUTSIDE),
    ("i", PLAIN),
    ("iframe", RAW_TEXT | REFUSED),
    ("img", VOID),
    ("input", VOID),
    ("ins", PLAIN),
    ("kbd", PLAIN),
    ("keygen", VOID),
    ("label", PLAIN),
    ("legend", PLAIN),
    ("li", BLOCK | SPECIAL),
    ("link", VOID | REFUSED),
    ("listing", ENDS_P | SPECIAL),
    ("main", BLOCK_P),
    ("map", PLAIN),
    ("mark", PLAIN),
    ("marquee", SPECIAL | SCOPE),
    ("math", NEEDS_TREE),
    ("menu", ENDS_P | SPECIAL),
    ("meta", VOID | REFUSED),
    ("meter", PLAIN),
    ("nav", BLOCK_P),
    ("nobr", PLAIN),
    ("noembed", RAW_TEXT | REFUSED),
    ("noframes", RAW_TEXT | REFUSED),
    ("noscript", RAW_TEXT | REFUSED),
    ("object", SPECIAL | SCOPE | REFUSED),
    ("ol", BLOCK_P),
    ("optgroup", NEEDS_TREE),
    ("option", NEEDS_TREE),
    ("output", PLAIN),
    ("p", BLOCK_P),
    ("param", VOID | REFUSED),
    ("picture", PLAIN),
    ("plaintext", ENDS_P | SPECIAL | REFUSED),
    ("portal", REFUSED),
    ("pre", BLOCK_P),
    ("progress", PLAIN),
    ("q", PLAIN),
    ("rb", PLAIN),
    ("rp", PLAIN),
    ("rt", PLAIN),
    ("rtc", PLAIN),
    ("ruby", PLAIN),
    ("s", PLAIN),
    ("samp", PLAIN),
    ("script", RAW_TEXT | REFUSED),
    ("search", ENDS_P | SPECIAL),
    ("section", BLOCK_P),
    ("select", NEEDS_TREE),
    ("slot", PLAIN),
    ("small", PLAIN),
    ("source", VOID),
    ("span", PLAIN),
    ("strike", PLAIN),
    ("strong", PLAIN),
    ("style", RAW_TEXT | NEEDS_TREE),
    ("sub", PLAIN),
    ("summary", ENDS_P | SPECIAL),
    ("sup", PLAIN),
    ("svg", NEEDS_TREE),
    ("table", BLOCK_P | SCOPE),
    ("tbody", TABLE_PART | SPECIAL),
    ("td", TABLE_PART | SCOPE | SPECIAL),
    ("template", NEEDS_TREE),
    ("textarea", RCDATA | NEEDS_TREE),
    ("tfoot", TABLE_PART | SPECIAL),
    ("th", TABLE_PART | SCOPE | SPECIAL),
    ("thead", TABLE_PART | SPECIAL),
    ("time", PLAIN),
    ("title", RCDATA | NEEDS_TREE),
    ("tr", TABLE_PART | SPECIAL),
    ("track", VOID),
    ("tt", PLAIN),
    ("u", PLAIN),
    ("ul", BLOCK_P),
    ("var", PLAIN),
    ("video", PLAIN),
    ("wbr", VOID),
    ("xmp", RAW_TEXT | ENDS_P | SPECIAL | REFUSED),
];

/// The number of elements that HTML defines; ids from here on are the policy's.
pub(crate) const KNOWN: usize = ELEMENTS.len();

/// The element of this lower-case name.
pub(crate) fn find(name: &str) -> Option<Id> {
    let index = ELEMENTS.binary_search_by(|(known, _)| known.cmp(&name)).ok()?;
    u16::try_from(index).ok().map(Id)
}

/// The name of an element that HTML defines.
pub(crate) fn name(id: Id) -> Option<&'static str> {
    ELEMENTS.get(usize::from(id.0)).map(|(name, _)| *name)
}

/// What the element is; names that only the policy knows are plain.
pub(crate) fn traits(id: Id) -> Traits {
    ELEMENTS
        .get(usize::from(id.0))
        .map_or(PLAIN, |(_, traits)| *traits)
}

/// Whether the element has one of these traits.
pub(crate) fn is(id: Id, wanted: Traits) -> bool {
    traits(id) & wanted != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_sorted_and_every_name_is_found() {
        assert!(ELEMENTS.is_sorted_by(|a, b| a.0 < b.0));
        for (expected, _) in ELEMENTS {
            assert_eq!(name(find(expected).unwrap()), Some(*expected));
        }
    }
}
