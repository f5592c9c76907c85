//! Does the name tell the truth? The extension against the content. An empty file says nothing against any name.

use std::path::Path;

use crate::identify::{Answer, Why};
use crate::types::{self, Group, Type};

/// Extensions of these types promise a signature, so other text under them is a lie.
const PROMISES: &[&str] = &["pdf", "postscript", "rtf", "svg"];

/// Text types that a page of HTML cannot be: they never begin with a tag. An error page that was saved under such a name is no
/// other language for the same thing.
const NEVER_A_PAGE: &str = "json json-feed axml pgp der crt key pkcs8 ndjson ipynb csv tsv pem css scss less yaml toml ini po ics vcf vtt srt javascript typescript python c \
    cpp objectivec java go rust ruby shell sql lua perl latex bibtex makefile kotlin swift xml";

/// Formats that are written in another, and of which that other is all that shows in some of their files: what only the carrier is
/// known of may bear these extensions.
const WRITTEN_IN: &[(&str, &str)] = &[
    (
        "zip",
        "123dx aab air amf appx appxbundle bau cddx ckpt dwfx f3d fbx fbz fig fla hwpx idml key mar mcpack mxl numbers ora oxt \
         pages pbix pkl pt pth scdoc sketch skp smf stc std sti sgw stw uop uos uot usdz vsix wgt whl xap xmind xpi npz jar ipa",
    ),
    ("jar", "aab oxt mxl xap ipa"),
    ("ooxml", "appx appxbundle cddx dwfx f3d scdoc vsix xps oxps"),
    ("xps", "dwfx"),
    (
        "ole",
        "c4d dgn dwg fbx fla iam idw ipn ipt max mpp mpt mso one pub qpw rvt sda sdc sdd sds sdw shw slddrw sldasm sldprt smf suo \
         wb1 wb2 wb3 wdb wks wps wpd wq1 xlr",
    ),
    (
        "tiff",
        "3fr arw dcr erf iiq kdc mef mos nef nrw orf pef raw rw2 rwl sr2 srf srw",
    ),
    ("hdf5", "mat"),
    ("riff", "ani amv cda wav avi sf2"),
];

/// Extensions of binary formats under which text is as usual: those of formats that are written in text as well, and words and
/// abbreviations that have other meanings.
const TEXT_AS_WELL: &str = "123 a a3d abw age alias amf ar asc ase awt bc bin bundle caf cap cer class com core cpio crt csr dae db dbf dd der dff \
    dmp dot drawio drc dsf fat ff fig fit flf fnt fts gb gbc gg gmo gpg hdr hive id3 idx iges igs indd iqe it journal key ko \
    lib lit lrf ma mar mat max mb md mdb mid miff mla mo mod mpc mpd mpp mpt msg mso mst mts mtv node nsp numbers o obj one \
    ora otm out p7c p7m p7s p8 pack pages pam par pdb pef pf pfa pgp pkl plist pls ply pot potm prc prg pub qt ra ram raw \
    res rm rz sav sbx sc scd scdoc scr scs sda sdc sdd sds sdw sgi shp shw sit skp sln smf sms snap so spl spx stc std step \
    sti stl stw sug swap sys tab tasty tmx ts u3d uimage uop uos uot usda usdc usf vcd vhd vmdk voc vox vss vst wdb wire wks \
    wpl wri wrl x3d xap xm xml z";

/// Extensions that say nothing about the format: of parts of programs, of raw data, of databases of many kinds.
const ANYTHING: &str =
    "app bak bin cache cgi dat data db dmp dump fcgi fst img out pck raw res rom rsc sys tmp";

/// Types of files whose names say other things than a type, such as the terminal that they describe.
const NAMED_OTHERWISE: &[&str] = &["terminfo", "tzif"];

/// Extensions, and what else than the types of the table they stand for.
const ALSO: &[(&str, &[&str])] = &[
    ("a", &["elf", "macho", "coff", "wasm", "bc"]),
    ("ai", &["pdf"]),
    ("bundle", &["macho"]),
    (
        "doc",
        &["txt", "markdown", "rst", "asciidoc", "latex", "texinfo", "roff"],
    ),
    ("jar", &["zip"]),
    ("lib", &["coff", "elf"]),
    // Brands of ISO media say who wrote a file first; the same streams are in each.
    ("3g2", &["3gp", "mp4", "m4a"]),
    ("3gp", &["3g2", "mp4", "m4a"]),
    ("m4a", &["3gp", "3g2"]),
    ("m4v", &["3gp", "mov"]),
    ("mp4", &["m4a", "3gp", "3g2"]),
    // Modules of Node.js are libraries of any system.
    ("node", &["elf", "macho", "pe"]),
    ("o", &["elf", "macho", "coff", "wasm", "bc", "pe"]),
    ("pkl", &["gz", "bz2", "xz", "zlib", "npy", "zip"]),
    ("pt", &["pickle", "tar"]),
    ("pth", &["pickle", "tar"]),
    ("pyd", &["pe", "elf"]),
    ("so", &["macho"]),
    // WPS Office writes what Word does.
    ("wps", &["doc", "docx"]),
    ("xpi", &["zip"]),
];

fn lists(list: &str, extension: &str) -> bool {
    list.split_ascii_whitespace().any(|own| own == extension)
}

/// True when the extension says another type than the content; `None` when nobody knows the extension or there is none.
#[must_use]
pub fn mismatch(path: &Path, answer: &Answer) -> Option<bool> {
    let extension = types::extension(path)?;
    // A version, or a section of the manual.
    if extension.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let said: Vec<&Type> = types::by_extension(&extension)?.collect();
    let of = answer.of;
    let says_anything =
        of.group == Group::Inode || NAMED_OTHERWISE.contains(&of.label) || lists(ANYTHING, &extension);
    // A kind of ELF is ELF, but a page is not what plain text means.
    let is = |label: &&str| of.label == *label || *label != "txt" && of.chain().any(|of| of.label == *label);
    let also = ALSO
        .iter()
        .any(|(own, labels)| *own == extension && labels.iter().any(is));
    let carried = WRITTEN_IN
        .iter()
        .any(|(carrier, extensions)| *carrier == of.label && lists(extensions, &extension));
    // What else the content may go by.
    let stands_for = answer
        .also
        .is_some_and(|label| said.iter().any(|said| said.chain().any(|own| own.label == label)));
    if says_anything || also || carried || stands_for || of.allows(&extension) {
        return Some(false);
    }
    let says_text = said.is_empty() || said.iter().any(|said| said.is_text());
    if of.is_text() {
        let promised = said.iter().all(|said| PROMISES.contains(&said.label)) && !said.is_empty();
        let is_said = |label: &str| said.iter().any(|said| said.label == label);
        let drawing = (of.label == "svg" && is_said("html")) || (of.label == "html" && is_said("svg"));
        // A drawing may be of any XML, as far as the rest of the content shows.
        let promised = promised && !(of.label == "xml" && is_said("svg"));
        let page = of.label == "html" && answer.why != Why::TextModel && answer.why != Why::Name;
        let never = |said: &&Type| lists(NEVER_A_PAGE, said.label);
        let page = page && !said.is_empty() && said.iter().all(never);
        let usual = says_text || lists(TEXT_AS_WELL, &extension);
        return Some(!usual || promised || drawing || page);
    }
    // A kind of what the extension says is fine, and so is what says the same MIME type.
    let is_program = |of: Type| of.chain().any(|own| own.label == "elf");
    let kin = |said: &&Type| {
        of.chain().any(|own| own == **said) || said.mime == of.mime || is_program(of) && is_program(**said)
    };
    if said.iter().any(kin) {
        return Some(false);
    }
    // What only a rare language is written under may as well be of a program's own.
    let usual = said.iter().any(|said| said.has_extension(&extension));
    match of.label {
        "data" => Some(usual && said.iter().any(|said| said.is_text() || has_signature(said))),
        "macho" => Some(usual),
        _ if is_program(of) => Some(usual),
        _ => Some(true),
    }
}

/// Nearly all binary types begin with a signature; the few that do not cannot be missed.
fn has_signature(of: &Type) -> bool {
    !matches!(of.group, Group::Data | Group::Inode)
        && !matches!(of.label, "mts" | "iso" | "ps" | "dgn" | "stl" | "br")
}
