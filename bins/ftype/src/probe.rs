//! The probers of families: what shares a signature and differs inside.

pub(crate) mod disk;
mod ebml;
mod isobmff;
mod ogg;
pub(crate) mod ole;
mod riff;
mod tiff;
pub(crate) mod xml;
pub(crate) mod zip;

use crate::content::Content;
use crate::identify::{Answer, Why};
use crate::types::Type;

pub(crate) use isobmff::brand;
pub(crate) use ogg::packet as ogg_packet;

/// The DocType of a Matroska file.
pub(crate) fn doc_type(content: &Content) -> Option<&'static str> {
    ebml::doc_type(content.head())
}

/// Says what content of this family is.
pub(crate) fn look_closer(family: &str, content: &Content) -> Answer {
    let (label, why) = match family {
        "zip" => return zip::identify(content),
        "ole" => return ole::identify(content),
        "mkv" => (ebml::identify(content), Why::Container),
        "ogg" => (ogg::identify(content), Why::Container),
        "riff" => return riff::identify(content),
        "tiff" => (tiff::identify(content), Why::Magic),
        "bmff" => (isobmff::identify(content), Why::Container),
        _ => (
            crate::details::audio::behind_id3(content).map_or("mp3", |(label, _)| label),
            Why::Container,
        ),
    };
    Answer::sure(*Type::of(label), why)
}
