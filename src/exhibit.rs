//! Figures → charts, tables and their downloads.
//!
//! A [`request`] says what to show. [`chart`] and [`table`] take the figures for it. A kind of chart passes values and
//! their texts to its drawing, which knows scales and SVG but no metrics; [`drawing`] has what all drawings share.
//! `site` adds titles, numbers and files.

pub mod chart;
pub mod drawing;
pub mod request;
pub mod table;
pub mod view;
