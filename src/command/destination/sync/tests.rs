use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;

use super::*;
use crate::output::{ManifestHead, Sink, changes};

/// A place in memory that can break off, and that notes in which order things happen to it.
#[derive(Default)]
struct Shelf {
    files: RefCell<BTreeMap<String, Vec<u8>>>,
    /// How many files may still be written or removed.
    patience: Cell<usize>,
    order: RefCell<Vec<String>>,
}

impl Shelf {
    fn new() -> Shelf {
        Shelf { patience: Cell::new(usize::MAX), ..Shelf::default() }
    }

    fn step(&self, what: String) -> Result<(), Refusal> {
        match self.patience.get().checked_sub(1) {
            None => Err(Refusal { name: what, reason: "the line is cut".to_owned() }),
            Some(left) => {
                self.patience.set(left);
                self.order.borrow_mut().push(what);
                Ok(())
            }
        }
    }

    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        self.files.borrow().clone()
    }
}

impl Store for Shelf {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        Ok(self.files.borrow().get(name).cloned())
    }

    fn write(&self, files: Vec<(String, Vec<u8>)>) -> Result<(), Refusal> {
        for (name, bytes) in files {
            self.step(name.clone())?;
            self.files.borrow_mut().insert(name, bytes);
        }
        Ok(())
    }

    fn remove(&self, names: &[String]) -> Result<(), Refusal> {
        for name in names {
            self.step(format!("-{name}"))?;
            self.files.borrow_mut().remove(name);
        }
        Ok(())
    }
}

/// A place to which large letters are small ones.
struct Share(Shelf);

impl Store for Share {
    fn read(&self, name: &str) -> Result<Option<Vec<u8>>, Refusal> {
        self.0.read(&name.to_lowercase())
    }

    fn write(&self, files: Vec<(String, Vec<u8>)>) -> Result<(), Refusal> {
        self.0.write(files.into_iter().map(|(name, bytes)| (name.to_lowercase(), bytes)).collect())
    }

    fn remove(&self, names: &[String]) -> Result<(), Refusal> {
        self.0.remove(&names.iter().map(|name| name.to_lowercase()).collect::<Vec<_>>())
    }
}

/// A set of files, ready to be sent.
struct Made {
    _above: tempfile::TempDir,
    parcel: Parcel,
    new: (Manifest, Vec<u8>),
}

fn made(files: &[(&str, &str)]) -> Made {
    let above = tempfile::tempdir().expect("a temporary folder");
    let parcel = Parcel::begin(above.path()).expect("a parcel");
    for (name, text) in files {
        parcel.write(name, text.as_bytes()).expect("a file");
    }
    let new = parcel
        .seal(ManifestHead { version: "1".to_owned(), inputs: BTreeMap::new(), ledger: None })
        .expect("a manifest");
    Made { _above: above, parcel, new }
}

impl Made {
    fn send(&self, store: &dyn Store) -> Result<Changes, Refusal> {
        let present = present(store)?;
        let changes = changes(&self.new.0.outputs, &present.files);
        send(store, &self.parcel, &self.new, &present, &changes).map(|()| changes)
    }

    /// The files with the manifest.
    fn files(&self) -> BTreeMap<String, Vec<u8>> {
        let names = self.new.0.outputs.keys();
        let mut files: BTreeMap<String, Vec<u8>> =
            names.map(|name| (name.clone(), self.parcel.read(name).expect("a file"))).collect();
        files.insert(MANIFEST.to_owned(), self.new.1.clone());
        files
    }
}

const OLD: &[(&str, &str)] = &[
    ("index.html", "old"),
    ("2018-01/index.html", "old"),
    ("assets/pages.css", "same"),
    ("metrics/staff/index.html", "old"),
    ("gone/index.html", "old"),
];
const NEW: &[(&str, &str)] = &[
    ("index.html", "new"),
    ("2018-01/index.html", "new"),
    ("2018-02/index.html", "new"),
    ("2018-02/figures.json", "new"),
    ("assets/pages.css", "same"),
    ("metrics/index.html", "new"),
    ("metrics/staff/index.html", "new"),
    ("feed.xml", "new"),
];

#[test]
fn what_pages_ask_for_goes_first_the_front_page_last_and_then_what_is_gone() {
    let shelf = Shelf::new();
    made(OLD).send(&shelf).expect("the old set");
    shelf.order.borrow_mut().clear();
    let changes = made(NEW).send(&shelf).expect("the new set");
    assert_eq!((changes.write.len(), changes.remove.len(), changes.same), (8, 1, 1));
    let order = shelf.order.borrow();
    let order: Vec<&str> = order.iter().map(String::as_str).filter(|name| *name != PART).collect();
    assert_eq!(
        order,
        [
            "2018-02/figures.json",
            "2018-01/index.html",
            "2018-02/index.html",
            "metrics/staff/index.html",
            "feed.xml",
            "metrics/index.html",
            "index.html",
            SUMS,
            "-gone/index.html",
            MANIFEST,
            "-manifest.part.json"
        ]
    );
    assert_eq!(shelf.files(), made(NEW).files());
}

#[test]
fn broken_off_at_any_step_the_next_run_completes_it() {
    let whole = {
        let shelf = Shelf::new();
        made(OLD).send(&shelf).expect("the old set");
        shelf.order.borrow_mut().clear();
        made(NEW).send(&shelf).expect("the new set");
        shelf.order.borrow().len()
    };
    for steps in 0..whole {
        let shelf = Shelf::new();
        made(OLD).send(&shelf).expect("the old set");
        shelf.patience.set(steps);
        assert!(made(NEW).send(&shelf).is_err(), "{steps}");
        let files = shelf.files();
        if files["index.html"] == b"new" {
            for (name, text) in NEW {
                assert_eq!(files.get(*name).map(Vec::as_slice), Some(text.as_bytes()), "{steps}: {name} comes after");
            }
        }
        shelf.patience.set(usize::MAX);
        // Neither the new set nor a return to the old one takes over what was not confirmed.
        let again = if steps % 2 == 0 { made(NEW) } else { made(OLD) };
        again.send(&shelf).expect("the next run");
        assert_eq!(shelf.files(), again.files(), "{steps}");
    }
}

#[test]
fn a_broken_off_run_goes_on_where_it_was() {
    let files: Vec<(String, String)> =
        (0..1000).map(|number| (format!("a/{number:04}.csv"), number.to_string())).collect();
    let files: Vec<(&str, &str)> = files.iter().map(|(name, text)| (name.as_str(), text.as_str())).collect();
    let shelf = Shelf::new();
    shelf.patience.set(700);
    assert!(made(&files).send(&shelf).is_err());
    shelf.patience.set(usize::MAX);
    let changes = made(&files).send(&shelf).expect("the next run");
    assert!((300..=370).contains(&changes.write.len()), "{} are sent again", changes.write.len());
    assert_eq!(shelf.files(), made(&files).files());
}

#[test]
fn the_same_again_sends_nothing() {
    let shelf = Shelf::new();
    made(NEW).send(&shelf).expect("the set");
    shelf.order.borrow_mut().clear();
    made(NEW).send(&shelf).expect("the set again");
    assert_eq!(*shelf.order.borrow(), [""; 0]);
}

#[test]
fn a_place_with_a_front_page_and_no_manifest_is_somebody_elses() {
    let shelf = Shelf::new();
    assert_eq!(present(&shelf).expect("nothing"), Present::default());
    shelf.write(vec![("index.html".to_owned(), b"theirs".to_vec())]).expect("a page");
    assert!(present(&shelf).expect("a page").foreign);
    shelf.remove(&["index.html".to_owned()]).expect("no page");
    shelf.write(vec![(MANIFEST.to_owned(), b"{\"name\":\"app\"}".to_vec())]).expect("a manifest");
    assert!(present(&shelf).expect("their manifest").foreign);
    made(OLD).send(&shelf).expect("it is taken over");
    assert!(!present(&shelf).expect("ours").foreign);
}

#[test]
fn a_manifest_with_names_that_lead_out_is_none_of_ours() {
    let shelf = Shelf::new();
    let text = r#"{"kalends":"1","inputs":{},"outputs":{"../up":{"bytes":1,"hash":""}}}"#;
    shelf.write(vec![(MANIFEST.to_owned(), text.as_bytes().to_vec())]).expect("a manifest");
    let present = present(&shelf).expect("their manifest");
    assert!(present.foreign && present.files.is_empty());
}

#[test]
fn a_batch_is_of_one_turn_and_of_bearable_size() {
    let mut outputs = BTreeMap::new();
    for number in 0..200 {
        outputs.insert(format!("a/{number}.png"), File { bytes: 1024 * 1024, ..File::unknown() });
    }
    outputs.insert("index.html".to_owned(), File::of(b""));
    let manifest = Manifest { kalends: String::new(), inputs: BTreeMap::new(), ledger: None, outputs };
    let names: Vec<String> = manifest.outputs.keys().cloned().collect();
    let batches = batches(&manifest, &names);
    assert_eq!(batches.last().map(Vec::as_slice), Some(&["index.html".to_owned()][..]));
    assert!(batches.iter().all(|batch| batch.len() <= BATCH_FILES));
    assert_eq!(batches.iter().flatten().collect::<BTreeSet<_>>().len(), names.len());
}

#[test]
fn a_name_in_other_letters_is_one_file_on_a_share_and_two_elsewhere_wherever_it_breaks_off() {
    let (old, new) =
        (made(&[("index.html", "i"), ("Annex.txt", "x")]), made(&[("index.html", "i"), ("annex.txt", "x")]));
    let mut sent = false;
    for patience in 0..20 {
        let (share, shelf) = (Share(Shelf::new()), Shelf::new());
        for (store, steps) in [(&share as &dyn Store, &share.0.patience), (&shelf, &shelf.patience)] {
            old.send(store).expect("the old set");
            steps.set(patience);
            sent = new.send(store).is_ok();
            steps.set(usize::MAX);
            new.send(store).expect("the rest");
        }
        let in_small_letters = new.files().into_iter().map(|(name, bytes)| (name.to_lowercase(), bytes)).collect();
        assert_eq!(share.0.files(), in_small_letters, "broken off after {patience}");
        assert_eq!(shelf.files(), new.files(), "broken off after {patience}");
    }
    assert!(sent, "twenty steps are enough");
}
