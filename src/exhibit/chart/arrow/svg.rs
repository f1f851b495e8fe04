//! Arrows: members side by side, each on its way from one period to another, against its target.
//!
//! A ring is where a member was, the head of the arrow where it is: the head alone where it has hardly moved, a dot where
//! it has not, or where nobody knows from where. Both values stand at the right, under the names of their periods; where there is no room for both, the
//! newest stands alone.

use crate::exhibit::drawing::backend::{Anchor, Mark, Place, Slot, Text, Tone};
use crate::exhibit::drawing::plot::{self, Room, Sheet, Unsaid};
use crate::exhibit::drawing::rows::{
    self, AIR, BOTTOM, BarState, MARK, MOST_ROWS, NAMED_TOP, NAMES, RING, RowNames, Rows,
};
use crate::exhibit::drawing::scale::{self, Wish};
use crate::exhibit::drawing::text::{Font, width};
use crate::exhibit::drawing::{Drawing, Marks, Size, Ticks};
use crate::model::Decimal;
use crate::model::catalog::Better;
use crate::model::language::Language;
use crate::model::snapshot::Interval;

/// Members between two periods, in the order of the rows.
///
/// Only the first 30 rows are drawn: for more, the page has a table.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Arrows {
    /// Unique on the page: the SVG's id is `fig-ID-w` or `fig-ID-n`.
    pub id: String,
    pub language: Language,
    pub rows: Vec<ArrowRow>,
    /// Over the values: `feb. 2017`.
    pub before_name: String,
    pub now_name: String,
    /// Over the target mark of the first row, if that has one.
    pub target_name: String,
    /// Which way is blue; the other is orange. [`Better::Neither`]: all are blue.
    pub better: Better,
    pub ticks: Ticks,
    pub from_zero: bool,
}

/// One member.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ArrowRow {
    pub name: String,
    /// `None`: no ring, `before_text` says why.
    pub before: Option<Decimal>,
    /// `None`: neither head nor dot, `text` says why.
    pub now: Option<Decimal>,
    /// A thin line through the head: where the true newest value may lie. That of the older one would lie on it.
    pub interval: Option<Interval>,
    /// At the right: `412`, `*`, `–`.
    pub before_text: String,
    pub text: String,
    /// None, one amount, or the two bounds of a range.
    pub targets: Vec<Decimal>,
    /// The mark beside the newest value.
    pub state: BarState,
    /// Whether one of the values is hidden.
    pub suppressed: bool,
    /// Dots under the texts.
    pub before_provisional: bool,
    pub provisional: bool,
}

/// Length of a head, and half its height, in tenths of an SVG unit.
const HEAD: i32 = 80;
const HALF_HEAD: i32 = 46;

/// Draws arrows, one row of 30 units each. Reports names that had to be cut.
pub fn draw(arrows: &Arrows, size: Size) -> Drawing {
    let rows = arrows.rows.get(..MOST_ROWS).unwrap_or(&arrows.rows);
    let full = size.width() * 10;
    let sheet = Sheet::figure(&arrows.id, size, rows::height(NAMED_TOP, rows.len()));
    let of_row = |row: &ArrowRow| {
        let ends = row.interval.into_iter().flat_map(|Interval { low, high }| [low, high]);
        row.before.into_iter().chain(row.now).chain(ends).chain(row.targets.clone()).collect::<Vec<_>>()
    };
    let amounts: Vec<Decimal> = rows.iter().flat_map(of_row).collect();
    let wish = Wish {
        steps: if size == Size::Wide { 5 } else { 3 },
        from_zero: arrows.from_zero,
        shares: arrows.ticks == Ticks::Percent,
    };
    let Some(scale) = scale::amounts(&amounts, &[], &[], wish) else {
        return plot::without_data(&sheet, size, arrows.language);
    };
    let names = RowNames::new(rows.iter().map(|row| row.name.as_str()), full);
    let columns = Columns::new(arrows, rows, full);
    let room =
        Room { left: names.room, top: NAMED_TOP, right: columns.left - 2 * AIR, bottom: sheet.room.bottom - BOTTOM };
    let frame = Rows { sheet: &sheet, scale: &scale, room };
    let tick_texts = scale.texts(arrows.ticks, arrows.language);

    frame.draw_axis(&tick_texts, (0, rows.len().saturating_sub(1)));
    sheet.group("series");
    let targets = || rows.iter().map(|row| row.targets.as_slice());
    frame.draw_ranges(targets());
    frame.draw_targets(targets());
    let whisker = frame.draw_whiskers(rows.iter().map(|row| row.interval));
    let drawn = draw_arrows(&frame, arrows.better, rows);
    sheet.group("labels");
    for (index, row) in rows.iter().enumerate() {
        frame.write_name(index, &names);
        columns.write(&frame, index, row);
        frame.write_state(index, row.state);
    }
    let dots_under = columns.dot_under(&frame, rows);
    let unheaded = columns.write_heads(&sheet, arrows);
    let first = rows.iter().position(|row| !row.targets.is_empty());
    let target = first.and_then(|at| {
        let level = rows.get(at)?.targets.first()?;
        Some((at, frame.x(*level), arrows.target_name.as_str()))
    });
    let [target, _] = frame.write_names([target, None], columns.left - AIR);
    let unnamed = names.unnamed.iter().cloned().chain(unheaded).collect();
    let states = rows::marks_of(rows.iter().map(|row| row.state));
    let suppressed = rows.iter().any(|row| row.suppressed);
    // A row without a target looks like any other.
    let states = Marks { untargeted: false, ..states };
    let marks = Marks { suppressed, dots_under, whisker, target, ..drawn.or(states) };
    plot::finish(&sheet, size, Unsaid { axis_start: scale.start(&tick_texts), unnamed, cut: names.cut, marks })
}

/// The values at the right.
struct Columns {
    /// Where they begin.
    left: i32,
    /// Where the texts of the earlier period end; `None` without room for them.
    before: Option<i32>,
    /// Where those of the newest end.
    now: i32,
    /// A text that is wider is in the table only.
    most: i32,
}

impl Columns {
    fn new(arrows: &Arrows, rows: &[ArrowRow], full: i32) -> Columns {
        let most = rows::widest(full);
        let widest = |name: &str, font: Font, text: fn(&ArrowRow) -> &str| {
            let texts = rows.iter().map(|row| width(text(row), font));
            texts.chain([width(name, Font::TICK)]).filter(|wide| *wide <= most).max().unwrap_or(0)
        };
        let now = full - MARK - AIR;
        let of_now = widest(&arrows.now_name, Font::VALUE, |row| &row.text);
        let of_before = widest(&arrows.before_name, Font::LABEL, |row| &row.before_text);
        let before = now - of_now - 3 * AIR;
        if full - (before - of_before) <= full / 3 {
            Columns { left: before - of_before, before: Some(before), now, most }
        } else {
            Columns { left: now - of_now, before: None, now, most }
        }
    }

    /// The two texts of a row as far as they have room: where each ends, its font, itself, and whether it is provisional.
    fn texts<'b>(&self, row: &'b ArrowRow) -> impl Iterator<Item = (i32, Font, Tone, &'b str, bool)> {
        let before = (self.before, Font::LABEL, Tone::Muted, row.before_text.as_str(), row.before_provisional);
        let now = (Some(self.now), Font::VALUE, Tone::Ink, row.text.as_str(), row.provisional);
        let most = self.most;
        let texts = [before, now].into_iter();
        texts.filter_map(move |(right, font, tone, text, provisional)| {
            let has_room = !text.is_empty() && width(text, font) <= most;
            right.filter(|_| has_room).map(|right| (right, font, tone, text, provisional))
        })
    }

    fn write(&self, frame: &Rows<'_>, index: usize, row: &ArrowRow) {
        self.texts(row).for_each(|(right, font, tone, text, _)| frame.write(index, right, font, tone, text));
    }

    /// Dots under all that is provisional. Whether there is any.
    fn dot_under(&self, frame: &Rows<'_>, rows: &[ArrowRow]) -> bool {
        let mut any = false;
        for (index, row) in rows.iter().enumerate() {
            for (right, font, _, text, _) in self.texts(row).filter(|(.., provisional)| *provisional) {
                frame.dot_under(index, right, font, text);
                any = true;
            }
        }
        any
    }

    /// The names of the periods. Returns the ones that are too wide.
    fn write_heads(&self, sheet: &Sheet, arrows: &Arrows) -> Vec<String> {
        let heads = [(self.before, &arrows.before_name, Tone::Muted), (Some(self.now), &arrows.now_name, Tone::Ink)];
        let mut unheaded = Vec::new();
        for (right, name, tone) in heads {
            match right.filter(|_| width(name, Font::TICK) <= self.most) {
                Some(right) => sheet.text(&Text::new((right, NAMES), Anchor::End, Font::TICK, tone, name)),
                None => unheaded.extend((right.is_some() && !name.is_empty()).then(|| name.clone())),
            }
        }
        unheaded
    }
}

/// How a row moved: from where, if that is known, to where.
struct Move {
    from: Option<i32>,
    /// 1 to the right, -1 to the left, 0 where it stayed or nobody knows.
    side: i32,
    to: Place,
    slot: Slot,
}

impl Move {
    /// How far to the right, or below 0 to the left. `None` where the ring that it comes from would hide the head.
    fn way(&self) -> Option<i32> {
        let way = self.to.0 - self.from?;
        (way.abs() > RING).then_some(way)
    }

    fn is_dot(&self) -> bool {
        self.side == 0
    }
}

/// Shafts, rings, dots and heads, each colour by colour, so that marks of one share a path. Which of them there are.
fn draw_arrows(frame: &Rows<'_>, better: Better, rows: &[ArrowRow]) -> Marks {
    let sheet = frame.sheet;
    let moved = |(index, row): (usize, &ArrowRow)| {
        let now = row.now?;
        let slot = match (row.before.map(|before| now.saturating_sub(before)), better) {
            (Some(change), Better::Neither) if !change.is_zero() => Slot::Colour(0),
            (Some(change), _) => Slot::of_change(better, change),
            (None, _) => Slot::Context,
        };
        let side = row.before.map_or(0, |before| now.cmp(&before) as i32);
        Some(Move {
            from: row.before.map(|before| frame.x(before)),
            side,
            to: (frame.x(now), frame.middle(index)),
            slot,
        })
    };
    let mut moves: Vec<Move> = rows.iter().enumerate().filter_map(moved).collect();
    moves.sort_by_key(|moved| moved.slot);
    for moved in &moves {
        let (Some(way), (to, y)) = (moved.way(), moved.to) else { continue };
        if way.abs() > HEAD {
            sheet.stroke([(to - way, y), (to - HEAD / 2 * way.signum(), y)], Mark::line(moved.slot));
        }
    }
    // What has hardly moved covers its ring.
    let is_seen = |row: &&ArrowRow| {
        row.before.is_some_and(|before| row.now.is_none_or(|now| (frame.x(now) - frame.x(before)).abs() > RING))
    };
    let rings = rows.iter().enumerate().filter(|(_, row)| is_seen(row));
    let rings = rings.filter_map(|(index, row)| Some((frame.x(row.before?), frame.middle(index))));
    for mark in [Mark::disc(Slot::Context), Mark::HOLE] {
        rings.clone().for_each(|place| sheet.dot(place, mark));
    }
    for Move { to: (to, y), slot, .. } in moves.iter().filter(|moved| moved.is_dot()) {
        sheet.dot((*to, *y), Mark::disc(*slot));
    }
    for moved in moves.iter().filter(|moved| !moved.is_dot()) {
        let (to, y) = moved.to;
        let (tip, back) = match moved.way() {
            // A head longer than the way would begin on the other side of the ring.
            Some(way) => (to, to - way.clamp(-HEAD, HEAD)),
            // Its middle where it is: colour alone does not say which way.
            None => (to + HEAD / 2 * moved.side, to - HEAD / 2 * moved.side),
        };
        sheet.fill([(tip, y), (back, y - HALF_HEAD), (back, y + HALF_HEAD)], Mark::fill(moved.slot));
    }
    let has = |slot| better != Better::Neither && moves.iter().any(|moved| moved.slot == slot);
    Marks {
        ring: rows.iter().any(|row| is_seen(&row)),
        head: moves.iter().any(|moved| !moved.is_dot()),
        dot: moves.iter().any(Move::is_dot),
        better: has(Slot::Colour(0)),
        worse: has(Slot::Colour(1)),
        ..Marks::default()
    }
}
