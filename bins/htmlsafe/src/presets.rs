//! The presets: allowlists that are ready to use.

use crate::policy::{Mode, PolicySource};

/// The names of all presets, the default first.
pub const PRESETS: [&str; 6] = ["rich", "bleach", "text", "markdown", "github", "email"];

struct Preset {
    tags: &'static [&'static str],
    attrs: &'static [(&'static str, &'static [&'static str])],
    protocols: &'static [&'static str],
    mode: Mode,
}

const WEB: &[&str] = &["http", "https", "mailto"];

/// The default allowlist of ammonia 4.2.4, and `tfoot`.
const RICH: Preset = Preset {
    tags: &[
        "a", "abbr", "acronym", "area", "article", "aside", "b", "bdi", "bdo", "blockquote", "br",
        "caption", "center", "cite", "code", "col", "colgroup", "data", "dd", "del", "details", "dfn",
        "div", "dl", "dt", "em", "figcaption", "figure", "footer", "h1", "h2", "h3", "h4", "h5", "h6",
        "header", "hgroup", "hr", "i", "img", "ins", "kbd", "li", "map", "mark", "nav", "ol", "p", "pre",
        "q", "rp", "rt", "rtc", "ruby", "s", "samp", "small", "span", "strike", "strong", "sub", "summary",
        "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "u", "ul", "var", "wbr",
    ],
    attrs: &[
        ("*", &["lang", "title"]),
        ("a", &["href", "hreflang"]),
        ("bdo", &["dir"]),
        ("blockquote", &["cite"]),
        ("col", &["align", "char", "charoff", "span"]),
        ("colgroup", &["align", "char", "charoff", "span"]),
        ("del", &["cite", "datetime"]),
        ("hr", &["align", "size", "width"]),
        ("img", &["align", "alt", "height", "src", "width"]),
        ("ins", &["cite", "datetime"]),
        ("ol", &["start"]),
        ("q", &["cite"]),
        ("table", &["align", "char", "charoff", "summary"]),
        ("tbody", &["align", "char", "charoff"]),
        ("td", &["align", "char", "charoff", "colspan", "headers", "rowspan"]),
        ("tfoot", &["align", "char", "charoff"]),
        ("th", &["align", "char", "charoff", "colspan", "headers", "rowspan", "scope"]),
        ("thead", &["align", "char", "charoff"]),
        ("tr", &["align", "char", "charoff"]),
    ],
    protocols: &[
        "bitcoin", "ftp", "ftps", "geo", "http", "https", "im", "irc", "ircs", "magnet", "mailto", "mms",
        "mx", "news", "nntp", "openpgp4fpr", "sip", "sms", "smsto", "ssh", "tel", "url", "webcal", "wtai",
        "xmpp",
    ],
    mode: Mode::Strip,
};

/// The defaults of `bleach.clean` (Bleach 6.4).
const BLEACH: Preset = Preset {
    tags: &["a", "abbr", "acronym", "b", "blockquote", "code", "em", "i", "li", "ol", "strong", "ul"],
    attrs: &[("a", &["href", "title"]), ("abbr", &["title"]), ("acronym", &["title"])],
    protocols: WEB,
    mode: Mode::Escape,
};

/// No element: the text alone.
const TEXT: Preset = Preset { tags: &[], attrs: &[], protocols: WEB, mode: Mode::Strip };

/// What CommonMark 0.31 makes of Markdown without raw HTML, with tables and strikethrough.
const MARKDOWN: Preset = Preset {
    tags: &[
        "a", "blockquote", "br", "code", "del", "em", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "img", "li", "ol", "p",
        "pre", "strong", "table", "tbody", "td", "th", "thead", "tr", "ul",
    ],
    attrs: &[
        ("a", &["href", "title"]),
        ("code", &["class"]),
        ("img", &["alt", "src", "title"]),
        ("ol", &["start"]),
        ("td", &["align"]),
        ("th", &["align"]),
    ],
    protocols: WEB,
    mode: Mode::Strip,
};

/// What a README may hold: Markdown, and the HTML that people write beside it.
const GITHUB: Preset = Preset {
    tags: &[
        "a", "abbr", "b", "bdo", "blockquote", "br", "caption", "cite", "code", "dd", "del", "details", "dfn", "div",
        "dl", "dt", "em", "figcaption", "figure", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i", "img", "ins", "kbd",
        "li", "mark", "ol", "p", "pre", "q", "rp", "rt", "ruby", "s", "samp", "small", "span", "strike", "strong",
        "sub", "summary", "sup", "table", "tbody", "td", "tfoot", "th", "thead", "time", "tr", "tt", "ul", "var", "wbr",
    ],
    attrs: &[
        ("*", &["align", "dir", "height", "lang", "title", "valign", "width"]),
        ("a", &["href"]),
        ("blockquote", &["cite"]),
        ("code", &["class"]),
        ("del", &["cite", "datetime"]),
        ("details", &["open"]),
        ("img", &["alt", "src"]),
        ("ins", &["cite", "datetime"]),
        ("li", &["value"]),
        ("ol", &["reversed", "start", "type"]),
        ("q", &["cite"]),
        ("td", &["colspan", "headers", "rowspan"]),
        ("th", &["abbr", "colspan", "headers", "rowspan", "scope"]),
        ("time", &["datetime"]),
    ],
    protocols: WEB,
    mode: Mode::Strip,
};

/// The body of a mail: tables for layout and presentational attributes; images by `cid:` too.
const EMAIL: Preset = Preset {
    tags: &[
        "a", "abbr", "address", "b", "bdo", "big", "blockquote", "br", "caption", "center", "cite", "code", "col",
        "colgroup", "dd", "del", "dfn", "div", "dl", "dt", "em", "font", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "i",
        "img", "ins", "kbd", "li", "ol", "p", "pre", "q", "s", "samp", "small", "span", "strike", "strong", "sub",
        "sup", "table", "tbody", "td", "tfoot", "th", "thead", "tr", "tt", "u", "ul", "var",
    ],
    attrs: &[
        ("*", &["align", "bgcolor", "dir", "height", "lang", "title", "valign", "width"]),
        ("a", &["href"]),
        ("blockquote", &["cite"]),
        ("col", &["span"]),
        ("colgroup", &["span"]),
        ("font", &["color", "face", "size"]),
        ("hr", &["noshade", "size"]),
        ("img", &["alt", "border", "hspace", "src", "vspace"]),
        ("ol", &["start", "type"]),
        ("table", &["border", "cellpadding", "cellspacing", "summary"]),
        ("td", &["colspan", "nowrap", "rowspan"]),
        ("th", &["colspan", "nowrap", "rowspan", "scope"]),
        ("ul", &["type"]),
    ],
    protocols: &["cid", "http", "https", "mailto", "tel"],
    mode: Mode::Strip,
};

/// The policy of a preset, with every key spelled out.
#[must_use]
pub fn preset(name: &str) -> Option<PolicySource> {
    let preset = match name {
        "rich" => RICH,
        "bleach" => BLEACH,
        "text" => TEXT,
        "markdown" => MARKDOWN,
        "github" => GITHUB,
        "email" => EMAIL,
        _ => return None,
    };
    let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
    Some(PolicySource {
        tags: Some(owned(preset.tags)),
        attrs: Some(preset.attrs.iter().map(|(tag, names)| ((*tag).to_owned(), owned(names))).collect()),
        protocols: Some(owned(preset.protocols)),
        mode: Some(preset.mode),
        ..PolicySource::default()
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::Policy;

    #[test]
    fn every_preset_is_a_policy() {
        for name in PRESETS {
            Policy::new(preset(name).unwrap()).unwrap();
        }
    }
}
