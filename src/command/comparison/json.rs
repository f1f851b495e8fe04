//! A comparison for programs.
//!
//! ```json
//! { "kalends": "0.1.0", "before": "2018-01", "now": "2018-02", "only_before": [], "only_now": [],
//!   "reports": [
//!     { "report": "2018-02", "member": null, "period_before": "2018-01", "period_now": "2018-02",
//!       "figures": [
//!         { "metric": "key_persons", "members": {}, "label": "SP-nøglepersoner", "label_before": null, "change": "changed",
//!           "before": { "period": "2018-01", "value": 1819, "text": "1.819", "missing": null, "suppressed": false,
//!                       "status": "final", "target": "not_met",
//!                       "aim": { "kind": "at_least", "value": 2000, "upper": null }, "over_time": null },
//!           "now": { … }, "absolute": -12, "text": "−12",
//!           "revised": [ { "period": "2017-12", "was": 1861, "now": 1795, "withdrawn": false,
//!                          "suppressed": false } ],
//!           "signals": [ { "period": "2018-02", "rule": "outside_low" } ] } ],
//!       "exhibits": [ { "id": "builders", "change": "new", "kind": "stacked", "before": null, "now": "Figure 2" } ],
//!       "sections": [
//!         { "id": "key-persons", "number": "2.1", "heading": "…", "change": "rewritten",
//!           "paragraphs": [ { "change": "rewritten", "text": [ { "same": "It " }, { "gone": "fell" }, { "added": "rose" } ] } ] } ] } ] }
//! ```
//!
//! `change` of a figure is `new`, `dropped`, `changed`, `unchanged`, `missing` or `hidden`; of a section or paragraph
//! `new`, `dropped`, `rewritten`, `unchanged` or `figures_moved`; of a chart or table (`before` and `now` are its
//! titles) `new`, `dropped` or `changed`. Numbers are unrounded, `text` is as printed. A figure's `status` and `target`
//! are words of figures.json; `null` for a member. `aim` is what the target asks for. `over_time` is `mean`, `min` or
//! `max` where a longer period shows that of the levels in it, otherwise `null`. `label_before` is there where the older edition had another name for
//! it. Paragraphs that are wholly the same are left out.

use serde_json::{Map, Value, json};

use super::{Comparison, ExhibitChange, FigureChange, Moved, Piece, ReportChange, SectionChange, Shown};
use crate::l10n::wording::machine;
use crate::model::Decimal;
use crate::model::catalog::OverTime;
use crate::site::VERSION;

/// The whole document, with a line end.
pub fn document(comparison: &Comparison) -> String {
    let document = json!({
        "kalends": VERSION,
        "before": comparison.before,
        "now": comparison.now,
        "only_before": comparison.only_before,
        "only_now": comparison.only_now,
        "reports": comparison.reports.iter().map(report).collect::<Vec<_>>(),
    });
    // Every value was made by `json!`, which always can be written.
    serde_json::to_string_pretty(&document).unwrap_or_default() + "\n"
}

fn report(report: &ReportChange) -> Value {
    json!({
        "report": report.name,
        "member": report.member,
        "period_before": report.period_before,
        "period_now": report.period_now,
        "figures": report.figures.iter().map(figure).collect::<Vec<_>>(),
        "exhibits": report.exhibits.iter().map(exhibit).collect::<Vec<_>>(),
        "sections": report.text.iter().map(section).collect::<Vec<_>>(),
    })
}

fn number(value: Option<Decimal>) -> Value {
    let read = |value| serde_json::from_str(&machine(value)).ok();
    value.and_then(read).unwrap_or(Value::Null)
}

fn shown(figure: &Shown) -> Value {
    json!({
        "period": figure.period,
        "value": number(figure.value),
        "interval": figure.interval.map(|[low, high]| json!({ "low": number(Some(low)), "high": number(Some(high)) })),
        "text": figure.text,
        "missing": figure.missing,
        "suppressed": figure.suppressed,
        "status": (!figure.status.is_empty()).then_some(&figure.status),
        "target": figure.target,
        "aim": figure.aim.as_ref().map(|aim| json!({
            "kind": aim.kind,
            "value": number(aim.value),
            "upper": number(aim.upper),
        })),
        "over_time": figure.over_time.map(OverTime::word),
    })
}

fn figure(change: &FigureChange) -> Value {
    let members: Map<String, Value> =
        change.key.members.iter().map(|(dimension, member)| (dimension.clone(), member.as_str().into())).collect();
    json!({
        "metric": change.key.metric,
        "members": members,
        "label": change.label,
        "label_before": change.label_before,
        "change": change.moved.word(),
        "before": change.before.as_ref().map(shown),
        "now": change.now.as_ref().map(shown),
        "absolute": number(change.change),
        "text": change.change_text,
        "revised": change.revised.iter().map(|point| json!({
            "period": point.period,
            "was": number(point.was),
            "now": number(point.now),
            "withdrawn": point.withdrawn,
            "suppressed": point.suppressed,
        })).collect::<Vec<_>>(),
        "signals": change.signals.iter().map(|(period, rule)| json!({ "period": period, "rule": rule })).collect::<Vec<_>>(),
    })
}

fn exhibit(change: &ExhibitChange) -> Value {
    let known = change.now.as_ref().or(change.before.as_ref());
    json!({
        "id": known.map(|exhibit| &exhibit.id),
        "change": change.word(),
        "kind": known.map(|exhibit| &exhibit.kind),
        "before": change.before.as_ref().map(|exhibit| &exhibit.title),
        "now": change.now.as_ref().map(|exhibit| &exhibit.title),
    })
}

fn section(change: &SectionChange) -> Value {
    let piece = |piece: &Piece| match piece {
        Piece::Same(text) => json!({ "same": text }),
        Piece::Gone(text) => json!({ "gone": text }),
        Piece::Added(text) => json!({ "added": text }),
    };
    let paragraph = |paragraph: &super::ParagraphChange| json!({ "change": paragraph.fate.word(), "text": paragraph.pieces.iter().map(piece).collect::<Vec<_>>() });
    json!({
        "id": change.id,
        "number": (!change.number.is_empty()).then_some(&change.number),
        "heading": change.heading,
        "change": change.fate.word(),
        "paragraphs": change.paragraphs.iter().map(paragraph).collect::<Vec<_>>(),
    })
}

impl ExhibitChange {
    /// The word for what became of it.
    pub fn word(&self) -> &'static str {
        match (&self.before, &self.now) {
            (None, _) => Moved::New.word(),
            (_, None) => Moved::Dropped.word(),
            _ => Moved::Changed.word(),
        }
    }
}
