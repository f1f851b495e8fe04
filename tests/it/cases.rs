//! The text of a case in `tests/errors` → the files of its site, its command, its message and its exit code.
//!
//! `errors.rs` describes the form of a case and runs it. Everything in the text must have a reader: what is not in the
//! form is a fault here, so that a slip of the pen never turns into a case that checks less than its author thinks.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

/// One site, one command, and what the program must say.
#[derive(Debug)]
pub struct Case {
    /// The name of its file, without `.md`.
    pub name: String,
    /// The files that it lays over the base, with their bytes, by path.
    pub files: BTreeMap<String, Vec<u8>>,
    /// The files of the base that it takes away.
    pub without: Vec<String>,
    /// The words behind `kalends`.
    pub arguments: Vec<String>,
    /// What the program must write to stderr. Empty in a case that nobody has run yet.
    pub message: String,
    /// `None` in a case that nobody has run yet.
    pub exit: Option<i32>,
    /// The line behind `$ kalends `, as it is written.
    command: String,
    /// The text of the file above the block of the command.
    above: String,
}

pub fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/errors")
}

/// All cases, in the order of their names. Panics with all faults of form, and for a file that is no case.
pub fn all() -> Vec<Case> {
    let entries = fs::read_dir(folder()).expect("tests/errors");
    let mut files: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().into_string().expect("a plain name")).collect();
    files.retain(|file| file != "_base");
    files.sort();
    let mut faults = Vec::new();
    let mut cases = Vec::new();
    for file in files {
        match read(&file) {
            Ok(case) => cases.push(case),
            Err(fault) => faults.push(format!("tests/errors/{file}: {fault}")),
        }
    }
    assert!(faults.is_empty(), "\n{}\n", faults.join("\n"));
    cases
}

fn read(file: &str) -> Result<Case, String> {
    let name = file.strip_suffix(".md").ok_or("nobody reads this; a case is one file `NAME.md`")?;
    let text = fs::read_to_string(folder().join(file)).map_err(|error| error.to_string())?;
    parse(name, &text)
}

fn parse(name: &str, text: &str) -> Result<Case, String> {
    let mut reader = Reader { rest: text };
    if !reader.line().is_some_and(|line| line.starts_with("# ")) {
        return Err("the first line is not a heading `# …`".to_owned());
    }
    let mut files = BTreeMap::new();
    let mut without = Vec::new();
    let (above, console) = loop {
        let above = reader.skip_empty_lines(text);
        let line = reader.line().ok_or("a block `console` with `$ kalends …` is missing")?;
        if let Some(path) = line.strip_prefix("Without ").and_then(quoted) {
            without.push(path.to_owned());
        } else if let Some(path) = quoted(line) {
            reader.skip_empty_lines(text);
            let opening = reader.line().unwrap_or_default();
            let (kind, content) = reader.block(opening).map_err(|fault| format!("`{path}`: {fault}"))?;
            let bytes = bytes(path, kind, content).map_err(|fault| format!("`{path}`: {fault}"))?;
            if files.insert(path.to_owned(), bytes).is_some() {
                return Err(format!("`{path}` is there twice"));
            }
        } else if line.starts_with("```") {
            match reader.block(line)? {
                ("console", content) => break (above, content),
                (kind, _) => return Err(format!("a block `{kind}` has no path above it")),
            }
        } else {
            return Err(format!("nobody reads `{line}`"));
        }
    };
    let (first, message) = console.split_once('\n').unwrap_or_default();
    let command = first.strip_prefix("$ kalends ").ok_or("the block `console` does not begin with `$ kalends `")?;
    reader.skip_empty_lines(text);
    let exit = match reader.line() {
        Some(line) => Some(exit(line).ok_or_else(|| format!("nobody reads `{line}`; `exit: 1` is expected"))?),
        None => None,
    };
    reader.skip_empty_lines(text);
    if let Some(line) = reader.line() {
        return Err(format!("nobody reads `{line}`"));
    }
    Ok(Case {
        name: name.to_owned(),
        files,
        without,
        arguments: words(command)?,
        message: message.to_owned(),
        exit,
        command: command.to_owned(),
        above: above.to_owned(),
    })
}

impl Case {
    /// The text of its file with this message and this exit code. All above the command stays as it is.
    pub fn text_with(&self, message: &str, exit: i32) -> String {
        let Case { above, command, .. } = self;
        // The fence must be longer than every row of backticks that begins a line of the message.
        let rows = message.lines().map(str::trim_start).map(|line| line.len() - line.trim_start_matches('`').len());
        let fence = "`".repeat(rows.max().unwrap_or_default().max(2) + 1);
        format!("{above}{fence}console\n$ kalends {command}\n{message}{fence}\n\nexit: {exit}\n")
    }
}

/// The text of a case, as far as it is not read yet.
struct Reader<'a> {
    rest: &'a str,
}

impl<'a> Reader<'a> {
    fn line(&mut self) -> Option<&'a str> {
        if self.rest.is_empty() {
            return None;
        }
        let (line, rest) = self.rest.split_once('\n').unwrap_or((self.rest, ""));
        self.rest = rest;
        Some(line)
    }

    /// Goes to the next line that is not empty. Returns the part of `text`, the whole, that is above it.
    fn skip_empty_lines(&mut self, text: &'a str) -> &'a str {
        self.rest = self.rest.trim_start_matches('\n');
        &text[..text.len() - self.rest.len()]
    }

    /// The kind and the content of the block that begins with `opening`, the line that was read last.
    fn block(&mut self, opening: &'a str) -> Result<(&'a str, &'a str), String> {
        let kind = opening.trim_start_matches('`');
        let fence = &opening[..opening.len() - kind.len()];
        if fence.len() < 3 {
            return Err(format!("a block is expected, found `{opening}`"));
        }
        let mut length = 0;
        for line in self.rest.split_inclusive('\n') {
            let content = &self.rest[..length];
            length += line.len();
            if line.trim_end_matches('\n') == fence {
                self.rest = &self.rest[length..];
                return Ok((kind, content));
            }
        }
        Err(format!("the block `{kind}` does not end"))
    }
}

/// The text between two backticks, if that is the whole line.
fn quoted(line: &str) -> Option<&str> {
    let inner = line.strip_prefix('`')?.strip_suffix('`')?;
    (!inner.is_empty() && !inner.contains('`')).then_some(inner)
}

fn exit(line: &str) -> Option<i32> {
    line.strip_prefix("exit: ")?.parse().ok()
}

/// The bytes of the file at `path`, from the content of its block.
fn bytes(path: &str, kind: &str, content: &str) -> Result<Vec<u8>, String> {
    let ending = path.rsplit_once('.').map_or("", |(_, ending)| ending);
    if kind == "escaped" {
        return unescaped(content);
    }
    if kind != ending {
        return Err(format!("a block `{ending}` or `escaped` is expected, found `{kind}`"));
    }
    // Editors and git change what nobody sees.
    let hidden = |line: &str| line.ends_with(' ') || line.contains(char::is_control);
    match content.split('\n').find(|line| hidden(line)) {
        Some(line) => Err(format!("a sign that nobody sees; use a block `escaped` for {line:?}")),
        None => Ok(content.as_bytes().to_vec()),
    }
}

/// The bytes of a block `escaped`.
fn unescaped(content: &str) -> Result<Vec<u8>, String> {
    let mut bytes = Vec::new();
    let mut rest = content;
    while let Some((plain, escape)) = rest.split_once('\\') {
        bytes.extend(plain.bytes());
        let (byte, length) = match escape.as_bytes() {
            [b'\n', ..] => (None, 1),
            [b'\\', ..] => (Some(b'\\'), 1),
            [b'r', ..] => (Some(b'\r'), 1),
            [b't', ..] => (Some(b'\t'), 1),
            [b'x', ..] => {
                let digits = escape.get(1..3).unwrap_or_default();
                let byte = u8::from_str_radix(digits, 16).map_err(|_| format!("`\\x{digits}` is not a byte"))?;
                (Some(byte), 3)
            }
            _ => return Err(format!("unknown escape `\\{}`", escape.chars().next().unwrap_or_default())),
        };
        bytes.extend(byte);
        rest = &escape[length..];
    }
    bytes.extend(rest.bytes());
    Ok(bytes)
}

/// The words of a command line; single quotes hold one together.
fn words(line: &str) -> Result<Vec<String>, String> {
    let parts: Vec<&str> = line.trim().split('\'').collect();
    if parts.len().is_multiple_of(2) {
        return Err(format!("a quote does not end in `{line}`"));
    }
    let words = parts.iter().enumerate().flat_map(|(index, part)| match index % 2 {
        0 => part.split_whitespace().map(str::to_owned).collect(),
        _ => vec![(*part).to_owned()],
    });
    Ok(words.collect())
}

/// A case that uses the whole form.
const WHOLE: &str = r#"# Two files and one less

`content/2018-02.md`

````md
```
code
```
````

`extract.csv`

```escaped
metric;value\r
visits;\xe6\\\t\
```

Without `data/metrics.yaml`

```console
$ kalends import --quiet --from 'psql "select"' extract.csv
error[K0801]: a fault

1 error
```

exit: 1
"#;

#[test]
fn a_case_is_its_files_its_command_and_what_the_program_says() {
    let case = parse("whole", WHOLE).expect("the form of a case");
    assert_eq!(case.files["content/2018-02.md"], b"```\ncode\n```\n");
    assert_eq!(case.files["extract.csv"], b"metric;value\r\nvisits;\xe6\\\t");
    assert_eq!(case.without, ["data/metrics.yaml"]);
    assert_eq!(case.arguments, ["import", "--quiet", "--from", "psql \"select\"", "extract.csv"]);
    assert_eq!((case.message.as_str(), case.exit), ("error[K0801]: a fault\n\n1 error\n", Some(1)));
}

#[test]
fn a_new_message_and_exit_code_change_nothing_else() {
    let case = parse("whole", WHOLE).expect("the form of a case");
    assert_eq!(case.text_with(&case.message, 1), WHOLE);
    let (above, _) = WHOLE.split_once("error[").expect("the message");
    assert_eq!(case.text_with("warning: none\n", 0), format!("{above}warning: none\n```\n\nexit: 0\n"));
    let fenced = case.text_with("```\n", 2);
    let read = parse("whole", &fenced).expect("a longer fence");
    assert_eq!((read.message.as_str(), read.exit, &read.files), ("```\n", Some(2), &case.files));
}

#[test]
fn what_nobody_reads_is_a_fault() {
    let console = "```console\n$ kalends build\n```\n";
    let fault = |text: &str| parse("case", text).expect_err(text);
    let above = |text: &str| fault(&format!("# A case\n\n{text}\n{console}\nexit: 0\n"));
    let below = |text: &str| fault(&format!("# A case\n\n{console}\n{text}\n"));

    assert_eq!(fault("A case\n"), "the first line is not a heading `# …`");
    assert_eq!(fault("# A case\n"), "a block `console` with `$ kalends …` is missing");
    assert_eq!(fault("# A case\n\n```console\n"), "the block `console` does not end");
    assert_eq!(fault("# A case\n\n```console\n```\n"), "the block `console` does not begin with `$ kalends `");
    assert_eq!(
        fault("# A case\n\n```console\n$ kalends build 'a\n```\n\nexit: 0\n"),
        "a quote does not end in `build 'a`"
    );

    assert_eq!(above("Some words.\n"), "nobody reads `Some words.`");
    assert_eq!(above("Without metrics.yaml\n"), "nobody reads `Without metrics.yaml`");
    assert_eq!(above("```yaml\na: 1\n```\n"), "a block `yaml` has no path above it");
    assert_eq!(above("`a.yaml`\n\nSome words.\n"), "`a.yaml`: a block is expected, found `Some words.`");
    assert_eq!(above("`a.yaml`\n"), "`a.yaml`: a block `yaml` or `escaped` is expected, found `console`");
    assert_eq!(above("`a.md`\n```md\n```\n`a.md`\n```md\n```\n"), "`a.md` is there twice");
    assert_eq!(
        above("`a.md`\n```md\na\r\n```\n"),
        r#"`a.md`: a sign that nobody sees; use a block `escaped` for "a\r""#
    );
    assert_eq!(above("`a.md`\n```escaped\n\\q\n```\n"), r"`a.md`: unknown escape `\q`");
    assert_eq!(above("`a.md`\n```escaped\n\\x4\n```\n"), "`a.md`: `\\x4\n` is not a byte");

    assert_eq!(below("exit: none"), "nobody reads `exit: none`; `exit: 1` is expected");
    assert_eq!(below("exit: 0\n\nSome words."), "nobody reads `Some words.`");
    assert_eq!(below(console), "nobody reads ````console`; `exit: 1` is expected");
}
