//! A figure of a quarter or a year that differs from what was published by how its months are put together alone: the same
//! months, put together as they were then, give what readers had.

use super::compare::Now;
use super::told::{Told, Value};
use crate::compute::Figure;
use crate::l10n::wording::machine;
use crate::model::Decimal;
use crate::model::catalog::Metric;
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
        let (how, now) = (told.meaning(was, &figure.metric, What::OverTime.word())?, metric.over_time.word());
        if how == now || figure.period.grain() <= metric.grain {
            return None;
        }
        let months = figure.period.parts(metric.grain);
        let amount = |month: &_| self.wording.known.figure(&figure.metric, &figure.cell, *month).value();
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
        let texts = (Some(how.to_owned()), Some(now.to_owned()));
        (machine(amount?) == was.value?).then(|| self.change(What::OverTime, &figure.metric, metric, texts))
    }
}
