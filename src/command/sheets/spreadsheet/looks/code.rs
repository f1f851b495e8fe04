//! What a format does with a number, and which number a text shows.
//!
//! The codes of formats are those of Excel; those of OpenDocument are written so too before they are compared.

/// What a code makes of numbers above, below and at zero, and of texts: what it adds before and behind them, digits,
/// decimals, thousands that it leaves out, percentages. What is written in two ways and does one thing is one.
pub fn does(code: &str) -> String {
    let sections = sections(code);
    let numbers: Vec<&Section> = sections.iter().filter(|section| !section.is_of_texts).collect();
    let of_texts = sections.iter().find(|section| section.is_of_texts).or_else(|| sections.get(3));
    let told = |section: Option<&&Section>| section.map_or_else(String::new, |section| section.told());
    let first = told(numbers.first());
    // With one section the program puts the minus itself; the second of several has to.
    let below = if numbers.len() > 1 { told(numbers.get(1)) } else { format!("-{first}") };
    let zero = if numbers.len() > 2 { told(numbers.get(2)) } else { first.clone() };
    let texts = of_texts.map_or_else(|| "|true|".to_owned(), Section::told_of_texts);
    format!("{first};{below};{zero};{texts}")
}

/// What a code makes of texts.
pub fn does_with_texts(code: &str) -> String {
    does(code).rsplit(';').next().unwrap_or_default().to_owned()
}

#[derive(Debug, Default)]
struct Section {
    before: String,
    behind: String,
    /// Digits that are there even where the number has fewer.
    least: usize,
    has_digits: bool,
    is_behind_point: bool,
    decimals: usize,
    /// Decimals that are left out where they are zero.
    optional: usize,
    /// Since the last digit.
    commas: usize,
    percent: usize,
    is_of_texts: bool,
}

fn sections(code: &str) -> Vec<Section> {
    let (mut sections, mut section) = (Vec::new(), Section::default());
    let mut letters = code.chars();
    while let Some(letter) = letters.next() {
        match letter {
            '"' => letters.by_ref().take_while(|letter| *letter != '"').for_each(|letter| section.add(letter)),
            '\\' => letters.next().into_iter().for_each(|letter| section.add(letter)),
            // As wide as the next letter, which is not shown; a star shows its letter again and again.
            '_' => drop(letters.next()),
            '*' => letters.next().into_iter().for_each(|letter| section.add(letter)),
            '[' => {
                let inner: String = letters.by_ref().take_while(|letter| *letter != ']').collect();
                section.bracket(&inner);
            }
            ';' => sections.push(std::mem::take(&mut section)),
            '0' | '#' | '?' => section.digit(letter),
            '.' => section.is_behind_point = true,
            ',' => section.commas += 1,
            '%' => section.percent += 1,
            '@' => section.is_of_texts = true,
            letter => section.add(letter),
        }
    }
    sections.push(section);
    sections
}

impl Section {
    fn add(&mut self, letter: char) {
        if letter.is_whitespace() {
            return;
        }
        let letter = if letter == '\u{2212}' { '-' } else { letter };
        let is_before = !self.has_digits && !self.is_of_texts;
        if is_before { self.before.push(letter) } else { self.behind.push(letter) }
    }

    /// A colour and a language show nothing; a currency, a condition and hours do.
    fn bracket(&mut self, inner: &str) {
        if let Some(currency) = inner.strip_prefix('$') {
            currency.split('-').next().unwrap_or_default().chars().for_each(|letter| self.add(letter));
        } else if inner.starts_with(['<', '>', '=']) || inner.chars().all(|letter| "hmsHMS".contains(letter)) {
            self.before.push_str(inner);
        }
    }

    fn digit(&mut self, letter: char) {
        self.has_digits = true;
        self.commas = 0;
        match (self.is_behind_point, letter) {
            (true, '0') => self.decimals += 1,
            (true, _) => self.optional += 1,
            (false, '0') => self.least += 1,
            (false, _) => {}
        }
    }

    fn told(&self) -> String {
        let Section { before, behind, least, has_digits, decimals, optional, commas, percent, .. } = self;
        format!("{before}|{has_digits}{least}.{decimals}+{optional}|{commas}|{percent}|{behind}")
    }

    fn told_of_texts(&self) -> String {
        format!("{}|{}|{}", self.before, self.is_of_texts, self.behind)
    }
}

/// A text that shows a number.
#[derive(Debug, PartialEq, Eq)]
struct Number<'t> {
    is_negative: bool,
    /// Digits and what stands between them.
    digits: &'t str,
    unit: String,
}

/// Whether a text, in the language of whoever saved it, shows the number of another one, which has a point before its
/// decimals and nothing between its thousands: as many decimals, its sign and its unit.
pub fn reads_as(found: &str, expected: &str) -> bool {
    let (Some(found), Some(expected)) = (number(found), number(expected)) else {
        return found.trim() == expected.trim();
    };
    let (whole, decimals) = expected.digits.split_once('.').unwrap_or((expected.digits, ""));
    let is_same = |(own, rest): (&str, &str)| rest == decimals && ungrouped(own).as_deref() == Some(whole);
    let parts = match decimals {
        "" => Some((found.digits, "")),
        _ => found.digits.rfind(['.', ',']).and_then(|at| Some((found.digits.get(..at)?, found.digits.get(at + 1..)?))),
    };
    found.is_negative == expected.is_negative && found.unit == expected.unit && parts.is_some_and(is_same)
}

const BETWEEN: [char; 7] = ['.', ',', ' ', '\u{a0}', '\u{202f}', '\'', '\u{2019}'];

fn number(text: &str) -> Option<Number<'_>> {
    let text = text.trim();
    let unsigned = text.trim_start_matches(['+', '-', '\u{2212}']);
    let is_negative = text.starts_with(['-', '\u{2212}']);
    let end = unsigned.find(|letter: char| !letter.is_ascii_digit() && !BETWEEN.contains(&letter));
    let (digits, unit) = unsigned.split_at(end.unwrap_or(unsigned.len()));
    let digits = digits.trim_end_matches([' ', '\u{a0}', '\u{202f}']);
    let signs = text.chars().count() - unsigned.chars().count();
    let is_one = signs < 2 && digits.starts_with(|letter: char| letter.is_ascii_digit());
    let unit = unit.chars().filter(|letter| !letter.is_whitespace()).collect();
    is_one.then_some(Number { is_negative, digits, unit })
}

/// Digits without what stands between thousands; `None` where it stands elsewhere.
fn ungrouped(digits: &str) -> Option<String> {
    let mut groups = digits.split(BETWEEN);
    let mut whole = groups.next()?.to_owned();
    let mut is_grouped = false;
    for group in groups {
        if group.len() != 3 || whole.len() > 3 && !is_grouped {
            return None;
        }
        is_grouped = true;
        whole.push_str(group);
    }
    let mut between = digits.chars().filter(|letter| BETWEEN.contains(letter));
    let first = between.next();
    between.all(|letter| Some(letter) == first).then_some(whole)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_does_the_same_however_a_program_writes_it() {
        for (one, other) in [
            ("#,##0", "0"),
            ("+#,##0.0;-#,##0.0;#,##0.0", "\\+#,##0.0;\\-#,##0.0;#,##0.0"),
            ("#,##0.0 %", "#,##0.0\\ %"),
            ("0.0\" percentage points\"", "#,##0.0\\ \"percentage points\""),
            ("0", "[$-406]0;[RED]-0"),
            ("0", "0;-0;0;@"),
            ("General", "General"),
        ] {
            assert_eq!(does(one), does(other), "{one} {other}");
        }
        for code in ["General", "@", "#,##0", "0;-0;0;@"] {
            assert_eq!(does_with_texts(code), does_with_texts("@"), "{code}");
        }
    }

    #[test]
    fn a_code_that_shows_another_number_does_something_else() {
        for other in [
            "\"61\"",
            "\\6\\1",
            "0\"0\"",
            "0,",
            "0.0",
            "0%",
            "General",
            "0;0;\"61\"",
            "\"6\"0",
            "yyyy",
            "0000",
            "#",
            "0.#",
            "# ?/?",
            "[$5-406]0",
            "*50",
            "0;0",
            "-0",
            "[>100]0;\"5\"",
            "[h]",
            "0;-0;0;\"61\"",
            "(0)",
        ] {
            assert_ne!(does("#,##0"), does(other), "{other}");
        }
        assert_ne!(does("0.00"), does("0.0#"));
        assert_ne!(does("\"6\"0"), does("0\"6\""));
        for code in [";;;", "0;-0;0;\"61\"", "\"61\"@", "0;-0;0;"] {
            assert_ne!(does_with_texts(code), does_with_texts("@"), "{code}");
        }
    }

    #[test]
    fn a_number_is_read_in_the_language_of_whoever_saved_it() {
        for (found, expected) in [
            ("1.20", "1.20"),
            ("1,20", "1.20"),
            ("+10", "10"),
            ("−4.000,50 %", "-4000.50 %"),
            ("-4,000.50%", "-4000.50 %"),
            ("1 234 567", "1234567"),
            ("1.234", "1234"),
            ("1'234.5", "1234.5"),
            ("0,24", "0.24"),
            ("3 percentage points", "3 percentage points"),
        ] {
            assert!(reads_as(found, expected), "{found} {expected}");
        }
        for (found, expected) in [
            ("1.2", "1.20"),
            ("12.0", "1.20"),
            ("1.200", "1.20"),
            ("01.20", "1.20"),
            ("10.0", "1.00"),
            ("11", "110"),
            ("0110", "110"),
            ("110.0", "110"),
            ("12,00", "1200"),
            ("1,2,00", "1200"),
            ("1.234,567", "1234567"),
            ("1234,567", "1234567"),
            ("-110", "110"),
            ("110", "-110"),
            ("--110", "110"),
            ("24 kr", "24 %"),
            ("61110", "110"),
            ("١١٠", "110"),
            ("", "110"),
        ] {
            assert!(!reads_as(found, expected), "{found} {expected}");
        }
    }
}
