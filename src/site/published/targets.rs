//! Targets that readers were told, held against those of now.

use std::collections::{BTreeMap, BTreeSet};

use super::changed::Changed;
use super::compare::{Found, Now, different};
use super::is_hidden;
use super::record::target;
use super::told::{Beside, Key, Told};
use crate::base::period::Period;
use crate::compute::Figure;
use crate::l10n::wording::{self, verdict_within};
use crate::l10n::{self, phrases, words};
use crate::model::Decimal;
use crate::model::catalog::Metric;
use crate::model::ledger::{Change, Shown, TARGET_OF, Target, What};

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

    /// The target that stood beside a figure, with the verdict by it.
    pub(super) fn compare_target(
        &self,
        told: &Told<'_>,
        (id, period, cell): &Key<'_>,
        metric: &Metric,
        (beside, figure, now): (Beside<'_>, &Figure, &Shown),
        found: &mut Found,
    ) {
        let mut was = Shown { target: beside.target.cloned(), ..beside.shown.clone() };
        let has_amount = |of: &Shown| of.target.as_ref().is_none_or(|target| target.amount.is_some());
        // What is hidden needs no reason, nor is it said again; to show it again has one of its own.
        if self.hides_its_target(told, id, figure)
            || !has_amount(&was) && has_amount(now) && self.is_made_from_hidden(told, id)
        {
            return;
        }
        // Where its figure changes or is shown again, that is told.
        let has_changed = is_hidden(&figure.amount)
            || found.broken.iter().any(|broken| broken.metric == *id)
            || self.is_told_put_together(found, id)
            || told.hidden.contains(&(*id, *period, cell.clone()))
            || !has_amount(beside.shown);
        if has_changed {
            was.verdict.clone_from(&now.verdict);
        }
        if (&was.target, &was.verdict) == (&now.target, &now.verdict) {
            return;
        }
        // Which of several it is, where it is not the report's own. The same of several periods is told once.
        let own = self.figures.and_then(|all| all.metrics.get(*id)).map(|of| &of.figure);
        let is_own = own.is_some_and(|own| own.cell == *cell);
        let part = if is_own { String::new() } else { self.wording.cell_name(id, cell) };
        let is_earlier = own.is_some_and(|own| own.period != *period);
        let period = is_earlier.then(|| l10n::period(*period, self.wording.language));
        let names: Vec<String> = [part.clone()].into_iter().chain(period).filter(|name| !name.is_empty()).collect();
        let named = |text: String| if names.is_empty() { text } else { format!("{}: {text}", names.join(", ")) };
        let of = match was.target == now.target {
            true => format!("{part} {:?} {:?}", was.verdict, now.verdict),
            false => format!("{part} {}", told_once(was.target.as_ref(), now.target.as_ref())),
        };
        let (was, now) = self.target_texts(id, &was, now);
        let texts = (was.map(named), now.map(named));
        found.add_of(told, self.target_changed(told, id, metric, texts), of, &metric.place);
    }

    /// The targets of the periods before the report's own.
    pub(super) fn compare_targets(&self, told: &Told<'_>, found: &mut Found) {
        let mut others: BTreeMap<&str, Vec<(Period, String, String)>> = BTreeMap::new();
        for ((id, period), was) in &told.targets {
            // Another figure has another target.
            if self.was_own(told, id).is_some() {
                continue;
            }
            let Some(of) = self.figures.and_then(|figures| figures.metrics.get(*id)) else { continue };
            let figure = self.figure(id, &of.figure.cell, *period);
            let now = target(self.wording.known, &figure);
            let is_hidden = self.hides_its_target(told, id, &figure);
            let has_none = was.is_some_and(|was| was.amount.is_none());
            if *was == now.as_ref() || is_hidden || has_none && self.is_made_from_hidden(told, id) {
                continue;
            }
            // What is told of the report's own period is not told of those before again.
            let once = format!(" {}", told_once(*was, now.as_ref()));
            let is_told = |one: &Changed| {
                one.change.what == What::Target && one.change.metric.as_deref() == Some(*id) && one.of == once
            };
            if !found.changed.iter().any(is_told) {
                let texts = (self.target_text(id, *was), self.target_text(id, now.as_ref()));
                others.entry(id).or_default().push((*period, texts.0, texts.1));
            }
        }
        for (id, periods) in others {
            let Some(metric) = self.wording.known.metric(id) else { continue };
            for run in periods.chunk_by(|one, next| (&one.1, &one.2) == (&next.1, &next.2)) {
                let Some((first, was, now)) = run.first() else { continue };
                let period = self.periods(&run.iter().map(|(period, ..)| *period).collect());
                let (was, now) = different(was.clone(), now.clone());
                let named = |text: String| format!("{period}: {text}");
                let texts = (was.map(named), now.map(named));
                found.add_of(told, self.target_changed(told, id, metric, texts), first.to_string(), &metric.place);
            }
        }
    }

    /// That a target is another one, with the metrics that both are made from.
    fn target_changed(
        &self,
        told: &Told<'_>,
        id: &str,
        metric: &Metric,
        texts: (Option<String>, Option<String>),
    ) -> Change {
        let was = told.meanings.get(id).and_then(|words| words.get(TARGET_OF));
        let made_from = was.map(|was| {
            let now = self.wording.known.catalog().made_from(id);
            now.into_iter().chain(was.split_whitespace()).collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>()
        });
        Change { made_from: made_from.map(|ids| ids.join(" ")), ..self.change(What::Target, id, metric, texts) }
    }

    /// Whether the target of a figure is hidden by what it was made from all along. One that an author makes from something
    /// hidden is another one.
    fn hides_its_target(&self, told: &Told<'_>, id: &str, figure: &Figure) -> bool {
        let known = self.wording.known;
        let was = told.meanings.get(id).and_then(|words| words.get(TARGET_OF));
        let is_same = |was: &String| {
            let was: BTreeSet<&str> = was.split_whitespace().map(|id| told.id_now(id)).collect();
            was == known.catalog().made_from(id)
        };
        known.aims_at_hidden(figure) && was.is_none_or(is_same)
    }

    /// Whether a target is made from what was hidden when the report was published last.
    fn is_made_from_hidden(&self, told: &Told<'_>, id: &str) -> bool {
        let made_from = self.wording.known.catalog().made_from(id);
        told.hidden.iter().any(|(id, ..)| made_from.contains(id))
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
            Period::read(written, year_start).map_or_else(|_| written.to_owned(), |of| l10n::period(of, language))
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

/// What tells one change of a target from another, which is told once however many figures have it: of a path, all of it.
fn told_once(was: Option<&Target>, now: Option<&Target>) -> String {
    let whole = |of: &Target| match &of.path {
        Some(path) => Target { amount: None, path: Some(path.clone()), ..of.clone() },
        None => of.clone(),
    };
    format!("{:?} {:?}", was.map(whole), now.map(whole))
}
