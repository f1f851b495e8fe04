//! Targets that readers were told, held against those of now.

use std::collections::BTreeMap;

use super::changed::Changed;
use super::compare::{Found, Now, different};
use super::record::target;
use super::told::Told;
use crate::base::period::Period;
use crate::l10n::wording::{self, verdict_within};
use crate::l10n::{phrases, words};
use crate::model::Decimal;
use crate::model::ledger::{Shown, Target, What};

impl Now<'_> {
    /// Two targets as readers see them, with the verdicts by them where these are others. `None` where both are the same.
    pub(super) fn target_texts(&self, id: &str, was: &Shown, now: &Shown) -> (Option<String>, Option<String>) {
        let verdict = |of: &Shown| of.verdict.as_deref().filter(|_| was.verdict != now.verdict).map(str::to_owned);
        let text = |of: &Shown| {
            let target = self.target_text(id, of.target.as_ref());
            let verdict = verdict(of).and_then(|word| verdict_within(&word, self.wording.language));
            verdict.map_or_else(|| target.clone(), |verdict| format!("{target} ({verdict})"))
        };
        different(text(was), text(now))
    }

    /// The targets of the periods before the report's own.
    pub(super) fn compare_targets(&self, told: &Told<'_>, found: &mut Found) {
        let mut others: BTreeMap<&str, Vec<(Period, String, String)>> = BTreeMap::new();
        for ((id, period), was) in &told.targets {
            let Some(of) = self.figures.and_then(|figures| figures.metrics.get(*id)) else { continue };
            let figure = self.figure(id, &of.figure.cell, *period);
            let now = target(self.wording.known, &figure);
            if *was != now.as_ref() {
                let texts = (self.target_text(id, *was), self.target_text(id, now.as_ref()));
                others.entry(id).or_default().push((*period, texts.0, texts.1));
            }
        }
        for (id, periods) in others {
            let Some(metric) = self.wording.known.metric(id) else { continue };
            // What is told of the report's own period is not told of those before again.
            let is_own = |one: &Changed| {
                one.change.what == What::Target && one.change.metric.as_deref() == Some(id) && one.of.is_empty()
            };
            if found.changed.iter().any(is_own) {
                continue;
            }
            for run in periods.chunk_by(|one, next| (&one.1, &one.2) == (&next.1, &next.2)) {
                let Some((first, was, now)) = run.first() else { continue };
                let period = self.periods(&run.iter().map(|(period, ..)| *period).collect());
                let (was, now) = different(was.clone(), now.clone());
                let named = |text: String| format!("{period}: {text}");
                let change = self.change(What::Target, id, metric, (was.map(named), now.map(named)));
                found.add_of(told, change, first.to_string(), &metric.place);
            }
        }
    }

    /// A recorded target as readers see it.
    fn target_text(&self, id: &str, target: Option<&Target>) -> String {
        let language = self.wording.language;
        let Some(target) = target else { return words(language).no_target.to_owned() };
        let amount = |written: &str| match written.parse::<Decimal>() {
            Ok(amount) => self.wording.amount(id, &Ok(amount)),
            Err(_) => written.to_owned(),
        };
        let lower = target.amount.as_deref().map_or_else(|| words(language).dash.to_owned(), amount);
        let rule = match (target.rule.as_str(), &target.upper) {
            ("within", Some(upper)) => phrases::between(&lower, &amount(upper), language),
            ("at_most", _) => phrases::at_most(&lower, language),
            _ => phrases::at_least(&lower, language),
        };
        let end = target.path.as_ref().and_then(|path| path.rsplit(", ").next()?.split_once(": "));
        let period = |written: &str| {
            let year_start = self.wording.known.catalog().year_start;
            Period::read(written, year_start)
                .map_or_else(|_| written.to_owned(), |of| crate::l10n::period(of, language))
        };
        let rule = match end {
            Some((of, end)) => phrases::rule_towards(&rule, &amount(end), &period(of), language),
            None => rule,
        };
        match &target.near {
            Some(near) => phrases::rule_near(&rule, &self.distance(id, near), language),
            None => rule,
        }
    }

    /// A recorded distance as readers see it: of shares in percentage points.
    fn distance(&self, id: &str, written: &str) -> String {
        match (self.wording.known.metric(id), written.parse::<Decimal>()) {
            (Some(metric), Ok(distance)) => wording::size(metric, distance, self.wording.language),
            _ => written.to_owned(),
        }
    }
}
