//! Formulas of derived metrics and targets: `target(key_persons) - key_persons`.
//!
//! Text → a tree. `compute::formula` works it out; whether the names exist is asked in `load`.

use std::fmt;

use rust_decimal::Decimal;

use crate::base::period::Period;

/// A formula as a tree.
#[derive(Debug, Clone, PartialEq)]
pub enum Formula {
    Term(Term),
    Negative(Box<Formula>),
    Binary(Operator, Box<Formula>, Box<Formula>),
}

/// A part of a formula that holds no others.
#[derive(Debug, Clone, PartialEq)]
pub enum Term {
    Number(Decimal),
    /// The metric in the same period, and the same member where it is split.
    Metric(Input),
    /// The metric's target in the same period.
    Target(Input),
    /// The metric in the period before.
    Previous(Input),
    /// The metric in the same period a year before.
    YearAgo(Input),
}

/// A metric that a definition is worked out from, or what some of its members make of it: `of(unemployed, sex=women)`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Input {
    pub metric: String,
    /// Members by dimension, each dimension once; none for the metric as the figure's own members have it.
    pub members: Vec<(String, String)>,
}

impl Input {
    /// The metric without members of its own.
    pub fn plain(metric: &str) -> Input {
        Input { metric: metric.to_owned(), members: Vec::new() }
    }

    /// Reads the id of a metric, or `of(id, dimension=member)`. Any other text is taken for an id.
    pub fn parse(text: &str) -> Result<Input, FormulaFault> {
        if !text.contains('(') {
            return Ok(Input::plain(text));
        }
        match Formula::parse(text)? {
            Formula::Term(Term::Metric(input)) => Ok(input),
            _ => {
                let message =
                    "a metric, or one member of it by `of(id, dimension=member)`, is expected here".to_owned();
                Err(FormulaFault { column: 0, length: text.chars().count(), message })
            }
        }
    }

    /// Whether it chooses a member of the dimension.
    pub fn fixes(&self, dimension: &str) -> bool {
        self.members.iter().any(|(name, _)| name == dimension)
    }
}

/// As a definition writes it.
impl fmt::Display for Input {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.members.is_empty() {
            return f.write_str(&self.metric);
        }
        write!(f, "of({}", self.metric)?;
        self.members.iter().try_for_each(|(dimension, member)| write!(f, ", {dimension}={member}"))?;
        f.write_str(")")
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
}

impl Operator {
    /// How closely it binds what stands beside it.
    fn binding(self) -> u8 {
        match self {
            Operator::Add | Operator::Subtract => 1,
            Operator::Multiply | Operator::Divide => 2,
        }
    }

    /// How closely it binds its right side: a − (b − c) is not a − b − c.
    fn right_binding(self) -> u8 {
        self.binding() + u8::from(matches!(self, Operator::Subtract | Operator::Divide))
    }
}

/// How closely the minus of a negative binds: closer than every operator.
const MINUS_BINDING: u8 = 3;

/// A piece of a formula in reading order. An operand is what stands for a term.
#[derive(Debug, Clone, PartialEq)]
pub enum Token<T> {
    Operand(T),
    Operator(Operator),
    /// The minus of a negative.
    Minus,
    Open,
    Close,
}

impl<T> Token<T> {
    pub fn operand(&self) -> Option<&T> {
        if let Token::Operand(operand) = self { Some(operand) } else { None }
    }
}

/// Where a formula stops making sense: characters from its start, how many of them, and what was met.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FormulaFault {
    pub column: usize,
    pub length: usize,
    pub message: String,
}

impl fmt::Display for FormulaFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// Deeper nesting is refused, so that a tree can always be walked.
const MAX_DEPTH: usize = 50;

impl Formula {
    /// Reads a formula of `+ - * /`, parentheses, numbers, metric ids, `target(id)`, `previous(id)`, `year_ago(id)` and
    /// `of(id, dimension=member)`, which may stand for the id in the others.
    ///
    /// ```
    /// # use kalends::model::formula::Formula;
    /// let formula = Formula::parse("1 + 2 * users")?;
    /// assert_eq!(formula.metrics(), ["users"]);
    /// # Ok::<(), kalends::model::formula::FormulaFault>(())
    /// ```
    pub fn parse(text: &str) -> Result<Formula, FormulaFault> {
        let symbols = symbols(text)?;
        let mut parser = Parser { symbols: &symbols, next: 0, end: text.chars().count() };
        let formula = parser.sum(0)?;
        match parser.peek() {
            None => Ok(formula),
            Some(_) => Err(parser.unexpected("an operator or the end")),
        }
    }

    /// The metrics whose values the formula uses, in reading order; `target(id)` is not one.
    pub fn metrics(&self) -> Vec<&str> {
        self.inputs().into_iter().map(|input| input.metric.as_str()).collect()
    }

    /// The same with the members that it chooses.
    pub fn inputs(&self) -> Vec<&Input> {
        let mut inputs = Vec::new();
        self.visit(&mut |term| {
            if let Term::Metric(input) | Term::Previous(input) | Term::YearAgo(input) = term {
                inputs.push(input);
            }
        });
        inputs
    }

    /// Whether it names any metric, or the target of one; otherwise it is an amount.
    pub fn names_metrics(&self) -> bool {
        !self.metrics().is_empty() || !self.targets().is_empty()
    }

    /// The metrics whose targets the formula uses.
    pub fn targets(&self) -> Vec<&str> {
        self.targeted().into_iter().map(|input| input.metric.as_str()).collect()
    }

    /// The same with the members that it chooses.
    pub fn targeted(&self) -> Vec<&Input> {
        let mut inputs = Vec::new();
        self.visit(&mut |term| {
            if let Term::Target(input) = term {
                inputs.push(input);
            }
        });
        inputs
    }

    /// The later periods whose amounts use a value of `period`.
    pub fn used_later(&self, period: Period) -> Vec<Period> {
        let mut found = Vec::new();
        self.visit(&mut |term| {
            found.extend(match term {
                Term::Previous(_) => Some(period.next()),
                Term::YearAgo(_) => Some(period.year_after()),
                Term::Number(_) | Term::Metric(_) | Term::Target(_) => None,
            });
        });
        found.sort();
        found.dedup();
        found
    }

    /// The formula in reading order, with the parentheses that it needs and no others. `operand` says what stands for a
    /// term; it is asked in reading order.
    pub fn tokens<T>(&self, mut operand: impl FnMut(&Term) -> T) -> Vec<Token<T>> {
        let mut tokens = Vec::new();
        self.write(&mut operand, &mut tokens);
        tokens
    }

    fn write<T>(&self, operand: &mut impl FnMut(&Term) -> T, tokens: &mut Vec<Token<T>>) {
        match self {
            Formula::Term(term) => tokens.push(Token::Operand(operand(term))),
            Formula::Negative(inner) => {
                tokens.push(Token::Minus);
                // Two signs never meet: −(−a).
                inner.write_within(MINUS_BINDING + 1, operand, tokens);
            }
            Formula::Binary(operator, left, right) => {
                left.write_within(operator.binding(), operand, tokens);
                tokens.push(Token::Operator(*operator));
                right.write_within(operator.right_binding(), operand, tokens);
            }
        }
    }

    /// Writes it as a part of a formula that binds as closely as `binding`.
    fn write_within<T>(&self, binding: u8, operand: &mut impl FnMut(&Term) -> T, tokens: &mut Vec<Token<T>>) {
        let own = match self {
            Formula::Term(_) => u8::MAX,
            Formula::Negative(_) => MINUS_BINDING,
            Formula::Binary(operator, ..) => operator.binding(),
        };
        if own >= binding {
            return self.write(operand, tokens);
        }
        tokens.push(Token::Open);
        self.write(operand, tokens);
        tokens.push(Token::Close);
    }

    fn visit<'a>(&'a self, see: &mut impl FnMut(&'a Term)) {
        match self {
            Formula::Term(term) => see(term),
            Formula::Negative(inner) => inner.visit(see),
            Formula::Binary(_, left, right) => {
                left.visit(see);
                right.visit(see);
            }
        }
    }
}

#[derive(Debug, Clone, PartialEq)]
enum Symbol {
    Number(Decimal),
    Name(String),
    Sign(char),
}

struct Placed {
    symbol: Symbol,
    column: usize,
    length: usize,
}

fn symbols(text: &str) -> Result<Vec<Placed>, FormulaFault> {
    let characters: Vec<char> = text.chars().collect();
    let run = |from: usize, belongs: fn(char) -> bool| -> String {
        characters.iter().skip(from).copied().take_while(|c| belongs(*c)).collect()
    };
    let mut symbols = Vec::new();
    let mut column = 0;
    while let Some(&c) = characters.get(column) {
        let (symbol, length) = if c.is_whitespace() {
            column += 1;
            continue;
        } else if c.is_ascii_digit() {
            let digits = run(column, |c| c.is_ascii_digit() || c == '.');
            let length = digits.len();
            let fault = || FormulaFault { column, length, message: format!("`{digits}` is not a number") };
            (Symbol::Number(digits.parse().map_err(|_| fault())?), length)
        } else if c.is_ascii_alphabetic() || c == '_' {
            let name = run(column, |c| c.is_ascii_alphanumeric() || c == '_');
            let length = name.len();
            (Symbol::Name(name), length)
        } else if "+-*/(),=".contains(c) {
            (Symbol::Sign(c), 1)
        } else {
            return Err(FormulaFault { column, length: 1, message: format!("`{c}` has no meaning in a formula") });
        };
        symbols.push(Placed { symbol, column, length });
        column += length;
    }
    Ok(symbols)
}

struct Parser<'a> {
    symbols: &'a [Placed],
    next: usize,
    end: usize,
}

impl Parser<'_> {
    fn peek(&self) -> Option<&Symbol> {
        self.symbols.get(self.next).map(|placed| &placed.symbol)
    }

    fn take(&mut self, sign: char) -> bool {
        let found = self.peek() == Some(&Symbol::Sign(sign));
        self.next += usize::from(found);
        found
    }

    fn unexpected(&self, wanted: &str) -> FormulaFault {
        match self.symbols.get(self.next) {
            None => FormulaFault { column: self.end, length: 1, message: format!("{wanted} is missing at the end") },
            Some(Placed { symbol, column, length }) => {
                let met = match symbol {
                    Symbol::Number(number) => number.to_string(),
                    Symbol::Name(name) => name.clone(),
                    Symbol::Sign(sign) => sign.to_string(),
                };
                FormulaFault { column: *column, length: *length, message: format!("expected {wanted}, found `{met}`") }
            }
        }
    }

    fn sum(&mut self, depth: usize) -> Result<Formula, FormulaFault> {
        let mut left = self.product(depth)?;
        loop {
            let operator = if self.take('+') {
                Operator::Add
            } else if self.take('-') {
                Operator::Subtract
            } else {
                return Ok(left);
            };
            left = Formula::Binary(operator, Box::new(left), Box::new(self.product(depth)?));
        }
    }

    fn product(&mut self, depth: usize) -> Result<Formula, FormulaFault> {
        let mut left = self.factor(depth)?;
        loop {
            let operator = if self.take('*') {
                Operator::Multiply
            } else if self.take('/') {
                Operator::Divide
            } else {
                return Ok(left);
            };
            left = Formula::Binary(operator, Box::new(left), Box::new(self.factor(depth)?));
        }
    }

    fn factor(&mut self, depth: usize) -> Result<Formula, FormulaFault> {
        if depth > MAX_DEPTH || self.next > 10 * MAX_DEPTH {
            return Err(FormulaFault { column: 0, length: self.end, message: "the formula is too long".to_owned() });
        }
        if self.take('-') {
            return Ok(Formula::Negative(Box::new(self.factor(depth + 1)?)));
        }
        if self.take('(') {
            let inner = self.sum(depth + 1)?;
            return if self.take(')') { Ok(inner) } else { Err(self.unexpected("`)`")) };
        }
        match self.peek().cloned() {
            Some(Symbol::Number(number)) => {
                self.next += 1;
                Ok(Formula::Term(Term::Number(number)))
            }
            Some(Symbol::Name(name)) => {
                self.next += 1;
                if !self.take('(') {
                    return Ok(Formula::Term(Term::Metric(Input::plain(&name))));
                }
                self.call(&name)
            }
            _ => Err(self.unexpected("a number, a metric or `(`")),
        }
    }

    fn call(&mut self, function: &str) -> Result<Formula, FormulaFault> {
        let make = match function {
            "target" => Term::Target,
            "previous" => Term::Previous,
            "year_ago" => Term::YearAgo,
            "of" => return Ok(Formula::Term(Term::Metric(self.members()?))),
            other => {
                self.next -= 2;
                let known = "`target(id)`, `previous(id)`, `year_ago(id)` and `of(id, dimension=member)`";
                let message = format!("there is no function `{other}`; there are {known}");
                return Err(FormulaFault { message, ..self.unexpected("a function") });
            }
        };
        let argument = self.name("the id of a metric")?;
        let is_part = argument == "of" && self.take('(');
        let input = if is_part { self.members()? } else { Input::plain(&argument) };
        self.closed(Formula::Term(make(input)))
    }

    /// What stands behind `of(`.
    fn members(&mut self) -> Result<Input, FormulaFault> {
        let mut input = Input::plain(&self.name("the id of a metric")?);
        while input.members.is_empty() || self.peek() == Some(&Symbol::Sign(',')) {
            if !self.take(',') {
                return Err(self.unexpected("`,` and a member, as in `of(id, dimension=member)`"));
            }
            let dimension = self.name("a dimension")?;
            if input.fixes(&dimension) {
                self.next -= 1;
                let message = format!("`{dimension}` stands twice in one `of`, and only one member can hold");
                return Err(FormulaFault { message, ..self.unexpected("another dimension") });
            }
            if !self.take('=') {
                return Err(self.unexpected("`=`"));
            }
            input.members.push((dimension, self.name("the id of a member")?));
        }
        self.closed(input)
    }

    fn name(&mut self, wanted: &str) -> Result<String, FormulaFault> {
        let Some(Symbol::Name(name)) = self.peek().cloned() else { return Err(self.unexpected(wanted)) };
        self.next += 1;
        Ok(name)
    }

    fn closed<T>(&mut self, inside: T) -> Result<T, FormulaFault> {
        if self.take(')') { Ok(inside) } else { Err(self.unexpected("`)`")) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sign(operator: Operator) -> char {
        match operator {
            Operator::Add => '+',
            Operator::Subtract => '-',
            Operator::Multiply => '*',
            Operator::Divide => '/',
        }
    }

    fn name(term: &Term) -> String {
        match term {
            Term::Number(number) => number.to_string(),
            Term::Metric(input) => input.to_string(),
            Term::Target(name) => format!("target({name})"),
            Term::Previous(name) => format!("previous({name})"),
            Term::YearAgo(name) => format!("year_ago({name})"),
        }
    }

    fn show(formula: &Formula) -> String {
        match formula {
            Formula::Term(term) => name(term),
            Formula::Negative(inner) => format!("(-{})", show(inner)),
            Formula::Binary(operator, left, right) => {
                format!("({}{}{})", show(left), sign(*operator), show(right))
            }
        }
    }

    #[track_caller]
    fn check(text: &str, expected: &str) {
        assert_eq!(Formula::parse(text).map(|formula| show(&formula)), Ok(expected.to_owned()));
    }

    #[track_caller]
    fn refused(text: &str, column: usize, message: &str) {
        let fault = Formula::parse(text).expect_err("a formula that is none");
        assert_eq!((fault.column, fault.message.as_str()), (column, message));
    }

    #[test]
    fn products_bind_closer_than_sums_and_both_from_the_left() {
        check("a - b - c", "((a-b)-c)");
        check("a + b * c / d", "(a+((b*c)/d))");
        check("(a + b) * -c", "((a+b)*(-c))");
        check("target(key_persons) - key_persons", "(target(key_persons)-key_persons)");
        check("users - previous( users )", "(users-previous(users))");
        check("1.50*x", "(1.50*x)");
    }

    #[test]
    fn one_member_stands_for_a_metric() {
        check("of( u, sex = women )/u", "(of(u, sex=women)/u)");
        check("previous(of(u, sex=men, area=n2)) - of", "(previous(of(u, sex=men, area=n2))-of)");
        check("u/year_ago( u ) - 1", "((u/year_ago(u))-1)");
        check("target(of(u, sex=men))", "target(of(u, sex=men))");
        assert_eq!(Input::parse("u").map(|input| input.to_string()), Ok("u".to_owned()));
        assert_eq!(Input::parse("of(u, sex=men)").map(|input| input.fixes("sex")), Ok(true));
        assert!(Input::parse("(u + u)").is_err() && Input::parse("previous(u)").is_err());
    }

    #[test]
    fn a_formula_is_written_with_the_parentheses_that_it_needs() {
        let check = |text: &str, expected: &str| {
            let tokens = Formula::parse(text).expect("a formula").tokens(name);
            let written = tokens.into_iter().map(|token| match token {
                Token::Operand(name) => name,
                Token::Operator(operator) => format!(" {} ", sign(operator)),
                Token::Minus => "-".to_owned(),
                Token::Open => "(".to_owned(),
                Token::Close => ")".to_owned(),
            });
            assert_eq!(written.collect::<String>(), expected);
        };
        check("(a + b) + c", "a + b + c");
        check("a - (b + c)", "a - (b + c)");
        check("a - (b - c)", "a - (b - c)");
        check("a + (b - c)", "a + b - c");
        check("(a + b) * (c + 1)", "(a + b) * (c + 1)");
        check("a / (b * c)", "a / (b * c)");
        check("2 * -b", "2 * -b");
        check("-(a + b) - --c", "-(a + b) - -(-c)");
    }

    #[test]
    fn a_formula_that_is_none_says_where() {
        refused("", 0, "a number, a metric or `(` is missing at the end");
        refused("a +", 3, "a number, a metric or `(` is missing at the end");
        refused("a b", 2, "expected an operator or the end, found `b`");
        refused("(a", 2, "`)` is missing at the end");
        refused("a % b", 2, "`%` has no meaning in a formula");
        let known = "there are `target(id)`, `previous(id)`, `year_ago(id)` and `of(id, dimension=member)`";
        refused("mean(a)", 0, &format!("there is no function `mean`; {known}"));
        refused("of(a)", 4, "expected `,` and a member, as in `of(id, dimension=member)`, found `)`");
        refused("of(a, sex)", 9, "expected `=`, found `)`");
        refused("of(a, sex=)", 10, "expected the id of a member, found `)`");
        refused("of(a, sex=women, sex=men)", 17, "`sex` stands twice in one `of`, and only one member can hold");
        refused("of(a, sex=women", 15, "`)` is missing at the end");
        refused("a = b", 2, "expected an operator or the end, found `=`");
        refused("1.2.3", 0, "`1.2.3` is not a number");
        refused("target(2)", 7, "expected the id of a metric, found `2`");
        refused(&"(".repeat(100_000), 0, "the formula is too long");
        refused(&"-".repeat(100_000), 0, "the formula is too long");
    }
}
