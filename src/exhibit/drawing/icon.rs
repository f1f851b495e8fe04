//! The icons of "Making Data Count": a ring with a sign in it.
//!
//! The signs are drawn, so they look the same in every font and on paper. What an icon means stands beside it in words.

use super::backend::{Mark, Slot};

/// The sign in a ring.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// A wave: common cause.
    Wave,
    /// An arrow: unusual, and neither better nor worse.
    Up,
    Down,
    /// Letters: higher and lower values, passing and falling short of the target.
    High,
    Low,
    Pass,
    Fail,
    /// A question mark: hit or miss.
    Unsure,
}

impl Icon {
    /// The strokes of the sign, in a square of 20 units.
    fn strokes(self) -> &'static str {
        match self {
            Icon::Wave => "M5 11q2.5-5 5-1t5-1",
            Icon::Up => "M10 15V5M6 9l4-4 4 4",
            Icon::Down => "M10 5v10M6 11l4 4 4-4",
            Icon::High => "M7 6v8M13 6v8M7 10h6",
            Icon::Low => "M8 6v8h5",
            Icon::Pass => "M8 14V6h2.5a2.2 2.2 0 0 1 0 4.4H8",
            Icon::Fail => "M13 6H8v8M8 10h4",
            Icon::Unsure => "M7.5 8a2.5 2.5 0 1 1 3.8 2.1q-1.3.7-1.3 1.9M10 14v.6",
        }
    }
}

pub(super) fn draw(icon: Icon, slot: Slot) -> String {
    let (class, strokes) = (Mark::line(slot).class(), icon.strokes());
    format!(
        r#"<svg class="ki" aria-hidden="true" viewBox="0 0 20 20"><path class="{class}" d="M10 1a9 9 0 1 1 0 18a9 9 0 1 1 0-18z{strokes}"/></svg>"#
    )
}
