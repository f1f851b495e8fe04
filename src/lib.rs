//! kalends: monthly snapshots of figures in, a static report set out.

pub mod period;

pub mod model;
