//! Figures → charts, tables and their downloads.
//!
//! A [`request`] says what is wanted; [`chart`] and [`table`] take its figures. A kind of chart hands values with their
//! texts to its drawing, which knows scales and SVG and no metric; [`drawing`] has what all drawings share. Titles, numbers
//! and files are `site`'s.

pub mod chart;
pub mod drawing;
pub mod request;
pub mod table;
pub mod view;
