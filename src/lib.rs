//! kalends: monthly snapshots of figures in, a static report set out.

pub mod address;
pub mod period;

pub mod diag;

pub mod model;
pub mod yaml;

pub mod locale;

pub mod compute;
pub mod load;

pub mod wording;

pub mod chart;
pub mod narrative;
pub mod table;

pub mod output;

pub mod site;

pub mod cli;
pub mod cmd;
