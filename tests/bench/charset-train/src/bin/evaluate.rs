//! How often detection is right on held-back text: `evaluate TEXT [SEED]`, with `LANG.KIND` files as for training.
//!
//! Prints accuracy by encoding and length, the calibration of the confidence in ten bins, and with `-v` each miss.

use std::collections::BTreeMap;
use std::path::Path;
use std::{env, fs, io};

use shared::charset::{Decoder, Encoder, Encoding, Options, detect};

const USES: &[(&str, &str)] = &[
    ("ca de en es eu fi fr gl id it nl pt", "windows-1252 iso-8859-1 iso-8859-15 cp850 mac-roman cp437 cp500 cp858"),
    ("da no sv is", "windows-1252 iso-8859-1 cp850 cp865 mac-roman cp437 cp500 cp037"),
    ("cs hr hu pl ro sk sl srl", "windows-1250 iso-8859-2 cp852 mac-latin2"),
    ("et lt lv", "windows-1257 iso-8859-13 cp775 iso-8859-4"),
    ("tr", "windows-1254 iso-8859-9 cp857 mac-turkish"),
    ("be bg kk mk ru sr uk", "windows-1251 koi8-r koi8-u iso-8859-5 cp866 cp855 mac-cyrillic"),
    ("el", "windows-1253 iso-8859-7 cp737 cp869"),
    ("he", "windows-1255 iso-8859-8 cp862"),
    ("ar fa", "windows-1256 iso-8859-6"),
    ("th", "cp874 tis-620"),
    ("ja", "shift_jis euc-jp iso-2022-jp"),
    ("ko", "euc-kr"),
    ("zh", "gb18030"),
    ("zht", "big5"),
];

struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % limit.max(1) as u64) as usize
    }
}

fn main() -> io::Result<()> {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let folder = Path::new(&arguments[0]);
    let mut random = Random(arguments.get(1).and_then(|seed| seed.parse().ok()).unwrap_or(7) | 1);
    let verbose = arguments.iter().any(|argument| argument == "-v");
    let mut tally: BTreeMap<(String, usize), (usize, usize)> = BTreeMap::new();
    let mut bins = [(0usize, 0usize, 0f64); 20];
    let mut misses: BTreeMap<String, usize> = BTreeMap::new();
    let mut languages = (0, 0);
    for (langs, encodings) in USES {
        for lang in langs.split(' ') {
            let Ok(text) = fs::read_to_string(folder.join(format!("{lang}.html"))) else { continue };
            // Credits of translators are names and addresses in English.
            let lines: Vec<&str> = text.lines().filter(|line| !line.contains('@')).collect();
            if lines.is_empty() {
                continue;
            }
            for name in encodings.split(' ') {
                let encoding = Encoding::for_label(name).unwrap();
                for round in 0..120 {
                    let size = [8, 25, 80, 400, 2500][round % 5];
                    let Some(sample) = sample(&lines, size, &mut random) else { continue };
                    let sample = plain(&sample);
                    let mut bytes = Vec::new();
                    if Encoder::new(encoding).step(&sample, true, &mut bytes).is_err() || bytes.is_ascii() && name != "iso-2022-jp" {
                        continue;
                    }
                    let found = detect(&bytes, &Options::default());
                    let mut back = String::new();
                    let right = found.encoding.is_some_and(|found| {
                        Decoder::new(found).decode_lossy(&bytes, true, &mut back) == 0 && back == sample
                    });
                    for key in [name.to_owned(), format!("~{lang}"), "all".to_owned()] {
                        let entry = tally.entry((key, size)).or_default();
                        entry.0 += 1;
                        entry.1 += usize::from(right);
                    }
                    if size >= 400 {
                        languages.0 += 1;
                        languages.1 += usize::from(same(found.language, lang));
                        if !same(found.language, lang) {
                            *misses.entry(format!("{size} {name}: language {lang} said {}", found.language)).or_default() += 1;
                        }
                    }
                    let bin = ((found.confidence * 20.0) as usize).min(19);
                    bins[bin].0 += 1;
                    bins[bin].1 += usize::from(right);
                    bins[bin].2 += found.confidence;
                    if !right {
                        *misses.entry(format!("{size} {name} {lang} said {}", found.name())).or_default() += 1;
                        if verbose {
                            println!("{name} {lang} said {} {:.3}: {sample:?} / {back:?}", found.name(), found.confidence);
                        }
                    }
                }
            }
        }
    }
    let mut names: Vec<&String> = tally.keys().map(|(name, _)| name).collect();
    names.dedup();
    for name in names {
        print!("{name:14}");
        for size in [8, 25, 80, 400, 2500] {
            let (all, right) = tally.get(&(name.clone(), size)).copied().unwrap_or_default();
            print!(" {:6.1}", 100.0 * right as f64 / all.max(1) as f64);
        }
        println!();
    }
    let all: usize = bins.iter().map(|bin| bin.0).sum();
    let mut error = 0.0;
    for (bin, (count, right, sum)) in bins.iter().enumerate() {
        if *count > 0 {
            println!("{:.2} {count:6} right {:.3} said {:.3}", bin as f64 / 20.0, *right as f64 / *count as f64, sum / *count as f64);
            error += (*right as f64 - sum).abs() / all as f64;
        }
    }
    println!("calibration error {error:.4}; language {}/{}", languages.1, languages.0);
    let mut misses: Vec<_> = misses.into_iter().collect();
    misses.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    for (miss, count) in misses.iter().take(60) {
        println!("{count:4} {miss}");
    }
    Ok(())
}

fn same(found: &str, lang: &str) -> bool {
    let fold = |lang: &str| match lang {
        "zht" => "zh".to_owned(),
        "srl" => "sr".to_owned(),
        other => other.to_owned(),
    };
    fold(found) == fold(lang)
}

/// About `size` characters of running text.
fn sample(lines: &[&str], size: usize, random: &mut Random) -> Option<String> {
    let mut at = random.below(lines.len());
    let mut text = String::new();
    while text.chars().count() < size {
        text.push_str(lines.get(at)?);
        text.push('\n');
        at += 1;
    }
    let chars: Vec<char> = text.chars().collect();
    let begin = if chars.len() > size { random.below((chars.len() - size).min(60)) } else { 0 };
    Some(chars.iter().skip(begin).take(size).collect::<String>().trim().to_owned())
}

/// Typographic punctuation that older encodings lack, made plain.
fn plain(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{2039}' | '\u{203a}' => '\'',
            '\u{201c}' | '\u{201d}' | '\u{201e}' | '\u{ab}' | '\u{bb}' => '"',
            '\u{2013}' | '\u{2014}' | '\u{2010}' | '\u{2011}' => '-',
            '\u{a0}' => ' ',
            '\u{219}' => 'ş',
            '\u{218}' => 'Ş',
            '\u{21b}' => 'ţ',
            '\u{21a}' => 'Ţ',
            c => c,
        })
        .collect()
}
