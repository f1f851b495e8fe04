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
    let mut rest = text.trim_matches(SPACES);
    while !rest.is_empty() {
        let (line, after) = first_line(rest, font, room);
        lines.push(line);
        rest = after;
    }
    lines
}

const SPACES: [char; 3] = [' ', '\n', '\t'];

/// The first line of `text`, which is not empty, and what stands behind it. A word that alone is wider than a line breaks
/// behind a hyphen or a slash of its own, else with a new hyphen; where it has room for neither, it is too wide.
pub fn first_line(text: &str, font: Font, room: i32) -> (String, &str) {
    let mut line = String::new();
    let mut rest = text.trim_start_matches(SPACES);
    while !rest.is_empty() {
        let (word, after) = rest.split_once(SPACES).unwrap_or((rest, ""));
        let longer = if line.is_empty() { word.to_owned() } else { format!("{line} {word}") };
        if width(&longer, font) > room {
            if line.is_empty() {
                let (head, hyphen) = beginning(word, font, room);
                return (
                    format!("{head}{hyphen}"),
                    rest.get(head.len()..).unwrap_or_default().trim_start_matches(SPACES),
                );
            }
            break;
        }
        line = longer;
        rest = after.trim_start_matches(SPACES);
    }
    (line, rest)
}

/// Letters of a word that stand together at least.
const FEWEST_LETTERS: usize = 3;
/// How far from the end of the line a better place to break is looked for, in letters.
const NEAR_THE_END: usize = 4;

/// The part of a word that fits into a line, and the sign behind it.
fn beginning(word: &str, font: Font, room: i32) -> (&str, &'static str) {
    let own = fitting(word, font, room);
    let signs = |(at, sign): (usize, char)| ['-', '–', '/'].contains(&sign).then_some(at + sign.len_utf8());
    let behind_sign = own.char_indices().rev().find_map(signs).and_then(|at| own.get(..at));
    if let Some(head) = behind_sign.filter(|head| head.chars().count() >= FEWEST_LETTERS) {
        return (head, "");
    }
    // Numbers and addresses would be others with a hyphen.
    let is_word = word.chars().all(|c| c.is_alphabetic() || ['-', ',', '.', ':', '(', ')', '’'].contains(&c));
    if is_word {
        let letters: Vec<(usize, char)> = word.char_indices().collect();
        let most = fitting(word, font, room - width("-", font))
            .chars()
            .count()
            .min(letters.len().saturating_sub(FEWEST_LETTERS));
        // A syllable begins with a consonant before a vowel.
        let begins = |at: &usize| match letters.get(*at..*at + 2) {
            Some([(_, first), (_, second)]) => !is_vowel(*first) && is_vowel(*second),
            _ => false,
        };
        let is_letter =
            |at: &usize| at.checked_sub(1).and_then(|at| letters.get(at)).is_some_and(|(_, c)| c.is_alphabetic());
        let mut near = (FEWEST_LETTERS.max(most.saturating_sub(NEAR_THE_END))..=most).rev().filter(is_letter);
        let any = near.clone().next();
        if let Some((end, _)) = near.find(begins).or(any).and_then(|at| letters.get(at)) {
            return (word.get(..*end).unwrap_or(word), "-");
        }
    }
    // Room for less than one character: nothing can be broken further.
    if own.is_empty() || is_word { (word, "") } else { (own, "") }
}

fn is_vowel(c: char) -> bool {
    "aeiouyæøåäöüéAEIOUYÆØÅÄÖÜÉ".contains(c)
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
        let address = "https://example.org/an/address/that/is/long/and/has/1234567890/in/it";
        let broken = wrap(address, Font::LABEL, 700);
        assert!(broken.iter().all(|line| width(line, Font::LABEL) <= 700));
        assert_eq!(broken.concat(), address, "an address stays what it is");
        assert_eq!(wrap("word", Font::LABEL, 1), ["word"]);
        assert!(wrap("  ", Font::LABEL, 100).is_empty());
    }

    #[test]
    fn words_break_behind_their_own_hyphen_or_get_one() {
        let lines = |text: &str, room: i32| wrap(text, Font::LABEL, room).join("|");
        assert_eq!(lines("Gynækologisk-obstetrisk Afdeling", 1050), "Gynækologisk-|obstetrisk Afdeling");
        assert_eq!(lines("Infektionsmedicinsk Afdeling", 1050), "Infektionsmedi-|cinsk Afdeling");
        assert_eq!(lines("Børne- og Ungdomspsykiatrisk Center", 1050), "Børne- og|Ungdomspsykiat-|risk Center");
        // A letter alone is no line.
        let room = width("Neurologi", Font::LABEL);
        assert_eq!(lines("Neurologis", room), "Neurolo-|gis");
        assert_eq!(lines("Øre", 100), "Øre");
    }

    #[test]
    fn what_xml_forbids_is_dropped() {
        let mut out = String::new();
        escape("a\0<b>\u{7f} & \"c\"\n\u{202e}d\u{fffe}\u{85}", &mut out);
        assert_eq!(out, "a&lt;b&gt; &amp; &quot;c&quot; d");
    }
}
