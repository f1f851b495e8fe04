//! Pieces of a chart as templates get them.

use serde::Serialize;

use crate::base::period::Period;

/// One of the small multiples.
#[derive(Debug, Clone, Serialize)]
pub struct Panel {
    /// The member's label.
    pub title: String,
    /// HTML; it ends with the last value.
    pub svg: String,
}

/// A remark on a period, numbered on a drawing through time; or on a row of another one, which has no numbers.
#[derive(Debug, Clone, Serialize)]
pub struct ChartNote {
    /// As on the drawing, from 1; `null` where it has none.
    pub number: Option<usize>,
    /// "February 2018", "January 2018 – March 2018" where it was repeated; or the name of the row.
    pub period: String,
    /// As the snapshot or the catalog gives it.
    pub text: String,
    /// The first and the last period whose rows of the table it is about; what lasts is noted in each of its rows already.
    #[serde(skip)]
    pub of: Option<(Period, Period)>,
    /// Where it was repeated: the first and the last of its periods, counted from 0 at the oldest one that is drawn; else
    /// empty.
    pub rows: Vec<usize>,
}
