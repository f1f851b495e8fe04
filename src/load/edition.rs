//! A report that the site has, before it is known what it says.

use std::collections::BTreeSet;
use std::sync::Arc;

use super::Site;
use crate::base::period::Period;
use crate::model::content::{Contact, Page, Series};
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

impl Site {
    /// The reports of one series and member, in period order. Drafts are left out unless asked for, and so are reports of
    /// periods before the member began or after it ended, unless they are out.
    pub fn editions<'a>(
        &'a self,
        series: &'a Series,
        member: Option<(&'a str, &'a str)>,
        drafts: bool,
    ) -> Vec<Edition<'a>> {
        let months = self.snapshots.iter().map(|snapshot| snapshot.period);
        let mut periods: BTreeSet<Period> = series.reports.iter().map(|(period, _)| *period).collect();
        periods.extend(months);
        let edition = |period: Period| {
            let page = series.text_of(period).filter(|page| drafts || !page.draft)?;
            let language = page.language.unwrap_or(self.language(series));
            let is_own = series.own_text_of(period).is_some();
            Some(Edition { series, period, member, language, page, is_own })
        };
        let is_there = |edition: &Edition<'_>| {
            let is_counted = |(dimension, id)| {
                let of = self.catalog.dimensions.get(dimension);
                let is_over = of.is_some_and(|of| of.ended_before(id, edition.period).is_some());
                self.begun.has((dimension, id), edition.vintage()) && !is_over
            };
            member.is_none_or(is_counted) || self.ledger.as_ref().is_some_and(|ledger| ledger.has(&edition.folder()))
        };
        periods.into_iter().filter_map(edition).filter(is_there).collect()
    }

    /// Who answers for a report: as its text says, its folder, or the site.
    pub fn contact<'a>(&'a self, edition: &Edition<'a>) -> Option<&'a Contact> {
        let of_text = edition.page.release.contact.as_ref();
        of_text.or(edition.series.contact()).or(self.settings.contact.as_ref())
    }
}
