//! QR codes (ISO/IEC 18004): drawn as PNG, SVG, or blocks for a terminal.

use std::fmt::Write as _;

use qrcode::{Color, EcLevel, QrCode};

/// Light modules around the code, as the standard asks for.
const QUIET: usize = 4;

/// How much of the code may be damaged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Ecc {
    /// 7 %.
    L,
    /// 15 %.
    #[default]
    M,
    /// 25 %.
    Q,
    /// 30 %.
    H,
}

/// A square of modules with its quiet zone.
#[derive(Debug, Clone)]
pub struct Picture {
    width: usize,
    /// Row by row; true is dark.
    modules: Vec<bool>,
}

impl Picture {
    /// Draws `text`; `None` when it is too long for a QR code.
    #[must_use]
    pub fn of(text: &str, ecc: Ecc) -> Option<Self> {
        let level = match ecc {
            Ecc::L => EcLevel::L,
            Ecc::M => EcLevel::M,
            Ecc::Q => EcLevel::Q,
            Ecc::H => EcLevel::H,
        };
        let code = QrCode::with_error_correction_level(text.as_bytes(), level).ok()?;
        let inner = code.width();
        let width = inner + 2 * QUIET;
        let mut modules = vec![false; QUIET * width];
        for row in code.to_colors().chunks(inner) {
            modules.extend([false; QUIET]);
            modules.extend(row.iter().map(|c| *c == Color::Dark));
            modules.extend([false; QUIET]);
        }
        modules.resize(width * width, false);
        Some(Self { width, modules })
    }

    /// Dark and light exchanged.
    #[must_use]
    pub fn inverted(mut self) -> Self {
        for module in &mut self.modules {
            *module = !*module;
        }
        self
    }

    /// A grey PNG, `scale` pixels a module.
    ///
    /// # Errors
    /// When the picture would be too large for the format.
    pub fn png(&self, scale: u32) -> Result<Vec<u8>, png::EncodingError> {
        let size = u32::try_from(self.width)
            .unwrap_or(u32::MAX)
            .saturating_mul(scale);
        let mut bytes = Vec::new();
        let mut encoder = png::Encoder::new(&mut bytes, size, size);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::One);
        let mut pixels = Vec::new();
        for row in self.modules.chunks(self.width) {
            let line = row
                .iter()
                .flat_map(|dark| std::iter::repeat_n(!dark, scale as usize));
            let bits: Vec<bool> = line.collect();
            let packed: Vec<u8> = bits
                .chunks(8)
                .map(|eight| {
                    (0..8).fold(0, |byte, i| {
                        byte << 1 | u8::from(eight.get(i).copied().unwrap_or(false))
                    })
                })
                .collect();
            for _ in 0..scale {
                pixels.extend_from_slice(&packed);
            }
        }
        let mut writer = encoder.write_header()?;
        writer.write_image_data(&pixels)?;
        writer.finish()?;
        Ok(bytes)
    }

    /// An SVG, `scale` user units a module.
    #[must_use]
    pub fn svg(&self, scale: u32) -> String {
        let (width, size) = (self.width, self.width as u64 * u64::from(scale));
        let mut svg = format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{size}\" height=\"{size}\" viewBox=\"0 0 {width} {width}\" \
             shape-rendering=\"crispEdges\"><path fill=\"#fff\" d=\"M0 0h{width}v{width}H0z\"/><path d=\""
        );
        for (y, row) in self.modules.chunks(width).enumerate() {
            for (x, _) in row.iter().enumerate().filter(|(_, dark)| **dark) {
                let _ = write!(svg, "M{x} {y}h1v1h-1z");
            }
        }
        svg.push_str("\"/></svg>\n");
        svg
    }

    /// Lines of half blocks; a full block is two light modules, one above the other.
    #[must_use]
    pub fn terminal(&self) -> String {
        let mut text = String::new();
        for pair in self.modules.chunks(2 * self.width) {
            let (upper, lower) = pair.split_at(self.width.min(pair.len()));
            for (x, up) in upper.iter().enumerate() {
                text.push(match (up, lower.get(x).copied().unwrap_or(true)) {
                    (false, false) => '█',
                    (false, true) => '▀',
                    (true, false) => '▄',
                    (true, true) => ' ',
                });
            }
            text.push('\n');
        }
        text
    }
}
