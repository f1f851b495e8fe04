//! What every room needs and no figure is: periods, places in files, paths of the output, hashes, a line of HTML.

pub mod address;
pub mod digest;
pub mod inline;
pub mod period;
pub mod place;
