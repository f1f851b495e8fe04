//! kalends: monthly snapshots of figures in, a static report set out.
//!
//! ```text
//! load ──► model ──► compute ──► l10n ──► { exhibit, narrative } ──► site ──► output
//! (files)  (nouns)   (figures)   (text)   (pieces of a page)         (pages)  (folder)
//! ```
//!
//! Every stage is a function from complete values to complete values. Files are read in [`load`] and written in
//! [`output`], nowhere else; nothing below `main.rs` prints, exits, or reads the clock or the environment. The rooms
//! stand below in the order in which they may use each other, lowest first; `tests/it/layering.rs` holds them to it.
//!
//! **One figure's way.** `data/2018-02.yaml` says `key_persons: 1807`. [`load`] reads it into an
//! [`Observation`](model::snapshot::Observation) that keeps its [`Place`](base::place::Place). A [`Book`](compute::Book)
//! holds all observations; asked as known in February 2018 it answers with a [`Figure`](compute::Figure): value, status,
//! and how it came about. In `content/2018-02.md` the author wrote `{{ key_persons }}`; [`narrative`] turns it into a
//! mark, carries it through Markdown, and writes one `<data>` element in the words of [`l10n::wording`]. The charts and
//! tables of [`exhibit`] take the same figure, and [`site`] writes it to figures.json. No stage recomputes, reparses or
//! rounds it again.
//!
//! **Invariants.** A number on a page comes from a figure, and becomes text only in [`l10n`]. Absence is a
//! [`Gap`](compute::Gap) with its reason, never zero and never an empty string. Later snapshots never change the figures
//! of an earlier report. Maps are ordered, walks are sorted, pages know no clock: the same input gives the same bytes.

pub mod base;
pub mod diag;
pub mod model;

pub mod load;

pub mod compute;

pub mod l10n;

pub mod exhibit;
pub mod narrative;

pub mod lint;
pub mod output;
pub mod site;

pub mod command;
