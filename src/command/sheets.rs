//! Files with tables, as offices save them: the readers of CSV, XLSX and ODS, which several commands share.
//!
//! [`sheet`] tells the forms apart, [`table`] holds what was read, and [`content`] is what a cell holds. What the cells
//! mean is for the commands to say.

pub mod content;
pub mod csv;
pub mod sheet;
pub mod spreadsheet;
pub mod table;
