//! 00: files that cannot be read, and YAML that cannot be understood.
//!
//! What a key means in a file of the site is left to the families of those files.

use super::suggest;
use crate::base::place::Place;
use crate::diag::Diagnostic;
use crate::diag::code::Code;

/// In order.
pub(in crate::diag) const CODES: &[&Code] = &[
    &NO_SITE,
    &NO_CATALOG,
    &UNREADABLE,
    &NOT_UTF8,
    &FORBIDDEN_CHARACTER,
    &NOT_YAML,
    &REPEATED_KEY,
    &UNKNOWN_KEY,
    &MISSING_KEY,
    &WRONG_SHAPE,
    &UNKNOWN_WORD,
    &NAME_NOT_TEXT,
    &LINK_NOT_FOLLOWED,
    &FOLDER_IS_A_LINK,
    &FOLDER_WITHOUT_END,
    &NAMES_ALIKE,
];

pub static NO_SITE: Code = Code {
    id: "K0001",
    title: "No site here",
    cause: "Kalends looks for a file `kalends.yaml` in the folder it is started in and in every folder above; the \
        folder that holds it is the site. There was none, so there is nothing to build.",
    example: "$ kalends build",
    cure: "Change into the site's folder, or name it: `kalends build --root path/to/site`. `kalends init \
        path/to/new-site` makes a new one.",
    allowable: false,
};

pub fn no_site(start: &str) -> Diagnostic {
    NO_SITE
        .error(Place::of_file(start), "no kalends.yaml here or in a folder above")
        .help("run kalends inside a site, or name its folder with `--root DIR`")
}

pub static NO_CATALOG: Code = Code {
    id: "K0002",
    title: "No file says what is measured",
    cause: "Every figure belongs to a metric, and metrics are defined in `data/metrics.yaml`. Without it \
        no snapshot can be read.",
    example: r"$ ls data
2018-01.yaml  2018-02.yaml",
    cure: "Write the file, with one metric at least: `metrics: { visits: { type: flow } }`.",
    allowable: false,
};

pub fn no_catalog() -> Diagnostic {
    NO_CATALOG
        .error(Place::of_file("data/metrics.yaml"), "the file that says what is measured is missing")
        .help("write data/metrics.yaml with a key `metrics`")
}

pub static UNREADABLE: Code = Code {
    id: "K0003",
    title: "A file that cannot be read",
    cause: "The system refused to hand over the file, or the file is larger than the 32 MB that kalends reads. The \
        message holds the system's reason. Nothing is built from the rest, because a page could lack a figure \
        that the file states.",
    example: "$ chmod 000 data/2018-02.yaml",
    cure: "Give yourself the right to read it, make it smaller, or take it out of the site.",
    allowable: false,
};

pub fn unreadable(file: &str, reason: &str) -> Diagnostic {
    UNREADABLE
        .error(Place::of_file(file), format!("cannot be read: {reason}"))
        .help("mend its permissions or take it out of the site")
}

pub static NOT_UTF8: Code = Code {
    id: "K0004",
    title: "A file that is not in UTF-8",
    cause: "The file holds bytes that are no UTF-8, as older programs write them. Which letters they stand for can \
        only be guessed, and a wrong guess would put wrong names on pages. Line and column are those of the \
        first such byte.",
    example: r"$ file data/2018-02.yaml
data/2018-02.yaml: ISO-8859 text",
    cure: r#"Open it in your editor and save it as UTF-8; in Excel, choose "CSV UTF-8"."#,
    allowable: false,
};

pub fn not_utf8(file: &str, bytes: &[u8], valid: usize) -> Diagnostic {
    let text = String::from_utf8_lossy(bytes.get(..valid).unwrap_or(bytes));
    NOT_UTF8
        .error(Place::in_text(&file.into(), &text, text.len(), 1), "the file is not in UTF-8")
        .help("save it as UTF-8 in your editor; Windows-1252 and UTF-16 cannot be told apart safely")
}

pub static FORBIDDEN_CHARACTER: Code = Code {
    id: "K0005",
    title: "A character that no page can show",
    cause: "The text holds a control character, which cannot be seen, and which is not allowed in HTML. Such \
        characters come along when text is copied out of other programs.",
    example: r#"data/2018-02.yaml
  visits: { value: 42, note: "counted\a twice" }"#,
    cure: r#"Delete it: `note: "counted twice"`. The caret of the message stands under it."#,
    allowable: false,
};

pub fn forbidden_character(file: &std::sync::Arc<str>, text: &str, offset: usize, character: char) -> Diagnostic {
    let place = Place::in_text(file, text, offset, character.len_utf8());
    FORBIDDEN_CHARACTER
        .error(place, format!("the character U+{:04X} may not stand in a file", u32::from(character)))
        .help("delete it; it cannot be seen and no page can show it")
}

pub fn control_in_text(place: Place, character: char) -> Diagnostic {
    FORBIDDEN_CHARACTER
        .error(place, format!("the text holds the control character U+{:04X}", u32::from(character)))
        .help("take the escape out; no page can show it")
}

pub static NOT_YAML: Code = Code {
    id: "K0006",
    title: "A file that is not YAML",
    cause: "The file cannot be taken apart into keys and values. Often the indentation is off, or a text with `:` or \
        `#` in it stands without quotes.",
    example: r"data/2018-02.yaml
  visits:
    value: 42
    note: Source: the register",
    cure: "Put the text into quotes: `note: \"Source: the register\"`. Indent with spaces, never with tabs; what \
        belongs together begins in the same column.",
    allowable: false,
};

/// `line` is where the reader of YAML stumbled, in `text`: what is at fault stands there, or in a line before.
pub fn not_yaml(place: Place, reason: &str, text: &str, line: u32) -> Diagnostic {
    let error = NOT_YAML.error(place, format!("this is not YAML: {reason}"));
    if text.contains('\t') {
        return error.help("write spaces in place of the tab: YAML is indented with spaces alone");
    }
    let read: Vec<&str> = text.lines().take(line as usize).filter(|line| !line.trim().is_empty()).collect();
    let last = read.last_chunk::<2>().map_or(read.as_slice(), |last| last.as_slice());
    let values = last.iter().filter_map(|line| Some((line.split_once(": ")?.1.trim(), line)));
    let templates = values.filter(|(value, _)| value.contains("{{")).map(|(value, _)| value);
    for value in templates {
        if value.starts_with('{') {
            return error.help("put quotes around a text that begins with `{{`: `title: \"{{ period }}\"`");
        }
        if value.starts_with('"') && value.matches('"').count() > 2 {
            return error
                .help("put the text in single quotes, for double ones stand in it: `'{{ visits | of(ward=\"a\") }}'`");
        }
    }
    let is_item = |line: &&&str| line.trim_start().starts_with("- ");
    let is_flow = |line: &&&str| line.trim_start().starts_with('{');
    let near: Vec<&str> = text.lines().skip((line as usize).saturating_sub(3)).take(5).collect();
    if near.iter().any(|line| is_item(&line)) && near.iter().any(|line| is_flow(&line)) {
        return error.help("begin each entry of the list with `- `, all in the same column");
    }
    if reason.contains("simple key expected ':'") {
        return error.help("put a space behind the colon, as in `visits: 42`, or look at the indentation");
    }
    if reason.contains("mapping values are not allowed") {
        return error.help(
            "put text with `:` in it in quotes, begin each entry of a list with `- `, and look at the indentation",
        );
    }
    error.help("check the indentation, and put text with `:` or `#` in it in quotes")
}

pub static REPEATED_KEY: Code = Code {
    id: "K0007",
    title: "A key that stands twice",
    cause: "One mapping has the same key twice. YAML readers differ in which of the two counts, so kalends asks.",
    example: r"data/2018-02.yaml
  visits: 42
  key_persons: 1807
  visits: 43",
    cure: "Keep one of the two. Several observations of one metric are a list: `visits: [42, { period: 2018-01, value: \
        41, reason: … }]`.",
    allowable: false,
};

pub fn repeated_key(place: Place, key: &str, first: Place) -> Diagnostic {
    REPEATED_KEY.error(place, format!("`{key}` stands twice in the same mapping")).related(first, "first here").help(
        match key {
            "value" | "values" => "begin each of two observations with `- `, or keep one of the two",
            _ => "keep one of the two",
        },
    )
}

pub static UNKNOWN_KEY: Code = Code {
    id: "K0008",
    title: "A key that kalends does not know",
    cause: "A key has no meaning where it stands. It would be without effect, which you would notice on the page at \
        best, so it is refused.",
    example: r"content/2018-02.md
---
titel: February
---",
    cure: "Mend the spelling, here `title: February`, or move the key to where it belongs. The message names the \
        nearest key or all that are known.",
    allowable: false,
};

pub fn unknown_key(place: Place, key: &str, what: &str, known: &[&str]) -> Diagnostic {
    let elsewhere = match (what, key) {
        ("the catalog", "observations" | "period") => Some("state amounts in a snapshot, such as data/2018-02.yaml"),
        ("the settings" | "a snapshot", "metrics" | "dimensions") => Some("define it in data/metrics.yaml"),
        _ => None,
    };
    let error = UNKNOWN_KEY.error(place, format!("unknown key `{key}` in {what}"));
    error.help(elsewhere.map_or_else(|| suggest(key, known.iter().copied(), "known keys are"), str::to_owned))
}

pub fn rule_among_amounts(place: Place, key: &str) -> Diagnostic {
    UNKNOWN_KEY
        .error(place, format!("`{key}` stands among the amounts of a target"))
        .help(format!("put it around all of them: `{{ {key}: {{ total: 1200, hospital: {{ rh: 400 }} }} }}`"))
}

pub static MISSING_KEY: Code = Code {
    id: "K0009",
    title: "A key that is missing",
    cause: "Something cannot be read without this key: settings without `title`, a metric without `type`, a snapshot \
        without `period`.",
    example: r"data/metrics.yaml
  staff: { label: Staff }",
    cure: "Add the key: `staff: { label: Staff, type: stock }`.",
    allowable: false,
};

pub fn missing_key(place: Place, key: &str, what: &str) -> Diagnostic {
    let error = MISSING_KEY.error(place, format!("`{key}` is missing in {what}"));
    match key {
        "type" => {
            error.help("add `type: stock` for a level, `type: flow` for a count during the period, or another type")
        }
        "members" => error.help("list them with id and label: `members: { rh: Rigshospitalet, bfh: Bispebjerg }`"),
        key => error.help(format!("add `{key}: …`")),
    }
}

pub static WRONG_SHAPE: Code = Code {
    id: "K0010",
    title: "A value of the wrong shape",
    cause: "The key takes another kind of value: a list, text, `true` or `false`, a whole number within bounds. The \
        message says which is expected and which was found.",
    example: r"kalends.yaml
history: many",
    cure: "Write a value of that shape, here `history: 24`.",
    allowable: false,
};

pub fn wrong_shape(place: Place, wanted: &str, found: &str) -> Diagnostic {
    WRONG_SHAPE.error(place, format!("expected {wanted}, found {found}")).help(match wanted {
        "true or false" => "write `true` or `false`".to_owned(),
        "a number" => "write the digits, as 1807 or 24.5".to_owned(),
        "text" | "some text" => "write the words, in quotes where they hold `:` or `#`".to_owned(),
        wanted if wanted.starts_with("the members as") => {
            "list them with id and label: `members: { rh: Rigshospitalet, bfh: Bispebjerg }`".to_owned()
        }
        "a name as key" => "put quotes around a text that begins with `{`: `title: \"{{ period }}\"`".to_owned(),
        wanted if wanted.contains("mapping") && found == "a list" => {
            "take out the dashes or brackets, and write a line `key: value` for each".to_owned()
        }
        wanted if wanted.contains("mapping") && found == "text" => {
            "write a line `key: value` for each, with a space behind the colon".to_owned()
        }
        wanted if wanted.contains("mapping") => "write a line `key: value` for each".to_owned(),
        wanted if wanted.starts_with("a list") => "write it as `[one, two]`".to_owned(),
        wanted => format!("write {wanted}"),
    })
}

pub static UNKNOWN_WORD: Code = Code {
    id: "K0011",
    title: "A word that has no meaning here",
    cause: "The key takes one of a few words, and this is none of them.",
    example: r"data/metrics.yaml
  staff: { type: stok }",
    cure: "Write one of the words that the message names, here `type: stock`.",
    allowable: false,
};

pub fn unknown_word(place: Place, word: &str, known: &[&str]) -> Diagnostic {
    UNKNOWN_WORD.error(place, format!("`{word}` has no meaning here")).help(suggest(
        word,
        known.iter().copied(),
        "write one of",
    ))
}

/// This program was built without the writers of workbooks.
pub fn no_workbooks(place: Place) -> Diagnostic {
    UNKNOWN_WORD
        .error(place, "this kalends was built without the writers of workbooks")
        .help("write `workbook: none`, or build kalends with its feature `xlsx`")
}

/// This program was built without the writer of documents.
pub fn no_documents(place: Place) -> Diagnostic {
    UNKNOWN_WORD
        .error(place, "this kalends was built without the writer of Word documents")
        .help("write `word: false`, or build kalends with its feature `word`")
}

pub static NAME_NOT_TEXT: Code = Code {
    id: "K0013",
    title: "A file name that is not UTF-8",
    cause: "The name of a file holds bytes that are no UTF-8, as old archives and network drives produce them. No link \
        could lead to it.",
    example: r"$ ls content
'm'$'\370''der.md'",
    cure: "Rename the file, with letters, digits, `-` and `_`.",
    allowable: false,
};

pub fn name_not_text(file: &str) -> Diagnostic {
    NAME_NOT_TEXT.error(Place::of_file(file), "the file's name is not UTF-8").help("rename the file")
}

pub static LINK_NOT_FOLLOWED: Code = Code {
    id: "K0014",
    title: "A link or a device among the files",
    cause: "A symbolic link, or a file that is none, such as a pipe, lies in the site. Kalends does not follow links, \
        so that a site is always what its folder holds, wherever it is copied.",
    example: "$ ln -s /srv/shared/2018-02.yaml data/2018-02.yaml",
    cure: "Put the file itself into the site. If it is not needed, remove the link.",
    allowable: false,
};

pub fn link_not_followed(file: &str) -> Diagnostic {
    LINK_NOT_FOLLOWED
        .warning(Place::of_file(file), "this is a link or a device, which kalends does not follow")
        .help("put the file itself into the site")
}

pub static FOLDER_IS_A_LINK: Code = Code {
    id: "K0015",
    title: "A folder of the site that is a link",
    cause: "`data`, `content` or `templates` is a symbolic link. What lies behind it is published by whoever may change \
        the link, so kalends follows it only where `kalends.yaml` says so, and never to a folder that holds the site \
        itself. Links inside of it are not followed.",
    example: "$ ln -s /srv/shared/figures data",
    cure: "Write `links: [data]` into `kalends.yaml` if the folder is meant, or put the folder itself into the site.",
    allowable: false,
};

/// `may_be_one`: kalends.yaml may name it.
pub fn folder_is_a_link(folder: &str, may_be_one: bool) -> Diagnostic {
    let place = Place::of_file(folder);
    if may_be_one {
        FOLDER_IS_A_LINK
            .error(place, "this folder of the site is a link, and kalends.yaml does not name it")
            .help(format!("write `links: [{folder}]` into kalends.yaml if what it leads to is meant"))
    } else {
        FOLDER_IS_A_LINK
            .error(place, "this folder of the site is a link, and it may not be one")
            .help("put the folder itself into the site")
    }
}

pub fn link_leads_astray(folder: &str) -> Diagnostic {
    FOLDER_IS_A_LINK
        .error(Place::of_file(folder), "this link does not lead to a folder beside the site")
        .help("let it lead to a folder of its own, which does not hold the site")
}

pub static FOLDER_WITHOUT_END: Code = Code {
    id: "K0016",
    title: "A folder that does not come to an end",
    cause: "A folder of the site holds more files and folders than any report set needs. Most likely it is another \
        folder than was meant: a link to a whole disk, or a program's own folder.",
    example: "$ ln -s /home data",
    cure: "Take out of it what does not belong to the site.",
    allowable: false,
};

pub fn folder_without_end(folder: &str, most: usize) -> Diagnostic {
    FOLDER_WITHOUT_END
        .error(Place::of_file(folder), format!("there are more than {most} files and folders in it"))
        .help("take out what does not belong to the site")
}

pub static NAMES_ALIKE: Code = Code {
    id: "K0017",
    title: "Two names that look the same",
    cause: "The names of two files or folders differ only in how their letters are stored: an `å` in one piece, or as an \
        `a` with a ring above it, as macOS writes it. Readers cannot tell them apart, and macOS does not.",
    example: "content/a\u{30a}rsplan.txt\n1",
    cure: "Keep one of the two, or give one of them another name.",
    allowable: false,
};

pub fn names_alike(file: &str, other: &str) -> Diagnostic {
    let written = |name: &str| {
        name.chars()
            .map(|c| if c.is_ascii() { c.to_string() } else { c.escape_unicode().to_string() })
            .collect::<String>()
    };
    NAMES_ALIKE
        .error(
            Place::of_file(file),
            format!("this name looks like that of another: `{}` and `{}`", written(other), written(file)),
        )
        .help("keep one of the two, or give it another name")
}
