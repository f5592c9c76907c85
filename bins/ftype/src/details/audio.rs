//! Audio: MPEG frames (ISO/IEC 11172-3, 13818-3), ADTS (ISO/IEC 13818-7), FLAC (RFC 9639), WAVE.

use super::Details;
use crate::bytes::{be16, be32, find, le16, le32, slice, u8_at};
use crate::content::Content;

/// A frame of compressed audio.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Frame {
    pub(crate) label: &'static str,
    /// In bytes, header included.
    pub(crate) length: usize,
    /// In kbit/s; 0 where the header does not say.
    bit_rate: u32,
    /// In Hz.
    pub(crate) sample_rate: u32,
    channels: u8,
}

const BIT_RATES: [[u32; 15]; 5] = [
    [
        0, 32, 64, 96, 128, 160, 192, 224, 256, 288, 320, 352, 384, 416, 448,
    ],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384],
    [0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320],
    [0, 32, 48, 56, 64, 80, 96, 112, 128, 144, 160, 176, 192, 224, 256],
    [0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160],
];
const SAMPLE_RATES: [u32; 3] = [44100, 48000, 32000];
const ADTS_RATES: [u32; 13] = [
    96000, 88200, 64000, 48000, 44100, 32000, 24000, 22050, 16000, 12000, 11025, 8000, 7350,
];

/// The frame that begins at this place.
pub(crate) fn frame(bytes: &[u8], at: usize) -> Option<Frame> {
    let header = be32(bytes, at)?;
    if header >> 21 != 0x7ff {
        return None;
    }
    if header >> 17 & 3 == 0 {
        adts(bytes, at)
    } else {
        mpeg(header)
    }
}

fn mpeg(header: u32) -> Option<Frame> {
    let version = header >> 19 & 3;
    let layer = 4 - (header >> 17 & 3);
    let first = version == 3;
    let divisor = match version {
        3 => 1,
        2 => 2,
        0 => 4,
        _ => return None,
    };
    let table = match (first, layer) {
        (true, 1) => 0,
        (true, 2) => 1,
        (true, _) => 2,
        (false, 1) => 3,
        (false, _) => 4,
    };
    let bit_rate = *BIT_RATES
        .get(table)?
        .get(usize::try_from(header >> 12 & 15).ok()?)?;
    let sample_rate = SAMPLE_RATES.get(usize::try_from(header >> 10 & 3).ok()?)? / divisor;
    if bit_rate == 0 {
        return None;
    }
    let padding = header >> 9 & 1;
    let length = match layer {
        1 => (12_000 * bit_rate / sample_rate + padding) * 4,
        3 if !first => 72_000 * bit_rate / sample_rate + padding,
        _ => 144_000 * bit_rate / sample_rate + padding,
    };
    let channels = if header >> 6 & 3 == 3 { 1 } else { 2 };
    Some(Frame {
        label: "mp3",
        length: usize::try_from(length).ok()?,
        bit_rate,
        sample_rate,
        channels,
    })
}

fn adts(bytes: &[u8], at: usize) -> Option<Frame> {
    let header = slice(bytes, at, 7)?;
    let [a, b, c, d, e, f, _] = *header else {
        return None;
    };
    if a != 0xff || b & 0xf6 != 0xf0 {
        return None;
    }
    let sample_rate = *ADTS_RATES.get(usize::from(c >> 2 & 15))?;
    let length = usize::from(d & 3) << 11 | usize::from(e) << 3 | usize::from(f >> 5);
    (length >= 7).then_some(Frame {
        label: "aac",
        length,
        bit_rate: 0,
        sample_rate,
        channels: (c & 1) << 2 | d >> 6,
    })
}

/// Where ID3v2 tags end.
fn behind_tags(content: &Content) -> Option<u64> {
    let mut at: u64 = 0;
    for _ in 0..8 {
        let tag = content.at(at, 10);
        if slice(&tag, 0, 3) != Some(b"ID3") {
            break;
        }
        let size = be32(&tag, 6)?;
        let size = (size & 0x7f) | (size & 0x7f00) >> 1 | (size & 0x7f_0000) >> 2 | (size & 0x7f00_0000) >> 3;
        let footer = if u8_at(&tag, 5)? & 0x10 != 0 { 10 } else { 0 };
        at = at.checked_add(10 + u64::from(size) + footer)?;
    }
    Some(at)
}

/// What is behind ID3v2 tags, and its first frame if it has frames.
pub(crate) fn behind_id3(content: &Content) -> Option<(&'static str, Option<Frame>)> {
    let at = behind_tags(content)?;
    let rest = content.at(at, 16 << 10);
    if rest.starts_with(b"fLaC") {
        return Some(("flac", None));
    }
    if rest.starts_with(b"MAC ") {
        return Some(("ape", None));
    }
    // Padding and junk may follow a tag.
    let first = (0..rest.len().min(8 << 10)).find_map(|at| {
        let own = frame(&rest, at)?;
        let next = frame(&rest, at.checked_add(own.length)?);
        let last = rest.len() < at + own.length + 4;
        (last || next.is_some_and(|next| next.label == own.label)).then_some(own)
    })?;
    Some((first.label, Some(first)))
}

pub(super) fn details(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let found = if head.starts_with(b"ID3") {
        behind_id3(content)
    } else {
        frame(head, 0).map(|frame| (frame.label, Some(frame)))
    };
    if let Some((_, Some(frame))) = found {
        if frame.bit_rate > 0 {
            out.number("bit_rate", frame.bit_rate);
        }
        out.number("sample_rate", frame.sample_rate);
        out.number("channels", frame.channels);
        return Some(());
    }
    let stream = if head.starts_with(b"ID3") {
        content.at(behind_tags(content)?, 64)
    } else {
        head.get(..64)?.to_vec()
    };
    let info = be32(&stream, 18)?;
    out.number("channels", (info >> 9 & 7) + 1);
    out.number("sample_rate", info >> 12);
    let depth = (info & 0x1f0) >> 4;
    out.number("bit_depth", depth + 1);
    Some(())
}

pub(super) fn wav(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let format = find(head, b"fmt ")?;
    out.number("channels", le16(head, format + 10)?);
    out.number("sample_rate", le32(head, format + 12)?);
    out.number("bit_depth", le16(head, format + 22)?);
    let block = u32::from(le16(head, format + 20)?);
    let frames = |data: usize| {
        let said = le32(head, data + 4)?;
        // Writers to pipes leave the size open.
        let there = content.size().saturating_sub(data as u64 + 8);
        u64::from(said).min(there).checked_div(u64::from(block))
    };
    if let Some(frames) = find(head, b"data").and_then(frames) {
        out.number("frames", frames);
    }
    Some(())
}

/// Opus (RFC 7845) and Vorbis in Ogg.
pub(super) fn ogg(content: &Content, out: &mut Details) -> Option<()> {
    let packet = crate::probe::ogg_packet(content.head())?;
    let (channels, rate) = if packet.starts_with(b"OpusHead") {
        (9, 12)
    } else {
        (11, 12)
    };
    out.number("channels", u8_at(packet, channels)?);
    out.number("sample_rate", le32(packet, rate)?);
    Some(())
}

pub(super) fn midi(content: &Content, out: &mut Details) -> Option<()> {
    out.number("format", be16(content.head(), 8)?);
    out.number("tracks", be16(content.head(), 10)?);
    Some(())
}

/// AVI: its main header.
pub(super) fn avi(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let header = find(head, b"avih")?;
    out.number("width", le32(head, header + 40)?);
    out.number("height", le32(head, header + 44)?);
    Some(())
}
