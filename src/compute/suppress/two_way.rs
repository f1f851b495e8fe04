//! Two-way tables with all their totals: which cells to hide, and what a reader could still find out.
//!
//! A table is a graph: rows and columns are its nodes, cells the edges between them. Adding 1 to a cell and taking it
//! back elsewhere, so that every shown total stays, is a round trip along hidden cells, columns and rows in turn. A
//! cell is safe when such a round trip leads through it and no cell on it falls below 1. This is exact, for a table of
//! any size (the linear programme of the table is totally unimodular). Source: statistics.md, 4.1 and 4.2.

#![expect(clippy::indexing_slicing, reason = "what is kept by cell or node has a place for each that the table has")]

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, VecDeque};

/// Rows and columns of a table, totals included, beyond which the shorter of two ways comes before the first by nodes.
const MOST_BY_NODES: usize = 64;

/// Row and column of a cell, from 0. The row after the last holds the column totals, the column after the last the row
/// totals; where both meet is the grand total.
pub type At = (usize, usize);

/// The cells of a table that are hidden.
pub type Pattern = BTreeSet<At>;

/// What may be done with a cell.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum State {
    /// Shown, and may be hidden.
    #[default]
    Open,
    /// Shown, and too late to be hidden: it has been published.
    Fixed,
    Hidden,
    /// Not published and not known, so that it limits nothing: a quarter's total before the quarter has ended.
    Absent,
}

/// Counts with their totals, and what may be done with each.
#[derive(Debug, Clone)]
pub struct Table {
    rows: usize,
    columns: usize,
    /// Row by row, the totals among them.
    counts: Vec<u128>,
    states: Vec<State>,
    /// The least and the greatest that a hidden count can be, where a reader knows that without any sum.
    ranges: BTreeMap<At, (u128, u128)>,
}

/// What a reader can find out of a hidden cell: every value from `low` to `high` is possible.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Audited {
    pub at: At,
    pub low: u128,
    /// `None`: there is no upper bound.
    pub high: Option<u128>,
}

impl Audited {
    pub fn is_safe(&self) -> bool {
        self.high != Some(self.low)
    }
}

/// The cells to hide in `cells`, whose row, column and grand totals are all shown, so that no count from 1 to under
/// `threshold` can be found out. `None` when nothing that may be hidden is enough.
pub fn two_way(cells: &[Vec<u64>], threshold: u64) -> Option<Pattern> {
    let mut table = Table::new(cells);
    table.protect(threshold).then(|| table.hidden())
}

/// What a reader of `cells` can find out of each cell in `hidden`, in row-major order.
pub fn audit(cells: &[Vec<u64>], hidden: &Pattern) -> Vec<Audited> {
    let table = Table::new(cells).hiding(hidden);
    table.hidden().into_iter().map(|at| table.interval(at)).collect()
}

/// Whether no cell in `hidden` can be found out; much faster than the intervals.
pub fn is_safe(cells: &[Vec<u64>], hidden: &Pattern) -> bool {
    Table::new(cells).hiding(hidden).found_out().is_empty()
}

/// To join a total or the grand total costs more than to join any sum of usual cells.
const TOTAL: u128 = 1_000_000;
const GRAND_TOTAL: u128 = 1_000_000_000;

/// More than any sum of counts.
const UNBOUNDED: u128 = u128::MAX / 4;

/// A price is a cost times this, plus the number of newly hidden cells.
const CELL: u128 = 1 << 24;

/// The price of a cell that no round trip can pass.
const BARRED: u128 = u128::MAX;

/// What it takes to pass each cell, kept at hand because it is asked often.
struct Steps {
    /// By cell, from its row and from its column.
    prices: Vec<[u128; 2]>,
    /// By node, a bit for each neighbour that can be reached for nothing.
    free: Vec<u64>,
    /// Of one node in `free`.
    words: usize,
}

impl Steps {
    fn of(table: &Table) -> Steps {
        let words = table.rows.max(table.columns) / 64 + 1;
        let free = vec![0; table.nodes() * words];
        let mut steps = Steps { prices: vec![[BARRED; 2]; table.states.len()], free, words };
        table.places().for_each(|at| steps.update(table, at));
        steps
    }

    fn update(&mut self, table: &Table, at: At) {
        let (row, column) = (at.0, table.column_node(at.1));
        for (from_row, node, other) in [(true, row, at.1), (false, column, at.0)] {
            let price = table.price(at).filter(|_| table.may_pass(at, from_row)).unwrap_or(BARRED);
            self.prices[table.index(at)][usize::from(!from_row)] = price;
            if price == 0 {
                self.free[node * self.words + other / 64] |= 1 << (other % 64);
            }
        }
    }
}

impl Table {
    /// A table with all its totals, every cell open. Rows that are shorter than the first are filled up with zeros.
    pub fn new(cells: &[Vec<u64>]) -> Table {
        let (rows, columns) = (cells.len(), cells.first().map_or(0, Vec::len));
        let count = |row: usize, column: usize| {
            cells.get(row).and_then(|row| row.get(column)).map_or(0, |count| u128::from(*count))
        };
        let states = vec![State::Open; (rows + 1) * (columns + 1)];
        let mut table = Table { rows, columns, counts: Vec::new(), states, ranges: BTreeMap::new() };
        let mut totals = vec![0; columns + 1];
        for row in 0..rows {
            let mut sum = 0;
            for (column, total) in totals.iter_mut().take(columns).enumerate() {
                let count = count(row, column);
                table.counts.push(count);
                *total += count;
                sum += count;
            }
            table.counts.push(sum);
            totals[columns] += sum;
        }
        table.counts.extend(totals);
        table
    }

    fn hiding(mut self, hidden: &Pattern) -> Table {
        hidden.iter().for_each(|at| self.set(*at, State::Hidden));
        self
    }

    pub fn state(&self, at: At) -> State {
        self.states.get(self.index(at)).copied().unwrap_or_default()
    }

    /// Says what may be done with a cell. A place outside the table is ignored.
    pub fn set(&mut self, at: At, state: State) {
        let index = self.index(at);
        if at.0 <= self.rows
            && at.1 <= self.columns
            && let Some(old) = self.states.get_mut(index)
        {
            *old = state;
        }
    }

    /// Gives a cell its count, of which readers know the least and the greatest that it can be.
    pub fn set_range(&mut self, at: At, count: u64, low: u64, high: Option<u64>) {
        self.set_count(at, count);
        self.set(at, if high == Some(low) { State::Fixed } else { State::Hidden });
        self.ranges.insert(at, (u128::from(low), high.map_or(UNBOUNDED, u128::from)));
    }

    /// Says the least and the greatest that a count can be, as a reader knows it without any sum.
    pub fn limit(&mut self, at: At, low: u64, high: u64) {
        self.ranges.insert(at, (u128::from(low), u128::from(high)));
    }

    /// Gives a total its true count, where not all that it sums is known.
    pub fn set_count(&mut self, at: At, count: u64) {
        let index = self.index(at);
        if let Some(old) = self.counts.get_mut(index) {
            *old = u128::from(count);
        }
    }

    /// The hidden cells, in row-major order.
    pub fn hidden(&self) -> Pattern {
        self.places().filter(|at| self.state(*at) == State::Hidden).collect()
    }

    /// Hides every open count from 1 to under `threshold`, then what more it takes until no hidden cell can be found
    /// out. Whether that could be done.
    pub fn protect(&mut self, threshold: u64) -> bool {
        let small = 1..u128::from(threshold);
        let primary: Vec<At> =
            self.places().filter(|at| self.state(*at) == State::Open && small.contains(&self.count(*at))).collect();
        primary.into_iter().for_each(|at| self.set(at, State::Hidden));
        let mut steps = Steps::of(self);
        // All cells of one round trip are safe, and stay so: more hidden cells only add ways round.
        let mut safe = vec![false; self.states.len()];
        for at in self.hidden() {
            if safe[self.index(at)] {
                continue;
            }
            let trip = self.round_trip(at, &steps).or_else(|| self.cheapest_round_trip(at, &steps));
            let Some(trip) = trip else { return false };
            for at in trip {
                safe[self.index(at)] = true;
                if self.state(at) == State::Open {
                    self.set(at, State::Hidden);
                    steps.update(self, at);
                }
            }
        }
        true
    }

    /// The same for a column of a table whose row totals are absent: a list with its total.
    ///
    /// A reader may know the rule and the threshold, too. So the rule treats all parts alike: of equal parts all are
    /// hidden or none, and hidden ones could be exchanged for each other. Where all hidden ones are equal, that would
    /// not help, and more are hidden: if it were the first of equal neighbours that is hidden with a small count, then
    /// 12, 12 and 4 would be the only list of which the first and the last are hidden, with 12 and the total 28 beside
    /// them.
    pub fn protect_list(&mut self, column: usize, threshold: u64) -> bool {
        let small = 1..u128::from(threshold);
        let (parts, total): (Vec<At>, At) = ((0..self.rows).map(|row| (row, column)).collect(), (self.rows, column));
        for at in parts.iter().copied().chain([total]) {
            if self.state(at) == State::Open && small.contains(&self.count(at)) {
                self.set(at, State::Hidden);
            }
        }
        let is_safe = |table: &Table| table.found_out().iter().all(|at| at.1 != column);
        loop {
            let hidden: Vec<u128> =
                parts.iter().filter(|at| self.state(**at) == State::Hidden).map(|at| self.count(*at)).collect();
            let are_equal = hidden.iter().all(|count| Some(count) == hidden.first());
            let is_shown = matches!(self.state(total), State::Open | State::Fixed);
            let is_pinned = !hidden.is_empty() && are_equal && is_shown;
            if !is_pinned && is_safe(self) {
                return true;
            }
            let open: Vec<At> =
                parts.iter().filter(|at| self.state(**at) == State::Open && self.count(**at) > 0).copied().collect();
            let next = match open.iter().map(|at| self.count(*at)).min() {
                Some(least) => open.into_iter().filter(|at| self.count(*at) == least).collect(),
                None if self.state(total) == State::Open => vec![total],
                None => return is_safe(self),
            };
            next.into_iter().for_each(|at| self.set(at, State::Hidden));
        }
    }

    /// The hidden cells that have one possible value only.
    pub fn found_out(&self) -> Pattern {
        let steps = Steps::of(self);
        let mut safe = vec![false; self.states.len()];
        let mut found_out = self.hidden();
        found_out.retain(|at| {
            let trip = if safe[self.index(*at)] { Some(Vec::new()) } else { self.round_trip(*at, &steps) };
            trip.iter().flatten().for_each(|at| safe[self.index(*at)] = true);
            trip.is_none()
        });
        found_out
    }

    fn places(&self) -> impl Iterator<Item = At> + use<> {
        let (rows, columns) = (self.rows, self.columns);
        (0..=rows).flat_map(move |row| (0..=columns).map(move |column| (row, column)))
    }

    fn index(&self, (row, column): At) -> usize {
        row * (self.columns + 1) + column
    }

    fn count(&self, at: At) -> u128 {
        self.counts.get(self.index(at)).copied().unwrap_or_default()
    }

    /// Of a row, the node is its number; of a column, the number behind all rows.
    fn nodes(&self) -> usize {
        self.rows + self.columns + 2
    }

    fn column_node(&self, column: usize) -> usize {
        self.rows + 1 + column
    }

    /// The cells at a row or column, each with the node at its other end.
    fn cells_at(&self, node: usize) -> impl Iterator<Item = (At, usize)> + use<> {
        let (rows, columns) = (self.rows, self.columns);
        let is_row = node <= rows;
        let count = if is_row { columns } else { rows };
        (0..=count).map(
            move |other| {
                if is_row { ((node, other), rows + 1 + other) } else { ((other, node - rows - 1), other) }
            },
        )
    }

    /// Whether a cell goes up when the round trip passes it from its row to its column; a row or column total goes
    /// down. That sums stay the same then is why: cells count positive in their row and column, its total negative.
    fn goes_up_from_row(&self, (row, column): At) -> bool {
        (row == self.rows) == (column == self.columns)
    }

    /// Whether the round trip may pass the cell and leave it within its limits.
    fn may_pass(&self, at: At, from_row: bool) -> bool {
        let (low, high) = self.ranges.get(&at).copied().unwrap_or((1, UNBOUNDED));
        match self.state(at) {
            State::Absent => true,
            _ if self.goes_up_from_row(at) == from_row => self.count(at) < high,
            _ => self.count(at) > low,
        }
    }

    /// The ends of the way that closes the round trip through `at`, first for the cell going up, then down.
    fn ends(&self, at: At) -> Vec<(usize, usize)> {
        let (row, column) = (at.0, self.column_node(at.1));
        let up_from_row = self.goes_up_from_row(at);
        let ways = [up_from_row, !up_from_row].into_iter().filter(|from_row| self.may_pass(at, *from_row));
        ways.map(|from_row| if from_row { (column, row) } else { (row, column) }).collect()
    }

    /// The cell between two neighbouring nodes.
    fn between(&self, one: usize, other: usize) -> At {
        if one <= self.rows { (one, other - self.rows - 1) } else { (other, one - self.rows - 1) }
    }

    /// The cells of a round trip through `at` along hidden cells; `None` when its value can be found out.
    fn round_trip(&self, at: At, steps: &Steps) -> Option<Vec<At>> {
        let ends = [at.0, self.column_node(at.1)];
        self.ends(at).into_iter().find_map(|(start, end)| {
            let mut came = vec![usize::MAX; self.nodes()];
            let mut seen = vec![0_u64; 2 * steps.words];
            let mut queue = VecDeque::from([start]);
            while let Some(node) = queue.pop_front().filter(|_| came[end] == usize::MAX) {
                let is_row = node <= self.rows;
                for word in 0..steps.words {
                    let seen = &mut seen[usize::from(is_row) * steps.words + word];
                    let mut new = steps.free[node * steps.words + word] & !*seen;
                    let this = if is_row { at.1 } else { at.0 };
                    if ends.contains(&node) && this / 64 == word {
                        new &= !(1 << (this % 64));
                    }
                    *seen |= new;
                    while new != 0 {
                        let other = word * 64 + new.trailing_zeros() as usize;
                        let next = if is_row { self.column_node(other) } else { other };
                        if next != start {
                            came[next] = node;
                            queue.push_back(next);
                        }
                        new &= new - 1;
                    }
                }
            }
            let mut trip = vec![at];
            let mut node = end;
            while node != start {
                let before = came.get(node).copied().filter(|before| *before != usize::MAX)?;
                trip.push(self.between(before, node));
                node = before;
            }
            Some(trip)
        })
    }

    /// What it costs to take a cell into a round trip, by its count and then by cells; `None`: it cannot be taken.
    fn price(&self, at: At) -> Option<u128> {
        match self.state(at) {
            State::Hidden | State::Absent => Some(0),
            State::Open if self.count(at) > 0 => {
                let extra = match (at.0 == self.rows, at.1 == self.columns) {
                    (true, true) => GRAND_TOTAL,
                    (false, false) => 0,
                    _ => TOTAL,
                };
                Some((extra + self.count(at)) * CELL + 1)
            }
            State::Open | State::Fixed => None,
        }
    }

    /// The round trip through `at` that hides the least: by cost, then by cells, then up before down, then by its
    /// nodes.
    fn cheapest_round_trip(&self, at: At, steps: &Steps) -> Option<Vec<At>> {
        let ways = self.ends(at).into_iter().filter_map(|(start, end)| self.cheapest_way(at, start, end, steps));
        // Of equal ones `min_by_key` takes the first, which is up.
        let (_, path) = ways.min_by_key(|(price, _)| *price)?;
        let cells = path.iter().zip(path.iter().skip(1)).map(|(one, other)| self.between(*one, *other));
        Some([at].into_iter().chain(cells).collect())
    }

    /// Of ways that cost the same the first by its nodes is taken, in a large table the shorter one. Hidden cells cost
    /// nothing, so by nodes alone a way winds through all of them: 100 nodes on average in a table of 200 × 200 with a
    /// small diagonal, which took 5.4 s and takes 0.3 s. Both are safe; which cells are hidden may differ.
    fn cheapest_way(&self, without: At, start: usize, end: usize, steps: &Steps) -> Option<(u128, Vec<usize>)> {
        let mut settled = vec![false; self.nodes()];
        let mut best: Vec<(u128, Vec<usize>)> = vec![(u128::MAX, Vec::new()); self.nodes()];
        let length = |path: usize| if self.nodes() > MOST_BY_NODES { path } else { 0 };
        let mut heap = BinaryHeap::from([Reverse((0, length(1), vec![start]))]);
        while let Some(Reverse((price, _, path))) = heap.pop() {
            let Some(node) = path.last().copied().filter(|node| !settled[*node]) else { continue };
            if node == end {
                return Some((price, path));
            }
            settled[node] = true;
            for (cell, next) in self.cells_at(node) {
                let step = steps.prices[self.index(cell)][usize::from(node > self.rows)];
                if step == BARRED || settled[next] || cell == without {
                    continue;
                }
                let price = price + step;
                let (old, old_path) = &best[next];
                let (way, best_way) = ((price, length(path.len() + 1)), (*old, length(old_path.len())));
                if way < best_way || way == best_way && path.iter().chain([&next]).lt(old_path) {
                    let path: Vec<usize> = path.iter().copied().chain([next]).collect();
                    best[next] = (price, path.clone());
                    heap.push(Reverse((price, length(path.len()), path)));
                }
            }
        }
        None
    }

    /// What a reader can find out of a hidden cell.
    pub fn interval(&self, at: At) -> Audited {
        let count = self.count(at);
        let (row, column) = (at.0, self.column_node(at.1));
        let (up, down) =
            if self.goes_up_from_row(at) { ((column, row), (row, column)) } else { ((row, column), (column, row)) };
        let high = self.room(at, up).map(|room| count + room);
        let most_down = count.saturating_sub(1);
        let low = count - self.room(at, down).map_or(most_down, |room| room.min(most_down));
        Audited { at, low, high }
    }

    /// How far a cell can move while the others make up for it: the greatest flow from one of its ends to the other
    /// along the other hidden cells. `None`: there is no bound.
    fn room(&self, without: At, (start, end): (usize, usize)) -> Option<u128> {
        // What each cell has left, from its row to its column and back.
        let mut left: Vec<[u128; 2]> = self.places().map(|at| self.capacities(at, without)).collect();
        if self.widest(&left, start, end, UNBOUNDED).is_some() {
            return None;
        }
        let mut room = 0;
        while let Some(path) = self.widest(&left, start, end, 1) {
            let step =
                path.iter().map(|(at, from_row)| left[self.index(*at)][usize::from(!from_row)]).min().unwrap_or(0);
            for (at, from_row) in path {
                let cell = &mut left[self.index(at)];
                let (there, back) = (usize::from(!from_row), usize::from(from_row));
                cell[there] -= if cell[there] >= UNBOUNDED { 0 } else { step };
                cell[back] += if cell[back] >= UNBOUNDED { 0 } else { step };
            }
            room += step;
        }
        Some(room)
    }

    fn capacities(&self, at: At, without: At) -> [u128; 2] {
        let down = self.count(at).saturating_sub(1);
        match self.state(at) {
            _ if at == without => [0, 0],
            State::Absent => [UNBOUNDED, UNBOUNDED],
            State::Hidden if self.goes_up_from_row(at) => [UNBOUNDED, down],
            State::Hidden => [down, UNBOUNDED],
            State::Open | State::Fixed => [0, 0],
        }
    }

    /// A shortest way from `start` to `end` on which every cell has at least `least` left: each cell, and whether it is
    /// passed from its row.
    fn widest(&self, left: &[[u128; 2]], start: usize, end: usize, least: u128) -> Option<Vec<(At, bool)>> {
        let mut came: Vec<Option<(usize, At)>> = vec![None; self.nodes()];
        let mut queue = VecDeque::from([start]);
        while let Some(node) = queue.pop_front().filter(|_| came[end].is_none()) {
            let from_row = node <= self.rows;
            for (cell, next) in self.cells_at(node) {
                let enough = left[self.index(cell)][usize::from(!from_row)] >= least;
                if enough && next != start && came[next].is_none() {
                    came[next] = Some((node, cell));
                    queue.push_back(next);
                }
            }
        }
        let mut path = Vec::new();
        let mut node = end;
        while node != start {
            let (before, cell) = came[node]?;
            path.push((cell, before <= self.rows));
            node = before;
        }
        Some(path)
    }
}

#[cfg(test)]
mod tests;
