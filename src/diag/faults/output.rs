//! 06: the folder that pages are written to, and the files of a new site.
//!
//! Places that a site is published to are in `publish`.

use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &CANNOT_WRITE,
    &FOREIGN_OUTPUT,
    &OUTPUT_IS_NO_FOLDER,
    &OUTPUT_OCCUPIED,
    &OUTPUT_IN_THE_WAY,
    &FILE_EXISTS,
    &SITE_EXISTS,
    &FOLDER_IN_USE,
];

pub static CANNOT_WRITE: Code = Code {
    id: "K0601",
    title: "A place where nothing can be written",
    cause: "The system refused to write there; the message holds its reason. The pages of the build before are still \
        whole: a build takes their place in one step, or not at all.",
    example: "$ kalends build --output /read-only/output",
    cure: "Free some space, mend the permissions, or name another folder with `--output DIR`.",
    allowable: false,
};

pub fn cannot_write(path: &str, reason: &str) -> Diagnostic {
    CANNOT_WRITE
        .error(Place::of_file(path), format!("cannot be written: {reason}"))
        .help("free some space or mend the permissions; the published folder is as it was")
}

pub static FOREIGN_OUTPUT: Code = Code {
    id: "K0602",
    title: "An output folder with files of others",
    cause: "The folder holds files, and nothing says that kalends wrote them. It might be the wrong folder.",
    example: "$ kalends build --output ~/Documents",
    cure: "Name another folder with `--output DIR`. If it is the right one, `--force` takes it over; files that \
        kalends did not write are kept.",
    allowable: false,
};

pub fn foreign_output(path: &str) -> Diagnostic {
    FOREIGN_OUTPUT.error(Place::of_file(path), "the output folder holds files that kalends did not write").help(
        "name another folder with `--output DIR`, or take this one over with `--force`; files that are not \
         ours are kept",
    )
}

pub static OUTPUT_IS_NO_FOLDER: Code = Code {
    id: "K0603",
    title: "An output that is not a folder",
    cause: "A file stands where the folder of pages belongs.",
    example: "$ kalends build --output report.html",
    cure: "Name a folder with `--output DIR`, or remove the file.",
    allowable: false,
};

pub fn output_is_no_folder(path: &str) -> Diagnostic {
    OUTPUT_IS_NO_FOLDER
        .error(Place::of_file(path), "the output is not a folder")
        .help("name a folder with `--output DIR`")
}

pub static OUTPUT_OCCUPIED: Code = Code {
    id: "K0604",
    title: "A file of others in the place of a page",
    cause: "The output folder is that of kalends, but holds a file that kalends did not write, at the address of a \
        page that it would write now.",
    example: "$ kalends build",
    cure: "Move the file away, or let the page take its place with `--force`. Files that should be published along \
        with the pages belong in `content/`.",
    allowable: false,
};

pub fn output_occupied(path: &str, name: &str) -> Diagnostic {
    OUTPUT_OCCUPIED
        .error(Place::of_file(path), format!("a page would replace `{name}`, which kalends did not write"))
        .help("move that file away, or let the page take its place with `--force`")
}

pub static OUTPUT_IN_THE_WAY: Code = Code {
    id: "K0605",
    title: "An output across the site's own files",
    cause: "The output folder is or holds the site's folder, or lies in `data/`, `content/` or `templates/`. Pages \
        would be taken for input.",
    example: "$ kalends build --output data/out",
    cure: "Choose a folder of its own, such as `output` in the site's folder.",
    allowable: false,
};

pub fn output_in_the_way(path: &str) -> Diagnostic {
    OUTPUT_IN_THE_WAY
        .error(Place::of_file(path), "the output folder lies across the site's own files")
        .help("choose a folder that is not, and does not hold, data/, content/ or templates/")
}

pub static FILE_EXISTS: Code = Code {
    id: "K0606",
    title: "A file that would be written over",
    cause: "Something of yours stands where `kalends init` or `kalends pdf` would write. Kalends never writes over a \
        file that may be yours, and wrote none of the others either.",
    example: "$ kalends init --templates",
    cure: "Move it away first, and copy what you need back afterwards.",
    allowable: false,
};

pub fn file_exists(path: &str) -> Diagnostic {
    FILE_EXISTS
        .error(Place::of_file(path), "something else is there already")
        .help("move it away first; kalends never writes over a file of yours")
}

pub static SITE_EXISTS: Code = Code {
    id: "K0607",
    title: "A site where a new one should be",
    cause: "The folder holds a `kalends.yaml` already.",
    example: "$ kalends init .",
    cure: "Name a new folder: `kalends init my-reports`. To build the site that is there, run `kalends build`; to \
        change its look, `kalends init --templates`.",
    allowable: false,
};

pub fn site_exists(folder: &str) -> Diagnostic {
    SITE_EXISTS.error(Place::of_file(folder), "this is a site already").help(
        "`kalends build` builds it, `kalends init --templates` adds its templates; for a new site, name a new folder",
    )
}

pub static FOLDER_IN_USE: Code = Code {
    id: "K0608",
    title: "A folder in use where a new site should be",
    cause: "A new site is made in a new or empty folder, so that its files can be told from yours.",
    example: "$ kalends init ~/Documents",
    cure: "Name a new or empty folder: `kalends init my-reports`.",
    allowable: false,
};

pub fn folder_in_use(folder: &str, name: &str) -> Diagnostic {
    FOLDER_IN_USE
        .error(Place::of_file(folder), format!("the folder is not empty: it holds `{name}`"))
        .help("name a new or empty folder: `kalends init DIR`")
}
