//! Names and values at the right end of a chart: which ones are shown, and how much of each.
//!
//! A value is never cut, a name may be. Every name that is not shown, or not in full, is reported.

use super::Size;
use super::apart::{Cut, Fit, told_apart};
use super::backend::Tone;
use super::text::{Font, shorten, width};

/// From the edge of the plot to the labels, in tenths of an SVG unit.
pub const OFFSET: i32 = 90;
/// Kept free at the right of the plot beside the labels, and where there are none.
const AIR: i32 = 160;

/// A label that a chart would like to have.
#[derive(Debug, Clone, Copy)]
pub struct Wanted<'a> {
    pub value: &'a str,
    pub name: &'a str,
    pub tone: Tone,
    /// The value is semi-bold.
    pub strong: bool,
    /// When labels do not all fit, the greatest goes first, of equals the last.
    pub expendable: u8,
    /// Where it belongs on the y axis. `None` if nothing is drawn that it could name.
    pub at: Option<f64>,
}

/// A label that has its room.
#[derive(Debug, Clone, PartialEq)]
pub struct Fitted {
    pub bold: String,
    pub plain: String,
    pub tone: Tone,
    pub at: f64,
}

/// The labels of a chart.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Labels {
    pub kept: Vec<Fitted>,
    /// Names that are not shown, and those that are not shown in full.
    pub unnamed: Vec<String>,
    pub cut: Vec<Cut>,
    /// Room at the right of the plot, in tenths.
    pub margin: i32,
}

/// Takes at most `capacity` labels, each at most 40 % of the drawing wide.
///
/// `alone`: there is one curve only. If its name would make the label wider than a fifth of the drawing, it is left out,
/// since the title says it. One of several names is cut, so that they differ.
pub fn choose(wanted: &[Wanted<'_>], alone: bool, capacity: usize, size: Size) -> Labels {
    let mut by_need: Vec<usize> = (0..wanted.len()).collect();
    by_need.sort_by_key(|index| wanted.get(*index).map(|label| (label.at.is_none(), label.expendable)));
    let (needed, _) = by_need.split_at(capacity.min(by_need.len()));

    let room = size.width() * 10 * 2 / 5;
    let mut labels = Labels { margin: AIR, ..Labels::default() };
    let names: Vec<&str> = wanted.iter().map(|label| label.name).collect();
    let fitted = told_apart(&names, |index, name, behind| {
        let label = wanted.get(index).filter(|_| needed.contains(&index))?;
        fit(&Wanted { name, ..*label }, behind, alone, room)
    });
    for (label, fitted) in wanted.iter().zip(fitted) {
        if fitted.as_ref().is_none_or(|fit| !fit.whole) && !label.name.is_empty() {
            let name = label.name.to_owned();
            match fitted.as_ref().filter(|fit| !fit.name.is_empty()) {
                Some(fit) => labels.cut.push(Cut { name, letter: fit.letter.clone() }),
                None => labels.unnamed.push(name),
            }
        }
        if let Some(Fit { drawn, .. }) = fitted {
            labels.margin = labels.margin.max(drawn.width() + AIR);
            labels.kept.push(drawn);
        }
    }
    labels
}

/// The label in the `room` it gets, with `behind` at the end of its name. `None` if that is too wide without the name.
fn fit(label: &Wanted<'_>, behind: &str, alone: bool, room: i32) -> Option<Fit<Fitted>> {
    let at = label.at?;
    let build = |name: &str| {
        let (bold, plain) = match (label.strong, name.is_empty()) {
            (true, _) => (label.value.to_owned(), name.to_owned()),
            (false, true) => (String::new(), label.value.to_owned()),
            (false, false) => (String::new(), format!("{} {name}", label.value)),
        };
        Fitted { bold, plain, tone: label.tone, at }
    };
    let name = format!("{}{behind}", label.name);
    let whole = build(&name);
    let most = if alone && label.strong && !label.name.is_empty() { room / 2 } else { room };
    if whole.width() <= most {
        return Some(Fit { drawn: whole, name, whole: true, letter: None });
    }
    let rest = room - build("").width() - width(" ", Font::VALUE) - width(behind, Font::LABEL);
    let kept = if alone { "".into() } else { shorten(label.name, Font::LABEL, rest) };
    let name = format!("{kept}{behind}").trim_start().to_owned();
    let drawn = build(&name);
    (drawn.width() <= room).then_some(Fit { drawn, name, whole: false, letter: None })
}

impl Fitted {
    /// In tenths of an SVG unit.
    fn width(&self) -> i32 {
        let space = if self.bold.is_empty() || self.plain.is_empty() { 0 } else { width(" ", Font::LABEL) };
        width(&self.bold, Font::VALUE) + space + width(&self.plain, Font::LABEL)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wanted<'a>(value: &'a str, name: &'a str, expendable: u8) -> Wanted<'a> {
        Wanted { value, name, tone: Tone::Ink, strong: true, expendable, at: Some(1.0) }
    }

    #[test]
    fn the_least_needed_labels_go_first_and_are_reported() {
        let all = [wanted("1", "A", 0), wanted("2", "B", 9), wanted("3", "C", 1), wanted("4", "D", 9)];
        let labels = choose(&all, false, 2, Size::Wide);
        assert_eq!(labels.kept.iter().map(|label| label.plain.as_str()).collect::<Vec<_>>(), ["A", "C"]);
        assert_eq!(labels.unnamed, ["B", "D"]);
    }

    #[test]
    fn names_that_would_be_cut_to_the_same_are_cut_where_they_differ() {
        let names = ["Unemployed persons, men", "Unemployed persons, women", "Employed"];
        let all = names.map(|name| wanted("4,100", name, 0));
        let labels = choose(&all, false, 9, Size::Narrow);
        let plain: Vec<&str> = labels.kept.iter().map(|label| label.plain.as_str()).collect();
        assert_eq!(plain, ["Unempl… men", "Unempl… women", "Employed"], "as much as fits");
        let cut: Vec<String> = labels.cut.iter().map(Cut::in_full).collect();
        assert_eq!(cut, ["Unemployed persons, men", "Unemployed persons, women"]);
        assert!(labels.unnamed.is_empty());
        let ends = ["Anæstesiologiskafdelingen1", "Anæstesiologiskafdelingen2"].map(|name| wanted("4,100", name, 0));
        let labels = choose(&ends, false, 9, Size::Narrow);
        assert_eq!(
            labels.kept.iter().map(|label| label.plain.as_str()).collect::<Vec<_>>(),
            ["Anæstesiol…1", "Anæstesiol…2"]
        );
    }

    #[test]
    fn a_long_name_is_cut_or_left_out_and_its_value_stays() {
        let long = "Hospitalsenheden Midt, Viborg og Silkeborg";
        let several = choose(&[wanted("83,1 %", long, 0)], false, 9, Size::Narrow);
        assert!(several.kept.iter().all(|label| label.bold == "83,1 %" && label.plain.ends_with('…')));
        let alone = choose(&[wanted("83,1 %", long, 0)], true, 9, Size::Narrow);
        assert!(alone.kept.iter().all(|label| label.bold == "83,1 %" && label.plain.is_empty()));
        assert_eq!(
            (several.cut[0].in_full(), alone.unnamed.as_slice()),
            (long.to_owned(), [long.to_owned()].as_slice())
        );
        // The title says the name of one curve: it is not worth a third of the drawing.
        let fair = [wanted("83,1 %", "Region Midt", 0)];
        assert_eq!(choose(&fair, true, 9, Size::Wide).unnamed.len(), 0);
        assert_eq!(choose(&fair, true, 9, Size::Narrow).unnamed, ["Region Midt"]);
        assert_eq!(choose(&[wanted(&"8".repeat(40), "A", 0)], true, 9, Size::Narrow).kept, []);
    }
}
