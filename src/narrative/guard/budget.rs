//! What a text that Tera runs has used up, and what the steps in it call: they count, and stop what goes too far.
//!
//! A text runs on one thread from its beginning to its end, so that is where the count is kept. Steps are counted
//! first; for those that take long, the time that the thread worked. What else the machine does meanwhile does not
//! count, and what is printed depends on neither.

use std::cell::RefCell;
use std::time::Duration;

use tera::{Kwargs, State, Tera, TeraResult, Value};

use super::expression::GROWING;
use crate::base::effort::worked;
use crate::narrative::mark::has_mark;

/// No text that anybody meant takes more steps, or more work of a processor.
const MOST_STEPS: u64 = 2_000_000;
const LONGEST: Duration = Duration::from_secs(5);

/// Lists within lists, deeper than anybody writes and no deeper than the stack can bear.
const DEEPEST: usize = 32;

/// What is smaller does not count as kept: there are not more of them than steps.
pub const SMALL: usize = 64;

/// How much a text may make.
#[derive(Debug, Clone, Copy)]
pub struct Limits {
    /// Bytes of what one tag joins or keeps.
    pub tag: usize,
    /// Bytes of all that is printed, what is kept in a variable counted too.
    pub printed: usize,
    /// Bytes of all that is kept.
    pub kept: usize,
}

/// What the text that runs on this thread has used up.
#[derive(Debug)]
struct Used {
    limits: Limits,
    /// What the thread had worked before.
    before: Duration,
    steps: u64,
    printed: usize,
    kept: usize,
    /// The tag that runs, and what it made so far.
    tag: usize,
    in_tag: usize,
}

thread_local! {
    static USED: RefCell<Option<Used>> = const { RefCell::new(None) };
}

/// Begins to count for a text that runs on this thread.
pub fn begin(limits: Limits) {
    let used = Used { limits, before: worked(), steps: 0, printed: 0, kept: 0, tag: 0, in_tag: 0 };
    USED.with_borrow_mut(|now| *now = Some(used));
}

/// Why a text was stopped.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Reason {
    /// It takes too many steps, or too long.
    Endless,
    /// What it makes is too large.
    TooLarge,
    /// It prints what is not meant for readers.
    Raw(Raw),
    /// It compares what a mark stands for, which is not known while the text runs.
    Compared,
}

/// What must not be printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raw {
    Number,
    List,
    Mapping,
    /// True or false.
    Condition,
    Nothing,
}

const REASONS: [(&str, Reason); 8] = [
    ("endless", Reason::Endless),
    ("large", Reason::TooLarge),
    ("number", Reason::Raw(Raw::Number)),
    ("list", Reason::Raw(Raw::List)),
    ("mapping", Reason::Raw(Raw::Mapping)),
    ("condition", Reason::Raw(Raw::Condition)),
    ("nothing", Reason::Raw(Raw::Nothing)),
    ("compared", Reason::Compared),
];

/// Begins the message of an error that stops a text. No author can write it, and no mark begins so.
const STOPPED: &str = "\u{e000}stopped ";

fn stopped(reason: Reason, tag: usize) -> tera::Error {
    let word = REASONS.iter().find(|(_, other)| *other == reason).map_or("", |(word, _)| word);
    tera::Error::message(format!("{STOPPED}{word} {tag}"))
}

/// Why Tera's `message` says that a text was stopped, and at which of its tags; `None` for any other message.
pub fn reason(message: &str) -> Option<(Reason, usize)> {
    let (word, tag) = message.strip_prefix(STOPPED)?.split_once(' ')?;
    let (_, reason) = REASONS.iter().find(|(other, _)| *other == word)?;
    Some((*reason, tag.parse().ok()?))
}

/// Adds what the steps call.
pub fn register(tera: &mut Tera, refuses_raw: bool) {
    tera.register_function("kalends_step", |arguments: Kwargs, _: &State<'_>| -> TeraResult<&'static str> {
        let plain = arguments.get::<usize>("n")?.unwrap_or_default();
        step(tag_of(&arguments)?, plain).map(|()| "")
    });
    tera.register_function("kalends_printed", |arguments: Kwargs, _: &State<'_>| -> TeraResult<&'static str> {
        let tag = tag_of(&arguments)?;
        let value = arguments.get::<Value>("v")?.unwrap_or_else(Value::undefined);
        if arguments.get::<bool>("raw")?.unwrap_or_default() {
            fit_to_print(&value).map_err(|raw| stopped(Reason::Raw(raw), tag))?;
        }
        let plain = arguments.get::<usize>("n")?.unwrap_or_default();
        step(tag, plain + size(&value, tag)?).map(|()| "")
    });
    tera.register_filter("kalends_kept", |value: &Value, arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        kept(value, tag_of(&arguments)?, arguments.get::<bool>("kept")?.unwrap_or_default())
    });
    tera.register_filter("kalends_each", |value: &Value, arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
        let tag = tag_of(&arguments)?;
        let in_tag = in_tag();
        step(tag, 0)?;
        count(tag, |used| used.in_tag = in_tag + SMALL)?;
        kept(value, tag, false)
    });
    tera.register_filter(
        "kalends_joined",
        move |value: &Value, arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            let tag = tag_of(&arguments)?;
            if refuses_raw {
                fit_to_print(value).map_err(|raw| stopped(Reason::Raw(raw), tag))?;
            }
            kept(value, tag, false)
        },
    );
    for name in GROWING {
        let filter = move |value: &Value, arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            let tag = tag_of(&arguments)?;
            let more = growth(name, value, &arguments, tag)?;
            count(tag, |used| used.in_tag = used.in_tag.saturating_add(more))?;
            Ok(value.clone())
        };
        tera.register_filter(format!("kalends_before_{name}"), filter);
    }
    tera.register_function("range", range);
}

fn tag_of(arguments: &Kwargs) -> TeraResult<usize> {
    Ok(arguments.get::<usize>("at")?.unwrap_or_default())
}

/// Counts a step, and what was printed since the last one.
fn step(tag: usize, printed: usize) -> TeraResult<()> {
    USED.with_borrow_mut(|used| {
        let Some(used) = used else { return Ok(()) };
        used.steps += 1;
        (used.tag, used.in_tag) = (tag, 0);
        used.printed = used.printed.saturating_add(printed);
        if used.steps > MOST_STEPS || worked().saturating_sub(used.before) > LONGEST {
            Err(stopped(Reason::Endless, tag))
        } else if used.printed > used.limits.printed {
            Err(stopped(Reason::TooLarge, tag))
        } else {
            Ok(())
        }
    })
}

fn in_tag() -> usize {
    USED.with_borrow(|used| used.as_ref().map_or(0, |used| used.in_tag))
}

/// Counts what a tag makes.
fn count(tag: usize, add: impl FnOnce(&mut Used)) -> TeraResult<()> {
    USED.with_borrow_mut(|used| {
        let Some(used) = used else { return Ok(()) };
        add(used);
        let is_too_large = used.in_tag > used.limits.tag || used.kept > used.limits.kept;
        if is_too_large { Err(stopped(Reason::TooLarge, tag)) } else { Ok(()) }
    })
}

/// The value itself, counted.
fn kept(value: &Value, tag: usize, in_a_variable: bool) -> TeraResult<Value> {
    let size = size(value, tag)?;
    count(tag, |used| {
        used.in_tag = used.in_tag.saturating_add(size);
        if in_a_variable {
            used.kept = used.kept.saturating_add(size.saturating_sub(SMALL));
        }
    })?;
    Ok(value.clone())
}

/// How many bytes a value takes where it is printed, and at least its places in memory. An error where that is more
/// than a tag may make.
fn size(value: &Value, tag: usize) -> TeraResult<usize> {
    let most = USED.with_borrow(|used| used.as_ref().map_or(usize::MAX, |used| used.limits.tag));
    let mut sum = 0;
    match add_size(value, most, DEEPEST, &mut sum) {
        true => Ok(sum),
        false => Err(stopped(Reason::TooLarge, tag)),
    }
}

/// Adds the size of a value. Whether it is within bounds.
fn add_size(value: &Value, most: usize, depth: usize, sum: &mut usize) -> bool {
    const PLACE: usize = 16;
    *sum += value.as_str().map_or(PLACE, str::len);
    if *sum > most || depth == 0 {
        return false;
    }
    if let Some(list) = value.as_array() {
        return list.iter().all(|item| {
            *sum += PLACE;
            add_size(item, most, depth - 1, sum)
        });
    }
    value.as_map().is_none_or(|map| {
        map.iter().all(|(key, item)| {
            *sum += PLACE + key.as_str().map_or(PLACE, str::len);
            add_size(item, most, depth - 1, sum)
        })
    })
}

/// How much more than its input a filter may make.
fn growth(name: &str, value: &Value, arguments: &Kwargs, tag: usize) -> TeraResult<usize> {
    let length = |name: &str| Ok::<_, tera::Error>(arguments.get::<&str>(name)?.map_or(0, str::len));
    let text = value.as_str().unwrap_or_default();
    Ok(match name {
        "join" => {
            let between = value.len().unwrap_or_default().saturating_mul(length("sep")?);
            size(value, tag)?.saturating_add(between)
        }
        "indent" => {
            let width = arguments.get::<usize>("width")?.unwrap_or(4).min(1000);
            (text.matches('\n').count() + 1).saturating_mul(width * 4)
        }
        _ => match arguments.get::<&str>("from")? {
            Some(from) => text.matches(from).count().saturating_mul(length("to")?),
            None => 0,
        },
    })
}

/// Tera's own, whose length counts.
fn range(arguments: Kwargs, _: &State<'_>) -> TeraResult<Vec<i128>> {
    const MOST: i128 = 100_000;
    let start = arguments.get::<i128>("start")?.unwrap_or_default();
    let end = arguments.must_get::<i128>("end")?;
    let by = arguments.get::<i128>("step_by")?.unwrap_or(1);
    if by == 0 || (by > 0 && start > end) {
        return Err(tera::Error::message("`range` never gets from its start to its end"));
    }
    let is_before = |number: &i128| if by > 0 { *number < end } else { *number > end };
    let numbers = std::iter::successors(Some(start), |number| number.checked_add(by)).take_while(is_before);
    let numbers: Vec<i128> = numbers.take(MOST as usize + 1).collect();
    if numbers.len() as i128 > MOST {
        return Err(tera::Error::message(format!("`range` has more than {MOST} numbers")));
    }
    let tag = USED.with_borrow(|used| used.as_ref().map_or(0, |used| used.tag));
    count(tag, |used| used.in_tag = used.in_tag.saturating_add(numbers.len() * SMALL / 2))?;
    Ok(numbers)
}

/// Adds what looks at the two sides of a comparison in a narrative. `plain` is what a mark is compared as, and `None` for
/// one that stands for more than that: a figure, whose text nobody knows yet.
pub fn register_compared(tera: &mut Tera, plain: impl Fn(&str) -> Option<String> + Send + Sync + 'static) {
    tera.register_filter(
        "kalends_compared",
        move |value: &Value, arguments: Kwargs, _: &State<'_>| -> TeraResult<Value> {
            compared(value, &plain).map_or_else(|| Err(stopped(Reason::Compared, tag_of(&arguments)?)), Ok)
        },
    );
}

fn compared(value: &Value, plain: &dyn Fn(&str) -> Option<String>) -> Option<Value> {
    if let Some(list) = value.as_array() {
        return list.iter().map(|item| compared(item, plain)).collect::<Option<Vec<Value>>>().map(Value::from);
    }
    match value.as_str().filter(|text| has_mark(text)) {
        Some(mark) => plain(mark).map(Value::from),
        None => Some(value.clone()),
    }
}

/// Whether a value may be printed in a narrative: text, or a whole number that was counted.
fn fit_to_print(value: &Value) -> Result<(), Raw> {
    if value.is_array() {
        Err(Raw::List)
    } else if value.is_map() {
        Err(Raw::Mapping)
    } else if value.is_f64() {
        Err(Raw::Number)
    } else if value.is_bool() {
        Err(Raw::Condition)
    } else if value.is_none() {
        Err(Raw::Nothing)
    } else {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reason_is_read_back() {
        for (_, reason_why) in REASONS {
            assert_eq!(reason(&stopped(reason_why, 7).to_string()), Some((reason_why, 7)));
        }
        assert_eq!(reason("Variable `x` is not defined"), None);
    }
}
