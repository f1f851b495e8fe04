//! The highest and the lowest member of a chart in a sentence, as far as they are that of all.

use std::sync::Arc;

use super::ChartInput;
use crate::compute::Figure;
use crate::exhibit::table;
use crate::l10n::wording::Wording;
use crate::l10n::{self, phrases};
use crate::model::language::Language;

/// Which members a chart shows of those that there are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Shown {
    All,
    /// The greatest.
    Top,
    /// Those that the author names.
    Chosen,
}

/// More names than these for one value would fill the sentence.
const MOST_NAMES: usize = 3;

/// The highest and the lowest of the members that are shown, as far as they are that of all; `None` where fewer than two
/// are known, and where one is hidden, which may lie beyond both.
pub(super) fn extremes(wording: Wording<'_>, members: &[(String, Arc<Figure>)], shown: Shown) -> Option<String> {
    if members.iter().any(|(_, figure)| figure.is_suppressed()) {
        return None;
    }
    let language = wording.language;
    let mut known: Vec<(String, Arc<Figure>)> =
        members.iter().filter(|(_, figure)| figure.amount.is_ok()).cloned().collect();
    table::by_value(&mut known, language);
    let [(_, highest), .., (_, lowest)] = known.as_slice() else { return None };
    let named = |of: &Figure| {
        let alike = known.iter().filter(|(_, figure)| figure.amount == of.amount);
        first_names(&alike.map(|(name, _)| name.clone()).collect::<Vec<String>>(), language)
    };
    let (high, low) = (named(highest), named(lowest));
    let (highest_text, lowest_text) = (wording.value(highest), wording.value(lowest));
    let (high, low) = ((&*high, &*highest_text), (&*low, &*lowest_text));
    Some(match shown {
        Shown::Top => phrases::highest(high, language),
        _ if highest.amount == lowest.amount => phrases::all_have(&highest_text, language),
        Shown::All => phrases::highest_and_lowest(high, low, language),
        Shown::Chosen => phrases::highest_and_lowest_shown(high, low, language),
    })
}

/// The members with a value, where they are few: those of a chart that has no highest and no lowest.
pub(super) fn few(wording: Wording<'_>, members: &[(String, Arc<Figure>)]) -> Option<String> {
    let known = members.iter().filter(|(_, figure)| figure.amount.is_ok());
    let values: Vec<(String, String)> =
        known.map(|(name, figure)| (name.clone(), wording.value(figure))).take(MOST_NAMES + 1).collect();
    let (_, figure) = members.first().filter(|_| (1..=MOST_NAMES).contains(&values.len()))?;
    Some(phrases::parts_in(&wording.period(figure), &values, wording.language))
}

/// The first of the names in a sentence, and how many more there are.
pub(super) fn first_names(names: &[String], language: Language) -> String {
    match names.split_at_checked(MOST_NAMES).filter(|(_, rest)| !rest.is_empty()) {
        Some((first, rest)) => phrases::and_more(&first.join(", "), rest.len(), language),
        None => l10n::list(names, language),
    }
}

impl ChartInput<'_> {
    /// Which members are shown of those that there are.
    pub(super) fn extent_of_parts(self) -> Shown {
        match self.left_out() {
            None => Shown::All,
            Some(_) if self.order.choice.members.is_empty() => Shown::Top,
            Some(_) => Shown::Chosen,
        }
    }
}
