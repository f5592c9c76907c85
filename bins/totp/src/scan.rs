//! QR codes in pictures -> text.

use std::io::Cursor;

use rxing::common::HybridBinarizer;
use rxing::multi::MultipleBarcodeReader;
use rxing::qrcode::cpp_port::QrReader;
use rxing::{BinaryBitmap, DecodeHints, Luma8LuminanceSource};

use image::{DynamicImage, GrayImage, ImageReader, Limits, imageops};

/// The largest side of a picture, in pixels.
const MAX_SIDE: u32 = 20_000;
/// The most memory a picture may take, in bytes.
const MAX_BYTES: u64 = 256 << 20;
/// A picture is enlarged only below this number of pixels.
const MAX_ENLARGED: u32 = 4_000_000;

/// Reads the texts of all QR codes in a PNG, JPEG or WebP file, sorted.
///
/// # Errors
/// Why the file is no picture that can be read.
pub fn scan(bytes: &[u8]) -> Result<Vec<String>, String> {
    if bytes.is_empty() {
        return Err("empty file, not a picture".to_owned());
    }
    let mut reader = ImageReader::new(Cursor::new(bytes))
        .with_guessed_format()
        .map_err(|e| e.to_string())?;
    if reader.format().is_none() {
        return Err("not a PNG, JPEG or WebP picture".to_owned());
    }
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MAX_SIDE), Some(MAX_SIDE));
    limits.max_alloc = Some(MAX_BYTES);
    reader.limits(limits);
    let picture = reader
        .decode()
        .map_err(|e| format!("cannot read the picture: {e}"))?;
    let grey = on_white(picture);
    // On a miss: dark and light exchanged, then another size.
    let attempts: [fn(&GrayImage) -> Option<GrayImage>; 4] = [
        |grey| Some(grey.clone()),
        |grey| {
            let mut other = grey.clone();
            imageops::invert(&mut other);
            Some(other)
        },
        |grey| {
            let (width, height) = grey.dimensions();
            let small = width.checked_mul(height).is_some_and(|n| n <= MAX_ENLARGED);
            small.then(|| imageops::resize(grey, width * 2, height * 2, imageops::FilterType::Nearest))
        },
        |grey| {
            let (width, height) = grey.dimensions();
            Some(imageops::resize(
                grey,
                (width / 2).max(1),
                (height / 2).max(1),
                imageops::FilterType::Triangle,
            ))
        },
    ];
    for attempt in attempts {
        let Some(grey) = attempt(&grey) else { continue };
        let found = decode(grey);
        if !found.is_empty() {
            return Ok(found);
        }
    }
    Ok(Vec::new())
}

/// The picture in grey; what is transparent shows white paper.
fn on_white(picture: DynamicImage) -> GrayImage {
    if !picture.color().has_alpha() {
        return picture.into_luma8();
    }
    let source = picture.into_luma_alpha8();
    let mut grey = GrayImage::new(source.width(), source.height());
    for (from, to) in source.pixels().zip(grey.pixels_mut()) {
        let [luma, alpha] = from.0.map(u32::from);
        to.0 = [u8::try_from((luma * alpha + 255 * (255 - alpha)) / 255).unwrap_or(255)];
    }
    grey
}

fn decode(grey: GrayImage) -> Vec<String> {
    let (width, height) = grey.dimensions();
    let Ok(source) = Luma8LuminanceSource::new(grey.into_raw(), width, height) else {
        return Vec::new();
    };
    let mut bitmap = BinaryBitmap::new(HybridBinarizer::new(source));
    let hints = DecodeHints {
        TryHarder: Some(true),
        ..DecodeHints::default()
    };
    let found = QrReader
        .decode_multiple_with_hints(&mut bitmap, &hints)
        .unwrap_or_default();
    let mut texts: Vec<String> = found.iter().map(|code| code.getText().to_owned()).collect();
    texts.sort();
    texts.dedup();
    texts
}
