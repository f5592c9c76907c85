//! RIFF, by its form.

use crate::bytes::slice;
use crate::content::Content;
use crate::identify::{Answer, Why};
use crate::types::Type;

pub(super) fn identify(content: &Content) -> Answer {
    let label = match slice(content.head(), 8, 4) {
        Some(b"WEBP") => "webp",
        Some(b"WAVE") => "wav",
        Some(b"AVI ") => "avi",
        _ => {
            let of = crate::signature::foreign(content).unwrap_or(*Type::of("riff"));
            return Answer::sure(of, Why::Container);
        }
    };
    Answer::sure(*Type::of(label), Why::Container)
}
