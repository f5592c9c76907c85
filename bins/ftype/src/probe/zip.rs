//! Zip packages, by their central directory: the order of members, sizes in descriptors and junk in front do not matter.

mod directory;

use crate::bytes::{find, has, le16, le32, slice};
use crate::content::Content;
use crate::identify::{Answer, Why};
use crate::types::Type;

use directory::Directory;

/// How much of a telling member is read, in bytes.
const MEMBER: u64 = 256 << 10;

/// Main parts of Office packages, as `[Content_Types].xml` names them, and the types they make (ECMA-376, MS-OFFMACRO2).
const CONTENT_TYPES: &[(&str, &str)] = &[
    ("wordprocessingml.document.main+xml", "docx"),
    ("wordprocessingml.template.main+xml", "dotx"),
    ("ms-word.document.macroenabled.main+xml", "docm"),
    ("ms-word.template.macroenabledtemplate.main+xml", "dotm"),
    ("spreadsheetml.sheet.main+xml", "xlsx"),
    ("spreadsheetml.template.main+xml", "xltx"),
    ("ms-excel.sheet.macroenabled.main+xml", "xlsm"),
    ("ms-excel.template.macroenabled.main+xml", "xltm"),
    ("ms-excel.sheet.binary.macroenabled.main", "xlsb"),
    ("ms-excel.addin.macroenabled.main+xml", "xlam"),
    ("presentationml.presentation.main+xml", "pptx"),
    ("presentationml.template.main+xml", "potx"),
    ("presentationml.slideshow.main+xml", "ppsx"),
    ("ms-powerpoint.presentation.macroenabled.main+xml", "pptm"),
    ("ms-powerpoint.template.macroenabled.main+xml", "potm"),
    ("ms-powerpoint.slideshow.macroenabled.main+xml", "ppsm"),
    ("ms-powerpoint.addin.macroenabled.main+xml", "ppam"),
    ("ms-visio.drawing.main+xml", "vsdx"),
    ("ms-visio.drawing.macroenabled.main+xml", "vsdm"),
    ("ms-visio.template.main+xml", "vstx"),
    ("ms-visio.stencil.main+xml", "vssx"),
    ("ms-package.xps-fixeddocumentsequence+xml", "xps"),
    ("ms-package.xps-fixeddocument+xml", "xps"),
    ("ms-package.3dmanufacturing-3dmodel+xml", "3mf"),
];

pub(super) fn identify(content: &Content) -> Answer {
    let Some(directory) = Directory::of(content) else {
        return by_head(content);
    };
    let package = Package { content, directory };
    let names = package.directory.names();
    let label = by_mimetype(&package)
        .or_else(|| by_content_types(&package))
        .or_else(|| by_manifest(&package))
        .or_else(|| by_names(&names))
        .or_else(|| by_document(&package, &names))
        .or_else(|| by_index(&package))
        .or_else(|| is_package(&package).then_some("ooxml"))
        .unwrap_or("zip");
    let why = if label == "zip" {
        Why::Magic
    } else {
        Why::Container
    };
    Answer {
        truncated: package.directory.cut,
        ..Answer::sure(*Type::of(label), why)
    }
}

/// No central directory within reach: what the head shows has to do.
fn by_head(content: &Content) -> Answer {
    let names = names_of_head(content.head());
    let document = || {
        let at = find(content.head(), DOCUMENT.as_bytes())? + DOCUMENT.len();
        content.head().get(at..)
    };
    let label = by_names(&names)
        .or_else(|| iwork(&names, document().unwrap_or_default()))
        .or_else(|| mimetype_of_head(content.head()))
        .unwrap_or("zip");
    Answer {
        truncated: true,
        confidence: 0.8,
        ..Answer::sure(*Type::of(label), Why::Container)
    }
}

struct Package<'c> {
    content: &'c Content,
    directory: Directory,
}

impl Package<'_> {
    /// The beginning of a member as text.
    fn text(&self, name: &str) -> Option<String> {
        let bytes = self.directory.member(self.content, name, MEMBER)?;
        Some(shared::charset::decode(&bytes, None).text.into_owned())
    }
}

fn by_mimetype(package: &Package<'_>) -> Option<&'static str> {
    label_of_mimetype(&package.text("mimetype")?)
}

fn label_of_mimetype(text: &str) -> Option<&'static str> {
    let of = Type::of_mime(text.trim_matches(|c: char| c.is_whitespace() || c == '\0' || c == '\u{feff}'))?;
    of.chain().any(|own| own.label == "zip").then_some(of.label)
}

fn by_content_types(package: &Package<'_>) -> Option<&'static str> {
    let types = package.text("[Content_Types].xml")?.to_ascii_lowercase();
    CONTENT_TYPES
        .iter()
        .find(|(name, _)| types.contains(name))
        .map(|(_, label)| *label)
}

/// Open packaging (ECMA-376 part 2), whose parts name no type that is known.
fn is_package(package: &Package<'_>) -> bool {
    let types = package.text("[Content_Types].xml");
    types.is_some_and(|types| types.to_ascii_lowercase().contains("openxmlformats"))
}

/// By the type of the package as a whole, which OpenDocument and its forerunner write down.
fn by_manifest(package: &Package<'_>) -> Option<&'static str> {
    let manifest = package.text("META-INF/manifest.xml")?;
    let values = manifest
        .split("media-type=\"")
        .skip(1)
        .filter_map(|rest| rest.split('"').next());
    values
        .take(1000)
        .find_map(|value| label_of_mimetype(value).filter(|label| *label != "zip"))
}

/// iWork of 2009 and before, by the root of its document.
fn by_index(package: &Package<'_>) -> Option<&'static str> {
    let index = package.text("index.xml")?;
    let roots = [
        ("<sl:document", "pages"),
        ("<ls:document", "numbers"),
        ("<key:presentation", "key"),
    ];
    roots
        .into_iter()
        .find(|(root, _)| index.contains(root))
        .map(|(_, label)| label)
}

/// iWork since 2013, by its document.
fn by_document(package: &Package<'_>, names: &[&str]) -> Option<&'static str> {
    let head = package.directory.member(package.content, DOCUMENT, 64)?;
    iwork(names, &head)
}

/// Pages numbers its kinds of messages from 10000 on, Numbers from 1: the first message of a document tells.
fn iwork<S: AsRef<str>>(names: &[S], document: &[u8]) -> Option<&'static str> {
    names.iter().find(|own| own.as_ref() == DOCUMENT)?;
    // A frame of Snappy, then a message's header: identifier (field 1), information (field 2) with the kind (field 1).
    let pages = has(document.get(..32).unwrap_or(document), &[0x08, 0x90, 0x4e]);
    let tables = names.iter().any(|own| own.as_ref().starts_with("Index/Tables/"));
    Some(if tables && !pages { "numbers" } else { "pages" })
}

/// The member that every iWork document since 2013 has.
const DOCUMENT: &str = "Index/Document.iwa";

/// By the members that every package of the type has.
fn by_names<S: AsRef<str>>(names: &[S]) -> Option<&'static str> {
    let has = |name: &str| names.iter().any(|own| own.as_ref() == name);
    let below = |folder: &str| names.iter().any(|own| own.as_ref().starts_with(folder));
    let ends = |end: &str| names.iter().any(|own| own.as_ref().ends_with(end));
    let tests: &[(&dyn Fn() -> bool, &str)] = &[
        (&|| has("word/document.xml"), "docx"),
        (&|| has("xl/workbook.bin"), "xlsb"),
        (&|| has("xl/workbook.xml"), "xlsx"),
        (&|| has("ppt/presentation.xml"), "pptx"),
        (&|| has("visio/document.xml"), "vsdx"),
        (&|| has("_rels/.rels") && below("word/"), "docx"),
        (&|| has("_rels/.rels") && below("xl/"), "xlsx"),
        (&|| has("_rels/.rels") && below("ppt/"), "pptx"),
        (&|| has("extension.vsixmanifest"), "vsix"),
        (&|| has("AppxManifest.xml") && has("AppxBlockMap.xml"), "appx"),
        (&|| has("BundleConfig.pb") && below("base/"), "aab"),
        (&|| ends(".dist-info/WHEEL"), "wheel"),
        (&|| has("DOMDocument.xml"), "fla"),
        (&|| has("designmap.xml") && below("Spreads/"), "idml"),
        (
            &|| has("document.json") && has("meta.json") && below("pages/"),
            "sketch",
        ),
        (
            &|| ends("/data.pkl") && (ends("/version") || below("code/") || ends("/byteorder")),
            "torch",
        ),
        (
            &|| {
                let first = names.first().map(AsRef::as_ref);
                first.is_some_and(|name| [".usd", ".usda", ".usdc"].iter().any(|end| name.ends_with(end)))
            },
            "usdz",
        ),
        (
            &|| {
                has("META-INF/container.xml")
                    && (ends(".musicxml") || ends(".xml") && names.len() <= 4)
                    && !ends(".opf")
                    && !ends(".html")
                    && !ends(".xhtml")
            },
            "mxl",
        ),
        (&|| below("META-INF/com/android/build/gradle/"), "apk"),
        (
            &|| has("FixedDocSeq.fdseq") || has("FixedDocumentSequence.fdseq"),
            "xps",
        ),
        (&|| has("META-INF/container.xml") && ends(".opf"), "epub"),
        (
            &|| {
                has("AndroidManifest.xml")
                    && (has("classes.dex") || has("resources.arsc") || below("META-INF/"))
            },
            "apk",
        ),
        (&|| has("META-INF/manifest.xml") && has("description.xml"), "oxt"),
        (
            &|| {
                has("META-INF/mozilla.rsa")
                    || has("install.rdf")
                    || (has("manifest.json") && below("META-INF/"))
            },
            "xpi",
        ),
        (&|| has("META-INF/MANIFEST.MF"), "jar"),
        (
            &|| !names.is_empty() && names.iter().all(|own| own.as_ref().ends_with(".npy")),
            "npz",
        ),
        (&|| has("META-INF/ASiCManifest.xml"), "asics"),
        (&|| below("Payload/") && ends(".app/Info.plist"), "ipa"),
        (
            &|| {
                below("Index/Slide")
                    || below("Index/MasterSlide")
                    || has("index.apxl")
                    || has("index.apxl.gz")
            },
            "key",
        ),
        (&|| has("Index.zip"), "pages"),
        (
            &|| has("doc.kml") || (ends(".kml") && names.len() < 1000 && !below("META-INF/")),
            "kmz",
        ),
        (&|| has("[Content_Types].xml") && below("_rels/"), "ooxml"),
        (&|| ends(".class"), "jar"),
    ];
    tests.iter().find(|(test, _)| test()).map(|(_, label)| *label)
}

/// The names in the local headers of the head, one behind the other as far as their sizes are known.
fn names_of_head(head: &[u8]) -> Vec<String> {
    let mut names = Vec::new();
    let mut at: Option<usize> = Some(0);
    while let Some(begin) = at.filter(|_| names.len() < 200) {
        let header = |offset: usize| begin.checked_add(offset);
        let (Some(length), Some(extra)) = (
            header(26).and_then(|at| le16(head, at)).map(usize::from),
            header(28).and_then(|at| le16(head, at)).map(usize::from),
        ) else {
            break;
        };
        if let Some(name) = header(30).and_then(|at| slice(head, at, length)) {
            names.push(String::from_utf8_lossy(name).into_owned());
        }
        let size = header(18)
            .and_then(|at| le32(head, at))
            .and_then(|size| usize::try_from(size).ok())
            .unwrap_or(0);
        let behind = begin.saturating_add(30 + length + extra).saturating_add(size);
        // Where the size comes behind the data it is not known here; the next header is. Stored data may hold headers of its own.
        let streamed = header(6)
            .and_then(|at| le16(head, at))
            .is_some_and(|flags| flags & 8 != 0);
        if streamed && size == 0 && header(8).and_then(|at| le16(head, at)) == Some(0) {
            break;
        }
        at = head
            .get(behind..)
            .and_then(|rest| memchr::memmem::find(rest, b"PK\x03\x04"))
            .map(|found| behind + found);
    }
    names
}

/// The stored member `mimetype`, which comes first.
fn mimetype_of_head(head: &[u8]) -> Option<&'static str> {
    if slice(head, 30, 8)? != b"mimetype" || le16(head, 8)? != 0 {
        return None;
    }
    let length = usize::try_from(le32(head, 18)?).ok()?.min(128);
    let extra = usize::from(le16(head, 28)?);
    label_of_mimetype(std::str::from_utf8(slice(head, 38 + extra, length)?).ok()?)
}

/// True when the tail holds the end of a central directory: a zip file, whatever is in front of it.
pub(crate) fn ends_as_zip(content: &Content) -> bool {
    Directory::of(content).is_some_and(|directory| !directory.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn every_label_is_a_type() {
        for (_, label) in CONTENT_TYPES {
            assert_eq!(Type::of(label).label, *label);
        }
    }

    #[test]
    fn the_members_of_a_member_are_not_those_of_the_package() {
        let header = |name: &str, data: &[u8]| {
            let mut header = b"PK\x03\x04\x0a\0\0\0\0\0\0\0\0\0\0\0\0\0".to_vec();
            header.extend(u32::try_from(data.len()).unwrap().to_le_bytes().repeat(2));
            header.extend(u16::try_from(name.len()).unwrap().to_le_bytes());
            header.extend([0, 0]);
            header.extend(name.bytes());
            header.extend(data);
            header
        };
        let inner = header("META-INF/MANIFEST.MF", b"x");
        let outer = [header("a.jar", &inner), header("b", b"")].concat();
        assert_eq!(names_of_head(&outer), ["a.jar", "b"]);
    }

    proptest! {
        #[test]
        fn any_bytes_behind_the_signature_are_answered(bytes in proptest::collection::vec(any::<u8>(), 0..300)) {
            let with = [b"PK\x03\x04".as_slice(), &bytes].concat();
            let _ = identify(&Content::of_bytes(with, false, 1 << 20));
        }
    }
}
