//! Tables of counts → which of them must be hidden, so that nobody can be recognised in a small one.
//!
//! Counts from 1 to under a threshold are *primary*: hidden for their own sake. Further cells are hidden with them, so
//! that no total gives them back. A reader is taken to know every shown cell and total, and that a hidden count is at
//! least 1, because zeros are shown; a hidden cell is safe when more than one value is possible. Numbers in, places
//! out: `disclosure` knows which figures are one table, and what was published before. Source: statistics.md, 4.

mod two_way;

pub use two_way::{At, Audited, Pattern, State, Table, audit, is_safe, two_way};

/// A count as HES publishes it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounded {
    Zero,
    /// 1 to 7.
    Hidden,
    /// To the nearest 5.
    Shown(u64),
}

/// Rounds a count to the nearest 5 and hides 1 to 7. Totals are rounded from their true value, so they need not be the
/// sum of the rounded parts. Source: NHS Digital, disclosure control for HES; statistics.md, 4.3.
pub fn round5(count: u64) -> Rounded {
    match (count, count % 5) {
        (0, _) => Rounded::Zero,
        (1..=7, _) => Rounded::Hidden,
        (_, rest @ 0..=2) => Rounded::Shown(count - rest),
        (_, rest) => Rounded::Shown(count.saturating_add(5 - rest)),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    fn vectors(kind: &str) -> Vec<Value> {
        let cases: Vec<Value> =
            serde_json::from_str(include_str!("../../tests/vectors/suppression.json")).expect("the vectors are JSON");
        let cases: Vec<Value> = cases.into_iter().filter(|case| case["type"] == kind).collect();
        assert!(!cases.is_empty(), "there are vectors of the type {kind}");
        cases
    }

    fn numbers(value: &Value) -> Vec<u64> {
        value.as_array().expect("a list").iter().map(|number| number.as_u64().expect("a count")).collect()
    }

    fn table(case: &Value) -> Vec<Vec<u64>> {
        case["cells"].as_array().expect("rows").iter().map(numbers).collect()
    }

    /// `[0, "T"]` in a table of two rows and three columns is the total of the first row.
    fn place(cells: &[Vec<u64>], value: &Value) -> At {
        let index = |value: &Value, total: usize| value.as_u64().map_or(total, |index| index as usize);
        (index(&value[0], cells.len()), index(&value[1], cells[0].len()))
    }

    fn places(cells: &[Vec<u64>], value: &Value) -> Pattern {
        value.as_array().expect("cells").iter().map(|at| place(cells, at)).collect()
    }

    #[track_caller]
    fn check_intervals(cells: &[Vec<u64>], hidden: &Pattern, expected: &Value, id: &Value) {
        let found = audit(cells, hidden);
        let expected = expected.as_array().expect("intervals");
        assert_eq!(found.len(), expected.len(), "{id}");
        for interval in expected {
            let at = place(cells, &interval["cell"]);
            let audited = found.iter().find(|audited| audited.at == at).expect("each hidden cell is audited");
            let (low, high) = (interval["low"].as_u64().map(u128::from), interval["high"].as_u64().map(u128::from));
            assert_eq!((Some(audited.low), audited.high), (low, high), "{id} {at:?}");
            if let Some(recoverable) = interval["recoverable"].as_bool() {
                assert_eq!(!audited.is_safe(), recoverable, "{id} {at:?}");
            }
        }
    }

    #[test]
    fn two_way_tables_are_protected_as_in_the_shared_vectors() {
        for case in vectors("two_way") {
            let (cells, id) = (table(&case), &case["id"]);
            let hidden = two_way(&cells, case["threshold"].as_u64().expect("a threshold")).expect("can be protected");
            let expected = &case["expect"];
            assert!(hidden.is_superset(&places(&cells, &expected["primary"])), "{id}");
            let zero = |(row, column): &At| cells.get(*row).and_then(|row| row.get(*column)) == Some(&0);
            assert!(!hidden.iter().any(zero), "{id}");
            assert!(is_safe(&cells, &hidden), "{id}");
            assert!(audit(&cells, &hidden).iter().all(Audited::is_safe), "{id}");
            assert_eq!(hidden, places(&cells, &expected["reference_suppressed"]), "{id}");
            check_intervals(&cells, &hidden, &expected["intervals"], id);
        }
    }

    #[test]
    fn an_audit_finds_what_a_reader_could_find() {
        for case in vectors("audit") {
            let (cells, id) = (table(&case), &case["id"]);
            let hidden = places(&cells, &case["suppressed"]);
            assert_eq!(Some(is_safe(&cells, &hidden)), case["expect"]["safe"].as_bool(), "{id}");
            check_intervals(&cells, &hidden, &case["expect"]["cells"], id);
        }
    }

    #[test]
    fn lists_are_protected_as_in_the_shared_vectors() {
        for case in vectors("one_way") {
            let parts: Vec<Vec<u64>> = numbers(&case["parts"]).into_iter().map(|part| vec![part]).collect();
            let mut table = Table::new(&parts);
            (0..=parts.len()).for_each(|row| table.set((row, 1), State::Absent));
            assert!(table.protect_list(0, case["threshold"].as_u64().expect("a threshold")), "{}", case["id"]);
            let expected = &case["expect"];
            let hidden: Vec<u64> =
                table.hidden().iter().filter(|at| at.0 < parts.len()).map(|at| at.0 as u64).collect();
            assert_eq!(hidden, numbers(&expected["suppressed"]), "{}", case["id"]);
            let total = table.state((parts.len(), 0)) == State::Hidden;
            assert_eq!(Some(total), expected["total_suppressed"].as_bool(), "{}", case["id"]);
        }
    }

    #[test]
    fn counts_are_rounded_as_in_the_shared_vectors() {
        for case in vectors("round5") {
            let rounded: Vec<Value> = numbers(&case["values"])
                .into_iter()
                .map(|count| match round5(count) {
                    Rounded::Zero => Value::from(0),
                    Rounded::Hidden => Value::from("*"),
                    Rounded::Shown(count) => Value::from(count),
                })
                .collect();
            assert_eq!(Value::from(rounded), case["expect"], "{}", case["id"]);
        }
        assert_eq!(round5(u64::MAX), Rounded::Shown(u64::MAX));
        assert_eq!(round5(u64::MAX - 2), Rounded::Shown(u64::MAX));
    }
}
