//! What every room needs and no figure is: periods, places in files, paths of the output, hashes, a line of HTML,
//! how long a thread worked.

pub mod address;
pub mod digest;
pub mod effort;
pub mod front_matter;
pub mod inline;
pub mod period;
pub mod place;
#[cfg(test)]
pub mod properties;
