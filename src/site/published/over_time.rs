//! A figure of a quarter or a year that differs from what was published by how its months are put together alone: the same
//! months, put together as they were then, give what readers had. With it goes what is computed from such figures.

use super::compare::{Found, Now};
use super::told::{Told, Value};
use super::value;
use crate::compute::Figure;
use crate::l10n::wording::machine;
use crate::model::Decimal;
use crate::model::catalog::{Kind, Metric};
use crate::model::ledger::{Change, What};

impl Now<'_> {
    /// That the months of a metric were put together otherwise, where nothing else makes the figure another one.
    pub(super) fn put_together_otherwise(
        &self,
        told: &Told<'_>,
        metric: &Metric,
        figure: &Figure,
        was: Value<'_>,
    ) -> Option<Change> {
        if figure.period.grain() <= metric.grain {
            return None;
        }
        let id = &figure.metric;
        if matches!(metric.kind, Kind::Derived(_) | Kind::Ratio { .. }) {
            let input = self.rests_on_put_together(told, was, id)?;
            let change = self.change(What::OverTime, id, metric, self.figures_of(told, id, metric, ["", ""]));
            // The reason of what it is computed from is one for it, too.
            let reason = Some(change.reason).filter(|reason| !reason.is_empty());
            let reason = reason.or_else(|| self.reason(input, What::OverTime).map(str::to_owned)).unwrap_or_default();
            return Some(Change { reason, ..change });
        }
        let (how, now) = (told.meaning(was, id, What::OverTime.word())?, metric.over_time.word());
        if how == now {
            return None;
        }
        let months = figure.period.parts(metric.grain);
        let amount = |month: &_| self.wording.known.figure(id, &figure.cell, *month).value();
        let last = || amount(months.last()?);
        let all = || months.iter().map(amount).collect::<Option<Vec<Decimal>>>();
        let amount = match how {
            "last" => last(),
            "min" => all()?.into_iter().min(),
            "max" => all()?.into_iter().max(),
            "mean" => {
                let sum = all()?.into_iter().try_fold(Decimal::ZERO, Decimal::checked_add)?;
                sum.checked_div(Decimal::from(months.len()))
            }
            _ => None,
        };
        let texts = || self.figures_of(told, id, metric, [how, now]);
        (machine(amount?) == was.value?).then(|| self.change(What::OverTime, id, metric, texts()))
    }

    /// The first of what a metric is computed from that was put together otherwise.
    fn rests_on_put_together(&self, told: &Told<'_>, was: Value<'_>, id: &str) -> Option<&Metric> {
        self.wording.known.metric(id)?.inputs().into_iter().find_map(|id| {
            let input = self.wording.known.metric(id)?;
            let how = told.meaning(was, id, What::OverTime.word());
            let is_otherwise = how.is_some_and(|how| how != input.over_time.word());
            if is_otherwise { Some(input) } else { self.rests_on_put_together(told, was, id) }
        })
    }

    /// How the months were and are put together, with the report's own figure where that is another one by it: "mean, 5"
    /// and "max, 6".
    pub(super) fn figures_of(
        &self,
        told: &Told<'_>,
        id: &str,
        metric: &Metric,
        [how, now]: [&str; 2],
    ) -> (Option<String>, Option<String>) {
        let joined = |how: &str, text: String| if how.is_empty() { text } else { format!("{how}, {text}") };
        let plain = || ((!how.is_empty()).then(|| how.to_owned()), (!now.is_empty()).then(|| now.to_owned()));
        let Some(of) = self.figures.and_then(|figures| figures.metrics.get(id)) else { return plain() };
        let figure = &of.figure;
        let was = told.values.get(&(id, figure.period, figure.cell.clone()));
        let is_other = |was: &&Value<'_>| was.value.is_some() && was.value != value(&figure.amount).as_deref();
        let Some(was) = was.filter(is_other).filter(|_| figure.period.grain() > metric.grain) else { return plain() };
        let was = was.text.or(was.value).unwrap_or_default().to_owned();
        (Some(joined(how, was)), Some(joined(now, self.wording.value(figure))))
    }

    /// Whether the report shows the metric in a longer period than that by which it is counted.
    pub(super) fn is_put_together(&self, told: &Told<'_>, id: &str, metric: &Metric) -> bool {
        told.values.keys().chain(told.hidden.iter()).any(|(of, period, _)| *of == id && period.grain() > metric.grain)
    }

    /// Whether it is told already that a metric's figures are put together otherwise.
    pub(super) fn is_told_put_together(&self, found: &Found, id: &str) -> bool {
        let is_of_it = |change: &Change| change.what == What::OverTime && change.metric.as_deref() == Some(id);
        found.changed.iter().any(|one| is_of_it(&one.change))
    }
}
