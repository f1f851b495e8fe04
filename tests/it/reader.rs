//! A reader who wants back what is hidden: linear equations between counts → how far each count is known.
//!
//! Works from published numbers alone and by another way than `compute`, which searches graphs: by linear programmes,
//! so that also tables are judged that hang together by running totals, differences and revisions. Counts are taken as
//! real numbers; a reader who also uses that they are whole can know more, never less.

use std::collections::BTreeMap;

/// Numbers closer than this are one: the counts here have at most five digits.
const NEAR: f64 = 1e-7;

/// A sum of counts: by what each is counted.
pub type Sum = BTreeMap<String, f64>;

/// What a reader knows. Every count has a name of its own.
#[derive(Debug, Default)]
pub struct Reader {
    least: BTreeMap<String, f64>,
    equations: Vec<(Sum, f64)>,
}

impl Reader {
    /// That `count` is at least `least`.
    pub fn expects(&mut self, count: &str, least: u32) {
        self.least.insert(count.to_owned(), f64::from(least));
    }

    /// That `sum` comes to `total`.
    pub fn learns(&mut self, sum: Sum, total: f64) {
        self.equations.push((sum, total));
    }

    /// The least and the greatest value that each of `sums` can have; the greatest is `None` where there is no limit.
    ///
    /// Panics when no counts agree with what is known: then something published is wrong.
    pub fn bounds(&self, sums: &[Sum]) -> Vec<(f64, Option<f64>)> {
        // What stands alone in an equation is known, and the programme is about the rest.
        let alone = self.equations.iter().filter_map(|(sum, total)| match sum.iter().next() {
            Some((count, factor)) if sum.len() == 1 => Some((count, total / factor)),
            _ => None,
        });
        let known: BTreeMap<&String, f64> = alone.collect();
        let unknown = self.least.keys().filter(|count| !known.contains_key(count));
        let column: BTreeMap<&String, usize> = unknown.enumerate().map(|(index, count)| (count, index)).collect();
        // Counts are held as what they are above their least value.
        let row = |sum: &Sum| {
            let mut row = vec![0.0; column.len()];
            let mut rest = 0.0;
            for (count, factor) in sum {
                if let Some(index) = column.get(count) {
                    row[*index] += factor;
                }
                rest += factor * known.get(count).unwrap_or(&self.least[count]);
            }
            (row, rest)
        };
        let mut equations: Vec<Vec<f64>> = Vec::new();
        for (sum, total) in &self.equations {
            let (mut row, rest) = row(sum);
            row.push(total - rest);
            let says_something = row.iter().any(|factor| factor.abs() > NEAR);
            if says_something && !equations.contains(&row) {
                equations.push(row);
            }
        }
        let mut programme = Programme::new(equations, column.len());
        let mut bounds = |sum| {
            let (costs, least) = row(sum);
            let low = programme.least(&costs).expect("no count is below its least value");
            let gains: Vec<f64> = costs.iter().map(|cost| -cost).collect();
            (low + least, programme.least(&gains).map(|high| least - high))
        };
        sums.iter().map(&mut bounds).collect()
    }
}

/// A list of counts as it is published, with its total: a star, here `None`, for what is hidden.
pub type Picture = (Vec<Option<u64>>, Option<u64>);

/// What readers see of a list, by the rule as docs/why/suppression.md has it.
pub fn picture(parts: &[u64], threshold: u64) -> Picture {
    let total: u64 = parts.iter().sum();
    let mut hidden: Vec<bool> = parts.iter().map(|part| (1..threshold).contains(part)).collect();
    let mut is_total_hidden = (1..threshold).contains(&total);
    loop {
        let stars: Vec<u64> = parts.iter().zip(&hidden).filter(|(_, hidden)| **hidden).map(|(part, _)| *part).collect();
        let are_alike = stars.iter().all(|part| *part == stars[0]);
        if stars.is_empty() || is_total_hidden || !are_alike {
            break;
        }
        let open = parts.iter().zip(&hidden).filter(|(part, hidden)| **part > 0 && !**hidden).map(|(part, _)| *part);
        match open.min() {
            Some(least) => hidden.iter_mut().zip(parts).for_each(|(hidden, part)| *hidden |= *part == least),
            None => is_total_hidden = true,
        }
    }
    let shown = parts.iter().zip(hidden).map(|(part, hidden)| (!hidden).then_some(*part)).collect();
    (shown, (!is_total_hidden).then_some(total))
}

/// Every list of which a reader who knows the rule and the threshold has seen the picture; of a hidden total, those up
/// to `most`.
pub fn lists_of(seen: &Picture, threshold: u64, most: u64) -> Vec<Vec<u64>> {
    let (shown, total) = seen;
    let stars = shown.iter().filter(|part| part.is_none()).count();
    let known: u64 = shown.iter().flatten().sum();
    let sums = match total {
        Some(total) => vec![total - known],
        None => (0..=most).collect(),
    };
    let fill = |split: Vec<u64>| {
        let mut split = split.into_iter();
        shown.iter().map(|part| part.or_else(|| split.next()).unwrap_or_default()).collect::<Vec<u64>>()
    };
    let all = sums.into_iter().flat_map(|sum| splits(stars, sum)).map(fill);
    all.filter(|parts| picture(parts, threshold) == *seen).collect()
}

/// All ways to part `sum` into so many counts of at least 1.
fn splits(count: usize, sum: u64) -> Vec<Vec<u64>> {
    match count {
        0 => {
            if sum == 0 {
                vec![Vec::new()]
            } else {
                Vec::new()
            }
        }
        _ => {
            let first =
                |first: u64| splits(count - 1, sum - first).into_iter().map(move |rest| [vec![first], rest].concat());
            (1..=sum).flat_map(first).collect()
        }
    }
}

/// A linear programme over numbers that are not negative, at one of its corners. The simplex method on a full tableau;
/// Bland's rule keeps it from going round in circles. Source: Chvátal, *Linear Programming*, 1983, chapters 2, 3 and 8.
struct Programme {
    /// Each row: what stands before the numbers, and what the row comes to.
    rows: Vec<Vec<f64>>,
    /// The number that each row holds.
    basis: Vec<usize>,
    numbers: usize,
}

impl Programme {
    fn new(mut rows: Vec<Vec<f64>>, numbers: usize) -> Programme {
        let count = rows.len();
        // One helper for each row makes a corner to begin with; then they are driven to nothing.
        for (index, row) in rows.iter_mut().enumerate() {
            let total = row.pop().expect("an equation has a total");
            let sign = if total < 0.0 { -1.0 } else { 1.0 };
            row.iter_mut().for_each(|factor| *factor *= sign);
            row.extend((0..count).map(|helper| if helper == index { 1.0 } else { 0.0 }));
            row.push(total * sign);
        }
        let mut programme = Programme { rows, basis: (numbers..numbers + count).collect(), numbers: numbers + count };
        let costs: Vec<f64> = (0..numbers + count).map(|number| if number < numbers { 0.0 } else { 1.0 }).collect();
        let rest = programme.least(&costs).expect("what is not negative has a least sum");
        assert!(rest < NEAR, "what is published contradicts itself by {rest}");
        for index in (0..count).rev().filter(|index| programme.basis[*index] >= numbers).collect::<Vec<_>>() {
            match (0..numbers).find(|number| programme.rows[index][*number].abs() > NEAR) {
                Some(number) => programme.pivot(index, number),
                // The row says nothing that the others do not.
                None => {
                    programme.rows.remove(index);
                    programme.basis.remove(index);
                }
            }
        }
        for row in &mut programme.rows {
            row.drain(numbers..numbers + count);
        }
        Programme { numbers, ..programme }
    }

    /// The least value of the sum with these `costs`; `None` where there is no limit.
    fn least(&mut self, costs: &[f64]) -> Option<f64> {
        loop {
            let price = |number: usize| {
                let held: f64 = self.rows.iter().zip(&self.basis).map(|(row, held)| costs[*held] * row[number]).sum();
                costs[number] - held
            };
            let Some(enters) = (0..self.numbers).find(|number| price(*number) < -NEAR) else {
                return Some(
                    self.rows.iter().zip(&self.basis).map(|(row, held)| costs[*held] * row[self.numbers]).sum(),
                );
            };
            let limits = |index: &usize| self.rows[*index][enters] > NEAR;
            let limit = |index: usize| self.rows[index][self.numbers] / self.rows[index][enters];
            let leaves = (0..self.rows.len()).filter(limits).min_by(|one, other| {
                let (near, order) = ((limit(*one) - limit(*other)).abs() < NEAR, limit(*one).total_cmp(&limit(*other)));
                if near { self.basis[*one].cmp(&self.basis[*other]) } else { order }
            })?;
            self.pivot(leaves, enters);
        }
    }

    fn pivot(&mut self, index: usize, number: usize) {
        let mut row = std::mem::take(&mut self.rows[index]);
        let factor = row[number];
        row.iter_mut().for_each(|value| *value /= factor);
        for other in self.rows.iter_mut().filter(|other| !other.is_empty() && other[number] != 0.0) {
            let factor = other[number];
            other.iter_mut().zip(&row).for_each(|(value, own)| *value -= factor * own);
        }
        self.rows[index] = row;
        self.basis[index] = number;
    }
}
