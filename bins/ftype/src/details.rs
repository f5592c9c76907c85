//! What more is known of a content of some type: facts as data, and the description for people that is made of them.

mod archive;
pub(crate) mod audio;
mod document;
pub(crate) mod executable;
mod image;

use crate::content::Content;
use crate::identify::Answer;
use crate::text::{self, Reading};

/// A fact.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Value {
    /// A number.
    Number(u64),
    /// Yes or no.
    Bool(bool),
    /// A short text; versions are texts.
    Text(String),
}

/// Facts by name.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Details(pub Vec<(&'static str, Value)>);

impl Details {
    fn number(&mut self, name: &'static str, value: impl Into<u64>) {
        self.0.push((name, Value::Number(value.into())));
    }

    fn text(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push((name, Value::Text(value.into())));
    }

    fn bool(&mut self, name: &'static str, value: bool) {
        self.0.push((name, Value::Bool(value)));
    }

    fn optional(&mut self, name: &'static str, value: Option<String>) {
        if let Some(value) = value {
            self.text(name, value);
        }
    }

    /// Notes how many bytes stand behind the end of the content.
    pub fn trailing(&mut self, bytes: u64) {
        if bytes > 0 {
            self.number("trailing_bytes", bytes);
        }
    }

    /// A fact as text.
    #[must_use]
    pub fn get(&self, name: &str) -> Option<String> {
        self.0
            .iter()
            .find(|(own, _)| *own == name)
            .map(|(_, value)| match value {
                Value::Number(number) => number.to_string(),
                Value::Bool(bool) => bool.to_string(),
                Value::Text(text) => text.clone(),
            })
    }
}

/// The facts that the content shows, for types that have some.
#[must_use]
pub fn of(content: &Content, answer: &Answer) -> Details {
    let mut details = Details::default();
    let out = &mut details;
    // What lacks because the content was cut stays out; each reader fills in what it finds.
    let _ = match answer.of.label {
        "png" | "apng" => image::png(content, out),
        "jpg" => image::jpeg(content, out),
        "gif" => image::gif(content, out),
        "bmp" => image::bmp(content, out),
        "webp" => image::webp(content, out),
        "psd" => image::psd(content, out),
        "tiff" => image::tiff(content, out),
        "ico" => image::ico(content, out),
        "pdf" => document::pdf(content, out),
        "rtf" => document::rtf(content, out),
        "doc" | "xls" | "ppt" | "ole" => document::ole(content, out),
        label if label.starts_with("elf") => executable::elf(content, out),
        "pe" => executable::pe(content, out),
        "macho" => executable::macho(content, out),
        "class" => executable::class(content, out),
        "gz" => archive::gzip(content, out),
        "bz2" => archive::bzip2(content, out),
        "xz" => archive::xz(content, out),
        "zip" => archive::zip(content, out),
        "lha" => archive::lha(content, out),
        "iso" => archive::iso(content, out),
        "rar" => archive::rar(content, out),
        "7z" => archive::seven_zip(content, out),
        "mp3" | "aac" | "flac" => audio::details(content, out),
        "wav" => audio::wav(content, out),
        "opus" | "vorbis" => audio::ogg(content, out),
        "midi" => audio::midi(content, out),
        "avi" => audio::avi(content, out),
        "swf" => executable::flash(content, out),
        "wasm" => executable::wasm(content, out),
        "deb" => archive::deb(content, out),
        "rpm" => archive::rpm(content, out),
        "mobi" | "azw3" => document::mobi(content, out),
        "mkv" | "webm" => crate::probe::doc_type(content).map(|kind| out.text("doc_type", kind)),
        "mp4" | "m4a" | "mov" | "3gp" | "3g2" => document::brand(content, out),
        "123" => document::lotus(content, out),
        "wp" => document::word_perfect(content, out),
        "hwp" => document::hwp(content, out),
        "hdf4" | "hdf5" => {
            out.text("version", answer.of.label.trim_start_matches("hdf"));
            None
        }
        "sqlite" => document::sqlite(content, out),
        "pcap" => document::pcap(content, out),
        "woff" => document::woff(content, out),
        "ttf" => document::ttf(content, out),
        _ => None,
    };
    if let Some(writing) = answer.text {
        let text = text::head(content, writing);
        details.text("lines", text::lines(content, &text));
        details.bool("bom", writing.bom);
        details.optional("interpreter", crate::language::shebang(text.head()));
        if answer.of.chain().any(|own| own.label == "xml") {
            details.optional("version", crate::probe::xml::version(&text));
        }
    } else if let (true, Reading::Begins(text)) = (answer.of.is_text(), text::begins(content.head())) {
        details.optional("interpreter", crate::language::shebang(text.head()));
    }
    details
}

/// The description for people: what the type is called, and the facts that people look for.
#[must_use]
pub fn description(answer: &Answer, details: &Details) -> String {
    let mut out = answer.of.description.to_owned();
    let get = |name: &str| details.get(name);
    let size = get("width").zip(get("height"));
    let mut add = |text: String| out.push_str(&text);
    match answer.of.label {
        "png" | "apng" => {
            if let (Some((width, height)), Some(depth), Some(color)) = (size, get("bit_depth"), get("color"))
            {
                let interlaced = if get("interlaced").as_deref() == Some("true") {
                    "interlaced"
                } else {
                    "non-interlaced"
                };
                let color = if color.starts_with("RGB") {
                    format!("/color {color}")
                } else {
                    format!(" {color}")
                };
                add(format!(", {width} x {height}, {depth}-bit{color}, {interlaced}"));
            }
        }
        "jpg" => {
            if let (Some((width, height)), Some(depth), Some(parts)) =
                (size, get("bit_depth"), get("components"))
            {
                add(format!(
                    ", precision {depth}, {width}x{height}, components {parts}"
                ));
            }
        }
        "gif" => {
            get("version")
                .into_iter()
                .for_each(|version| add(format!(", version {version}")));
            size.into_iter()
                .for_each(|(width, height)| add(format!(", {width} x {height}")));
        }
        "bmp" => size
            .zip(get("bit_depth"))
            .into_iter()
            .for_each(|((w, h), depth)| add(format!(", {w} x {h} x {depth}"))),
        "webp" | "psd" | "ico" => size
            .into_iter()
            .for_each(|(width, height)| add(format!(", {width} x {height}"))),
        "tiff" => {
            get("endian")
                .into_iter()
                .for_each(|endian| add(format!(", {endian}-endian")));
            size.into_iter()
                .for_each(|(width, height)| add(format!(", {width} x {height}")));
        }
        "pdf" => {
            get("version")
                .into_iter()
                .for_each(|version| add(format!(", version {version}")));
            if get("encrypted").as_deref() == Some("true") {
                add(", encrypted".to_owned());
            }
            if let Some(pages) = get("pages").filter(|pages| pages != "0") {
                add(format!(", {pages} page(s)"));
            }
        }
        "zip" => get("version")
            .into_iter()
            .for_each(|version| add(format!(", at least v{version} to extract"))),
        "rar" => get("version")
            .into_iter()
            .for_each(|version| add(format!(", v{version}"))),
        "7z" => get("version")
            .into_iter()
            .for_each(|version| add(format!(", version {version}"))),
        "gz" => get("original_name")
            .into_iter()
            .for_each(|name| add(format!(", was {name:?}"))),
        "bz2" => get("block_size")
            .into_iter()
            .for_each(|size| add(format!(", block size = {size}k"))),
        "xz" => get("check")
            .into_iter()
            .for_each(|check| add(format!(", checksum {check}"))),
        label if label.starts_with("elf") => {
            let order = get("endian").map(|endian| if endian == "little" { "LSB" } else { "MSB" });
            if let (Some(bits), Some(order), Some(kind), Some(arch)) =
                (get("bits"), order, get("kind"), get("arch"))
            {
                add(format!(" {bits}-bit {order} {kind}, {arch}"));
                get("linking")
                    .into_iter()
                    .for_each(|linking| add(format!(", {linking}ally linked")));
            }
        }
        "pe" => {
            get("format")
                .into_iter()
                .for_each(|format| add(format!(", {format}")));
            get("subsystem")
                .into_iter()
                .for_each(|subsystem| add(format!(" ({subsystem})")));
            get("arch").into_iter().for_each(|arch| add(format!(", {arch}")));
        }
        "macho" => get("bits")
            .zip(get("arch"))
            .into_iter()
            .for_each(|(bits, arch)| add(format!(" {bits}-bit {arch}"))),
        "class" | "lha" | "hdf4" | "hdf5" | "123" | "wp" | "hwp" | "swf" | "pcap" | "mobi" | "rpm"
        | "wasm" => {
            get("version")
                .into_iter()
                .for_each(|version| add(format!(", version {version}")));
        }
        "wav" | "flac" | "mp3" | "aac" | "opus" | "vorbis" | "aiff" => {
            if let Some(rate) = get("bit_rate") {
                add(format!(", {rate} kbps"));
            }
            if let Some(depth) = get("bit_depth") {
                add(format!(", {depth} bit"));
            }
            if let Some(channels) = get("channels") {
                add(match channels.as_str() {
                    "1" => ", mono".to_owned(),
                    "2" => ", stereo".to_owned(),
                    more => format!(", {more} channels"),
                });
            }
            if let Some(rate) = get("sample_rate") {
                add(format!(" {rate} Hz"));
            }
            if let Some(frames) = get("frames") {
                add(format!(", {frames} frames"));
            }
        }
        "midi" => {
            if let (Some(format), Some(tracks)) = (get("format"), get("tracks")) {
                add(format!(", format {format}, {tracks} track(s)"));
            }
        }
        "avi" => size
            .into_iter()
            .for_each(|(width, height)| add(format!(", {width} x {height}"))),
        "doc" | "xls" | "ppt" | "ole" => {
            let facts = [
                ("title", "Title"),
                ("author", "Author"),
                ("last_saved_by", "Last Saved By"),
                ("application", "Name of Creating Application"),
            ];
            if get("encrypted").as_deref() == Some("true") {
                add(", encrypted".to_owned());
            }
            for (name, words) in facts {
                if let Some(value) = get(name) {
                    add(format!(", {words}: {value}"));
                }
            }
        }
        "iso" => get("volume_name")
            .filter(|name| !name.is_empty())
            .into_iter()
            .for_each(|name| add(format!(" '{name}'"))),
        "deb" => get("version")
            .into_iter()
            .for_each(|version| add(format!(" (format {version})"))),
        _ => {}
    }
    if let Some(text) = &answer.text {
        let charset = match text.charset {
            "us-ascii" => "ASCII text".to_owned(),
            other => format!("{} text", other.to_uppercase()),
        };
        match answer.of.label {
            "txt" => out = charset,
            _ => out.push_str(&format!(", {charset}")),
        }
        match get("lines").unwrap_or_default().as_str() {
            "crlf" => out.push_str(", with CRLF line terminators"),
            "cr" => out.push_str(", with CR line terminators"),
            "mixed" => out.push_str(", with mixed line terminators"),
            _ => {}
        }
    } else if answer.of.is_text() {
        out.push_str(", with binary data");
    }
    out
}
