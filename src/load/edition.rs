//! A report that the site has, before it is known what it says.

use std::sync::Arc;

use crate::base::period::Period;
use crate::model::content::{Page, Series};
use crate::model::language::Language;

/// One report that the site has: of a period, in a series, of one member where the series is for each.
#[derive(Debug, Clone, Copy)]
pub struct Edition<'a> {
    pub series: &'a Series,
    pub period: Period,
    /// The dimension, and the id of its member.
    pub member: Option<(&'a str, &'a str)>,
    pub language: Language,
    pub page: &'a Arc<Page>,
    /// Whether the page is of this period alone, and not the standing narrative.
    pub is_own: bool,
}

impl Edition<'_> {
    /// Its folder in the output: `2018-02`, `hospitals/rh/2018-02`.
    pub fn folder(&self) -> String {
        let above = [self.series.path.as_str(), self.member.map_or("", |(_, id)| id)];
        let mut parts: Vec<String> = above.into_iter().filter(|part| !part.is_empty()).map(str::to_owned).collect();
        parts.push(self.period.to_string());
        parts.join("/")
    }

    /// The month as known in which the report is made: its period's last.
    pub fn vintage(&self) -> Period {
        self.period.last_month()
    }
}
