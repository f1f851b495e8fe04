//! The amounts of a figure, put together row by row: a table of a million rows is summed up without being held.

use std::collections::BTreeSet;

use super::cells::{DECIMALS, Said};
use crate::command::sheets::content::Row;
use crate::l10n;
use crate::model::Decimal;
use crate::model::imports::Aggregate;

/// One amount of a figure.
#[derive(Debug, Clone)]
pub struct Part<'a> {
    pub row: Row,
    /// The columns it is made of, each with whether it is taken away.
    pub cells: &'a [(usize, bool)],
    pub said: Said,
}

/// All amounts of a figure so far.
#[derive(Debug)]
pub struct Sum<'a> {
    pub count: usize,
    pub first: Part<'a>,
    pub second: Option<Part<'a>>,
    pub last: Part<'a>,
    /// How many of them are amounts.
    amounts: usize,
    /// `None`: too large to be exact.
    total: Option<Decimal>,
    least: Option<Decimal>,
    most: Option<Decimal>,
    notes: Vec<String>,
    /// Why some are missing.
    missing: Vec<String>,
    /// The different texts, where they are counted, or the days that stand for weeks.
    pub texts: BTreeSet<String>,
}

impl<'a> Sum<'a> {
    pub fn of(first: Part<'a>, text: &str) -> Sum<'a> {
        let mut sum = Sum {
            count: 1,
            first: first.clone(),
            second: None,
            last: first,
            amounts: 0,
            total: Some(Decimal::ZERO),
            least: None,
            most: None,
            notes: Vec::new(),
            missing: Vec::new(),
            texts: BTreeSet::new(),
        };
        sum.add_last(text);
        sum
    }

    pub fn add(&mut self, part: Part<'a>, text: &str) {
        self.count += 1;
        if self.second.is_none() {
            self.second = Some(part.clone());
        }
        self.last = part;
        self.add_last(text);
    }

    fn add_last(&mut self, text: &str) {
        if !text.is_empty() && !self.texts.contains(text) {
            self.texts.insert(text.to_owned());
        }
        match &self.last.said {
            Said::Amount(amount, note) => {
                self.amounts += 1;
                self.total = self.total.and_then(|total| total.checked_add(*amount));
                self.least = Some(self.least.map_or(*amount, |least| least.min(*amount)));
                self.most = Some(self.most.map_or(*amount, |most| most.max(*amount)));
                note.iter().for_each(|note| add_once(&mut self.notes, note));
            }
            Said::Missing(note) => add_once(&mut self.missing, note),
            Said::Empty => {}
        }
    }

    /// One amount of all; `None` when it is too large to be exact. Where one of those that are put together is missing,
    /// so is what they make.
    pub fn said(&self, how: Aggregate) -> Option<Said> {
        match how {
            Aggregate::One | Aggregate::First => return Some(self.first.said.clone()),
            Aggregate::Last => return Some(self.last.said.clone()),
            Aggregate::Count => return Some(Said::Amount(Decimal::from(self.count), None)),
            Aggregate::Distinct => return Some(Said::Amount(Decimal::from(self.texts.len()), None)),
            Aggregate::Sum | Aggregate::Min | Aggregate::Max | Aggregate::Mean => {}
        }
        if !self.missing.is_empty() {
            return Some(Said::Missing(self.missing.join("; ")));
        }
        let value = match how {
            Aggregate::Min => self.least,
            Aggregate::Max => self.most,
            Aggregate::Mean => {
                let mean = self.total?.checked_div(Decimal::from(self.amounts))?;
                Some(l10n::rounded(mean, DECIMALS).normalize())
            }
            _ => self.total,
        };
        value.map(|value| Said::Amount(value, (!self.notes.is_empty()).then(|| self.notes.join("; "))))
    }
}

pub fn add_once(all: &mut Vec<String>, one: &str) {
    if !all.iter().any(|known| known == one) {
        all.push(one.to_owned());
    }
}
