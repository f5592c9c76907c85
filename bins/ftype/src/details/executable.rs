//! Programs: ELF (System V ABI), PE (Microsoft), Mach-O, Java classes.

use super::Details;
use crate::bytes::{any16, any32, be16, be32, le16, le32, u8_at};
use crate::content::Content;

pub(super) fn elf(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let wide = u8_at(head, 4)? == 2;
    let big = u8_at(head, 5)? == 2;
    out.number("bits", if wide { 64_u8 } else { 32 });
    out.text("endian", if big { "big" } else { "little" });
    let machine = any16(head, 18, big)?;
    out.text(
        "arch",
        elf_machine(machine).map_or_else(|| format!("machine {machine}"), str::to_owned),
    );
    let program = Program::of(content)?;
    out.text(
        "kind",
        match elf_label(content) {
            "elf-object" => "relocatable",
            "elf-executable" => "executable",
            "elf-pie" => "pie executable",
            "elf-library" => "shared object",
            "elf-core" => "core file",
            _ => "file",
        },
    );
    if matches!(program.kind, 2 | 3) {
        out.text(
            "linking",
            if program.dynamic.is_some() {
                "dynamic"
            } else {
                "static"
            },
        );
    }
    Some(())
}

/// What the program headers of an ELF file say.
struct Program {
    kind: u16,
    interpreter: bool,
    /// Where the dynamic section is: its offset and length.
    dynamic: Option<(u64, usize)>,
    wide: bool,
    big: bool,
}

impl Program {
    fn of(content: &Content) -> Option<Self> {
        let head = content.head();
        let (wide, big) = (u8_at(head, 4)? == 2, u8_at(head, 5)? == 2);
        let (begin, size, count) = match wide {
            true => (
                any32(head, 32 + if big { 4 } else { 0 }, big)?,
                any16(head, 54, big)?,
                any16(head, 56, big)?,
            ),
            false => (
                any32(head, 28, big)?,
                any16(head, 42, big)?,
                any16(head, 44, big)?,
            ),
        };
        let mut program = Self {
            kind: any16(head, 16, big)?,
            interpreter: false,
            dynamic: None,
            wide,
            big,
        };
        for entry in 0..count.min(64) {
            let header = content.at(u64::from(begin) + u64::from(entry) * u64::from(size), 48);
            match any32(&header, 0, big) {
                Some(2) => program.dynamic = program.extent(&header),
                Some(3) => program.interpreter = true,
                Some(_) => {}
                None => break,
            }
        }
        Some(program)
    }

    /// The offset and the length in the file that a program header has.
    fn extent(&self, header: &[u8]) -> Option<(u64, usize)> {
        let (offset, length) = if self.wide { (8, 32) } else { (4, 16) };
        Some((
            self.word(header, offset)?,
            usize::try_from(self.word(header, length)?).ok()?,
        ))
    }

    fn word(&self, bytes: &[u8], at: usize) -> Option<u64> {
        if !self.wide {
            return any32(bytes, at, self.big).map(u64::from);
        }
        let (first, second) = (any32(bytes, at, self.big)?, any32(bytes, at + 4, self.big)?);
        let (high, low) = if self.big {
            (first, second)
        } else {
            (second, first)
        };
        Some(u64::from(high) << 32 | u64::from(low))
    }

    /// The flag of position-independent executables (`DT_FLAGS_1`, `DF_1_PIE`), and whether there is a name for linkers
    /// (`DT_SONAME`).
    fn flags(&self, content: &Content) -> (bool, bool) {
        const MOST: usize = 4096;
        let Some((offset, length)) = self.dynamic else {
            return (false, false);
        };
        let section = content.at(offset, length.min(MOST));
        let width = if self.wide { 8 } else { 4 };
        let entries = section
            .chunks_exact(2 * width)
            .map_while(|entry| Some((self.word(entry, 0)?, self.word(entry, width)?)))
            .take_while(|(tag, _)| *tag != 0);
        entries.fold((false, false), |(pie, named), (tag, value)| {
            (
                pie || tag == 0x6fff_fffb && value & 0x0800_0000 != 0,
                named || tag == 14,
            )
        })
    }
}

/// The label of an ELF file's kind.
pub(crate) fn elf_label(content: &Content) -> &'static str {
    let Some(program) = Program::of(content) else {
        return "elf";
    };
    match program.kind {
        1 => "elf-object",
        2 => "elf-executable",
        3 => match program.flags(content) {
            (true, _) => "elf-pie",
            // Linkers have not always set the flag; a library that can be run has a name.
            (false, false) if program.interpreter => "elf-pie",
            (false, _) => "elf-library",
        },
        4 => "elf-core",
        _ => "elf",
    }
}

fn elf_machine(machine: u16) -> Option<&'static str> {
    Some(match machine {
        2 => "SPARC",
        3 => "i386",
        8 => "MIPS",
        20 => "PowerPC",
        21 => "PowerPC64",
        22 => "s390",
        40 => "arm",
        43 => "SPARC V9",
        50 => "ia64",
        62 => "x86-64",
        183 => "aarch64",
        243 => "riscv",
        247 => "bpf",
        258 => "loongarch",
        _ => return None,
    })
}

pub(super) fn pe(content: &Content, out: &mut Details) -> Option<()> {
    let at = u64::from(le32(content.head(), 0x3c)?);
    let header = content.at(at, 128);
    out.text(
        "format",
        match le16(&header, 24)? {
            0x20b => "PE32+",
            _ => "PE32",
        },
    );
    let arch = match le16(&header, 4)? {
        0x14c => "i386",
        0x8664 => "x86-64",
        0x1c0 | 0x1c4 => "arm",
        0xaa64 => "aarch64",
        0x200 => "ia64",
        _ => "unknown",
    };
    out.text("arch", arch);
    out.text(
        "subsystem",
        match le16(&header, 92)? {
            2 => "GUI",
            3 => "console",
            1 => "native",
            10..=13 => "EFI",
            _ => "unknown",
        },
    );
    Some(())
}

pub(super) fn macho(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    let magic = be32(head, 0)?;
    if magic == 0xcafe_babe {
        out.text("kind", "universal");
        return Some(());
    }
    let big = magic >> 16 == 0xfeed;
    let wide = matches!(magic, 0xfeed_facf | 0xcffa_edfe);
    out.number("bits", if wide { 64_u8 } else { 32 });
    out.text(
        "arch",
        match any32(head, 4, big)? & 0xff_ffff {
            7 if wide => "x86-64",
            7 => "i386",
            12 if wide => "arm64",
            12 => "arm",
            18 => "ppc",
            _ => "unknown",
        },
    );
    out.text(
        "kind",
        match any32(head, 12, big)? {
            1 => "object",
            2 => "executable",
            6 => "dynamic library",
            8 => "bundle",
            _ => "file",
        },
    );
    Some(())
}

pub(super) fn class(content: &Content, out: &mut Details) -> Option<()> {
    let head = content.head();
    out.text("version", format!("{}.{}", be16(head, 6)?, be16(head, 4)?));
    Some(())
}

pub(super) fn flash(content: &Content, out: &mut Details) -> Option<()> {
    out.text("version", u8_at(content.head(), 3)?.to_string());
    Some(())
}

pub(super) fn wasm(content: &Content, out: &mut Details) -> Option<()> {
    out.text("version", le32(content.head(), 4)?.to_string());
    Some(())
}
