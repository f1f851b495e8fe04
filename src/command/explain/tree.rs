//! A figure → the tree of how it came about: the page's text, the value behind it, what it is computed from, and the
//! lines of the snapshots at the leaves. As text for people, and as JSON.

use serde_json::{Value, json};

use crate::base::place::Place;
use crate::compute::{Figure, Operand, Statement, Working, statements};
use crate::l10n::wording::{Wording, machine};
use crate::model::catalog::{Format, Metric};
use crate::model::formula::Token;
use crate::model::snapshot::{Interval, RevisionKind};

/// The tree as indented lines, then everything that was ever stated of the figure.
pub fn text(wording: Wording<'_>, figure: &Figure) -> String {
    let mut lines = Vec::new();
    branch(wording, figure, 0, &mut lines);
    let ledger = ledger(wording, figure);
    if ledger.len() > 1 {
        lines.push(String::new());
        lines.push("Stated, in the order it became known:".to_owned());
        for statement in ledger {
            lines.push(format!("  {}", told(&statement)));
        }
    }
    lines.push(String::new());
    lines.join("\n")
}

/// The same as one JSON object.
#[expect(clippy::indexing_slicing, reason = "an object takes any key")]
pub fn json(wording: Wording<'_>, figure: &Figure) -> String {
    let mut document = node(wording, figure);
    let ledger: Vec<Value> = ledger(wording, figure)
        .iter()
        .map(|statement| {
            json!({
                "snapshot": statement.snapshot.to_string(),
                "value": statement.value.map(machine),
                "interval": statement.interval.map(ends),
                "withdrawn": statement.withdrawn,
                "reason": statement.reason,
                "kind": statement.kind.map(RevisionKind::word),
                "place": place(&statement.place),
            })
        })
        .collect();
    document["statements"] = Value::Array(ledger);
    format!("{document:#}\n")
}

/// Every statement of the figure's own metric, period and part, up to what is known.
fn ledger(wording: Wording<'_>, figure: &Figure) -> Vec<Statement> {
    let mut stated = statements(wording.known.book, &figure.metric, figure.period);
    stated.retain(|statement| {
        (statement.cell == figure.cell || statement.withdrawn) && statement.snapshot <= wording.known.vintage
    });
    stated.sort_by_key(|statement| statement.snapshot);
    stated
}

fn told(statement: &Statement) -> String {
    let what = match (statement.value, statement.withdrawn) {
        (Some(value), _) => match statement.interval {
            Some(Interval { low, high }) => format!("{} ({} to {})", machine(value), machine(low), machine(high)),
            None => machine(value),
        },
        (None, true) => "withdrawn".to_owned(),
        (None, false) => "known to be missing, or hidden to protect small counts".to_owned(),
    };
    let kind = statement.kind.map_or(String::new(), |kind| format!(", {}", kind.word()));
    let reason = statement.reason.as_ref().map_or(String::new(), |reason| format!(": {reason}"));
    format!("{}: {what}{kind}{reason}  ({})", statement.snapshot, place(&statement.place))
}

fn ends(Interval { low, high }: Interval) -> Value {
    json!({ "low": machine(low), "high": machine(high) })
}

fn place(place: &Place) -> String {
    format!("{}:{}:{}", place.file, place.line, place.column)
}

/// How the value becomes the text: `0.24 shown as a percentage with 0 decimals`.
fn rounding(metric: &Metric) -> String {
    let shown = if metric.format == Format::Percent { "a percentage" } else { "a number" };
    match metric.shown_decimals() {
        1 => format!("shown as {shown} with 1 decimal"),
        count => format!("shown as {shown} with {count} decimals"),
    }
}

fn heading(wording: Wording<'_>, figure: &Figure) -> String {
    let label = wording.label(&figure.metric, &figure.cell);
    let text = wording.value_and_interval(figure, wording.value(figure));
    match (&figure.amount, wording.known.metric(&figure.metric)) {
        (Ok(value), Some(metric)) => {
            format!("{label}, {}: {text}  (value {}, {})", figure.period, machine(*value), rounding(metric))
        }
        _ => format!("{label}, {}: {text}  ({})", figure.period, wording.reason(figure)),
    }
}

fn branch(wording: Wording<'_>, figure: &Figure, depth: usize, lines: &mut Vec<String>) {
    let indent = "  ".repeat(depth);
    lines.push(format!("{indent}{}", heading(wording, figure)));
    match &figure.working {
        Working::Nothing => lines.push(format!("{indent}  no snapshot up to {} states it", wording.known.vintage)),
        Working::Stated { place: at, snapshot } => {
            lines.push(format!(
                "{indent}  stated in the snapshot of {snapshot}, {}: {}",
                figure.status.word(),
                place(at)
            ));
        }
        Working::Sum(parts) | Working::Mean(parts) | Working::Extreme(parts) => {
            lines.extend(wording.working(figure).map(|working| format!("{indent}  = {working}")));
            parts.iter().for_each(|part| branch(wording, part, depth + 1, lines));
        }
        Working::Ratio(numerator, denominator) => {
            lines.extend(wording.working(figure).map(|working| format!("{indent}  = {working}")));
            branch(wording, numerator, depth + 1, lines);
            branch(wording, denominator, depth + 1, lines);
        }
        Working::Formula(tokens) => {
            lines.extend(wording.working(figure).map(|working| format!("{indent}  = {working}")));
            for operand in tokens.iter().filter_map(Token::operand) {
                match operand {
                    Operand::Figure(part) => branch(wording, part, depth + 1, lines),
                    Operand::Target { metric, amount, place: Some(at) } => {
                        let text = wording.target_amount(metric, amount);
                        lines.push(format!("{indent}  target of `{metric}`: {text}  ({})", place(at)));
                    }
                    Operand::Number(_) | Operand::Target { place: None, .. } => {}
                }
            }
        }
    }
}

fn node(wording: Wording<'_>, figure: &Figure) -> Value {
    let mut inputs = Vec::new();
    let mut targets = Vec::new();
    let mut stated = Value::Null;
    match &figure.working {
        Working::Nothing => {}
        Working::Stated { place: at, snapshot } => {
            stated = json!({ "snapshot": snapshot.to_string(), "place": place(at) });
        }
        Working::Sum(parts) | Working::Mean(parts) | Working::Extreme(parts) => {
            inputs.extend(parts.iter().map(|part| node(wording, part)));
        }
        Working::Ratio(numerator, denominator) => {
            inputs.extend([numerator, denominator].map(|part| node(wording, part)));
        }
        Working::Formula(tokens) => {
            for operand in tokens.iter().filter_map(Token::operand) {
                match operand {
                    Operand::Figure(part) => inputs.push(node(wording, part)),
                    Operand::Target { metric, amount, place: Some(at) } => targets.push(json!({
                        "metric": metric,
                        "value": amount.as_ref().ok().map(|amount| machine(*amount)),
                        "place": place(at),
                    })),
                    Operand::Number(_) | Operand::Target { place: None, .. } => {}
                }
            }
        }
    }
    json!({
        "metric": figure.metric,
        "label": wording.label(&figure.metric, &figure.cell),
        "members": figure.cell.members().collect::<Vec<_>>(),
        "period": figure.period.to_string(),
        "vintage": wording.known.vintage.to_string(),
        "text": wording.value(figure),
        "value": figure.amount.as_ref().ok().map(|value| machine(*value)),
        "interval": figure.interval.map(ends),
        "missing": figure.amount.is_err().then(|| wording.reason(figure)),
        "status": figure.status.word(),
        "rounding": wording.known.metric(&figure.metric).map(rounding),
        "working": wording.working(figure),
        "stated": stated,
        "inputs": inputs,
        "targets": targets,
    })
}
