//! Texts in a drawing: how wide they are, where they break, how they are written as XML.
//!
//! Widths are sums of advances without kerning, at most half a per cent over what a browser shows
//! and never short. Characters outside the font count as wide as an emoji.

use std::borrow::Cow;

use super::widths::WIDTHS;

/// Thousandths of an em for a character that another font has to show.
const UNKNOWN: u16 = 1250;

/// The two weights of the font.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Weight {
    Regular,
    Bold,
}

/// Font size and weight; the size in tenths of an SVG unit.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Font {
    pub size: i32,
    pub weight: Weight,
}

impl Font {
    /// Names and values at the end of a line.
    pub const LABEL: Font = Font { size: 130, weight: Weight::Regular };
    pub const VALUE: Font = Font { size: 130, weight: Weight::Bold };
    /// Ticks of both axes, values in columns.
    pub const TICK: Font = Font { size: 120, weight: Weight::Regular };
    pub const STRONG_TICK: Font = Font { size: 120, weight: Weight::Bold };
}

/// Width of `text` in tenths of an SVG unit, rounded up.
pub fn width(text: &str, font: Font) -> i32 {
    let thousandths: i64 = text.chars().map(|c| i64::from(advance(c, font.weight))).sum();
    let tenths = (thousandths * i64::from(font.size) + 999) / 1000;
    i32::try_from(tenths).unwrap_or(i32::MAX)
}

fn advance(c: char, weight: Weight) -> u16 {
    let found = WIDTHS.binary_search_by_key(&c, |(known, _, _)| *known).ok().and_then(|at| WIDTHS.get(at));
    match (found, weight) {
        (Some((_, regular, _)), Weight::Regular) => *regular,
        (Some((_, _, bold)), Weight::Bold) => *bold,
        // Written as a space and dropped by `escape`.
        (None, _) if matches!(c, '\n' | '\t') => advance(' ', weight),
        (None, _) if c.is_control() => 0,
        (None, _) => UNKNOWN,
    }
}

/// `text` cut to `room` tenths, with "…" for what is missing: behind a whole word, or within the first one. Empty if not
/// even one character fits.
pub fn shorten(text: &str, font: Font, room: i32) -> Cow<'_, str> {
    if width(text, font) <= room {
        return Cow::Borrowed(text);
    }
    let kept = fitting(text, font, room - width("…", font));
    let ends_a_word = text.get(kept.len()..).is_some_and(|rest| rest.starts_with(' '));
    let word = kept.rfind(' ').filter(|_| !ends_a_word).and_then(|space| kept.get(..space));
    let kept = word.unwrap_or(kept).trim_end_matches([' ', ',', ':', '–', '-']);
    if kept.is_empty() { Cow::Borrowed("") } else { Cow::Owned(format!("{kept}…")) }
}

/// Lines of `text` at most `room` tenths wide. Breaks at spaces, within a word only if it alone is wider.
pub fn wrap(text: &str, font: Font, room: i32) -> Vec<String> {
    let mut lines = Vec::new();
    let mut line = String::new();
    for mut word in text.split([' ', '\n', '\t']).filter(|word| !word.is_empty()) {
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, font) <= room {
            line = longer;
            continue;
        }
        lines.extend((!line.is_empty()).then(|| std::mem::take(&mut line)));
        while width(word, font) > room {
            let head = fitting(word, font, room);
            // Room for less than one character: nothing can be broken further.
            let Some(rest) = word.strip_prefix(head).filter(|_| !head.is_empty()) else { break };
            lines.push(head.to_owned());
            word = rest;
        }
        line.push_str(word);
    }
    lines.extend((!line.is_empty()).then_some(line));
    lines
}

/// The longest beginning of `text` that is at most `room` tenths wide.
fn fitting(text: &str, font: Font, room: i32) -> &str {
    let ends = text.char_indices().map(|(at, c)| at + c.len_utf8());
    ends.map_while(|end| text.get(..end)).take_while(|head| width(head, font) <= room).last().unwrap_or("")
}

/// Appends `text` to `out` for use between tags or in a double-quoted attribute.
///
/// What XML 1.0 forbids is dropped, so are overrides of the writing direction: they would reorder
/// the number beside a name.
pub fn escape(text: &str, out: &mut String) {
    for c in text.chars() {
        match c {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\n' | '\t' => out.push(' '),
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{fffe}' | '\u{ffff}' => {}
            c if c.is_control() => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exhibit::drawing::widths::CHECKSUMS;

    fn fnv1a(bytes: &[u8]) -> u64 {
        bytes.iter().fold(0xcbf2_9ce4_8422_2325, |sum, byte| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01b3))
    }

    #[test]
    fn the_width_table_and_the_fonts_are_of_one_cut() {
        let regular = include_bytes!("../../../templates/assets/fonts/kalends-sans-400.woff2");
        let bold = include_bytes!("../../../templates/assets/fonts/kalends-sans-600.woff2");
        assert_eq!([fnv1a(regular), fnv1a(bold)], CHECKSUMS, "run tools/font.py");
        assert!(WIDTHS.is_sorted_by_key(|(c, _, _)| *c));
        assert!(regular.len() + bold.len() <= 29 * 1024);
    }

    #[test]
    fn digits_are_equally_wide() {
        for weight in [Weight::Regular, Weight::Bold] {
            let zero = advance('0', weight);
            assert!(('0'..='9').all(|digit| advance(digit, weight) == zero));
        }
        assert_eq!(width("1.807", Font::TICK), 269); // (4 × 497 + 249) × 0.12 = 268.44
    }

    #[test]
    fn a_text_too_long_ends_in_an_ellipsis_that_fits() {
        for room in 0..600 {
            let short = shorten("Region Midtjylland", Font::LABEL, room);
            assert!(width(&short, Font::LABEL) <= room.max(0));
            assert!(short.is_empty() || short.ends_with('…') || short == "Region Midtjylland");
        }
        assert_eq!(shorten("Region Midt", Font::LABEL, 560), "Region…");
        assert_eq!(shorten("Major departments", Font::LABEL, 900), "Major…");
        let room = width("Unemployed,…", Font::LABEL);
        assert_eq!(shorten("Unemployed, men", Font::LABEL, room), "Unemployed…");
        assert_eq!(shorten("Midt", Font::LABEL, 560), "Midt");
    }

    #[test]
    fn wrapped_lines_fit_and_keep_every_word() {
        let text = "Andel certificeret inden 12 uger, pct., dec 2022 – nov 2025";
        let lines = wrap(text, Font::LABEL, 1500);
        assert!(lines.iter().all(|line| width(line, Font::LABEL) <= 1500));
        assert_eq!(lines.join(" "), text);
        let broken = wrap(&"x".repeat(90), Font::LABEL, 500);
        assert!(broken.len() > 5 && broken.iter().all(|line| width(line, Font::LABEL) <= 500));
        assert_eq!(wrap("word", Font::LABEL, 1), ["word"]);
        assert!(wrap("  ", Font::LABEL, 100).is_empty());
    }

    #[test]
    fn what_xml_forbids_is_dropped() {
        let mut out = String::new();
        escape("a\0<b>\u{7f} & \"c\"\n\u{202e}d\u{fffe}\u{85}", &mut out);
        assert_eq!(out, "a&lt;b&gt; &amp; &quot;c&quot; d");
    }
}
