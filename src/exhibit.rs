//! Figures → charts, tables and their downloads.
//!
//! A [`request`] says what is asked for; [`drawing`] takes its figures and hands values with their texts to [`chart`],
//! which knows scales and SVG and no metric, and to [`table`]. Titles, numbers and files are `site`'s.

pub mod chart;
pub mod drawing;
pub mod request;
pub mod table;
pub mod view;
