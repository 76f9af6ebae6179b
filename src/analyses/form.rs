//! The form "New analysis" for any kind: what is asked, what was chosen, and what that comes to.
//!
//! A choice that the data set cannot offer falls back to the first that it can, so switching data sets
//! or kinds never leaves the form pointing at nothing.

use crate::shared::{
    dataset::{Column, ColumnType, Dataset},
    few::Few,
};
use std::ops::Range;

/// One question of the form.
#[derive(Clone, Copy, Debug)]
pub struct Field {
    /// As the spec calls it.
    pub name: &'static str,
    /// As people read it.
    pub label: &'static str,
    pub input: Input,
    /// None: always. Else the field, and the words of it, with which this one is not asked.
    pub unless: Option<(&'static str, &'static str)>,
}

#[derive(Clone, Copy, Debug)]
pub enum Input {
    /// One of the columns that suit; `place` says which is taken while nothing is chosen, none that no column is.
    Column { suits: Suits, place: Option<usize> },
    /// One of these words, the first while nothing is chosen.
    Choice(&'static [&'static str]),
    /// Words of one's own; empty stands for the usual ones.
    Text { usual: &'static str },
    /// A whole number in a range; empty stands for the usual one, and where there is none, the computation
    /// chooses.
    Number {
        least: u32,
        most: u32,
        usual: Option<u32>,
    },
}

impl Field {
    /// A column, the first that suits unless it is said.
    pub const fn column(name: &'static str, label: &'static str, suits: Suits) -> Self {
        Self::nth_column(name, label, suits, 0)
    }

    pub const fn nth_column(
        name: &'static str,
        label: &'static str,
        suits: Suits,
        place: usize,
    ) -> Self {
        let place = Some(place);
        Self::new(name, label, Input::Column { suits, place })
    }

    /// A column, or none.
    pub const fn optional_column(name: &'static str, label: &'static str, suits: Suits) -> Self {
        Self::new(name, label, Input::Column { suits, place: None })
    }

    pub const fn choice(
        name: &'static str,
        label: &'static str,
        words: &'static [&'static str],
    ) -> Self {
        Self::new(name, label, Input::Choice(words))
    }

    pub const fn text(name: &'static str, label: &'static str, usual: &'static str) -> Self {
        Self::new(name, label, Input::Text { usual })
    }

    /// 1 to `most`.
    pub const fn count(
        name: &'static str,
        label: &'static str,
        most: u32,
        usual: Option<u32>,
    ) -> Self {
        let input = Input::Number {
            least: 1,
            most,
            usual,
        };
        Self::new(name, label, input)
    }

    /// Not asked while another field has this word.
    pub const fn unless(self, other: &'static str, word: &'static str) -> Self {
        Self {
            unless: Some((other, word)),
            ..self
        }
    }

    const fn new(name: &'static str, label: &'static str, input: Input) -> Self {
        Self {
            name,
            label,
            input,
            unless: None,
        }
    }
}

/// The columns that suit a question.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Suits {
    /// All of them, those that group well (words, yes or no, dates) first.
    Groups,
    Numbers,
    /// Dates and times.
    Times,
}

impl Suits {
    /// Their names, in the order of the form.
    pub fn of(self, dataset: &Dataset) -> Vec<String> {
        let columns = dataset.columns.iter();
        let columns: Vec<&Column> = match self {
            Self::Numbers => columns.filter(|one| one.column_type.is_numeric()).collect(),
            Self::Times => columns.filter(|one| one.column_type.is_time()).collect(),
            Self::Groups => RANKS
                .flat_map(|wanted| columns.clone().filter(move |one| rank(one) == wanted))
                .collect(),
        };
        let names = columns.into_iter().map(|column| column.name.clone());
        names.collect()
    }

    /// What such columns hold; none where any column suits.
    fn word(self) -> Option<&'static str> {
        match self {
            Self::Groups => None,
            Self::Numbers => Some("numbers"),
            Self::Times => Some("dates or times"),
        }
    }
}

const RANKS: Range<u8> = 0..4;

/// How well a column groups; the least is the best.
fn rank(column: &Column) -> u8 {
    match column.column_type {
        ColumnType::Text | ColumnType::Boolean => 0,
        ColumnType::Date | ColumnType::DateTime => 1,
        ColumnType::Integer => 2,
        ColumnType::Number => 3,
    }
}

/// What was chosen or typed, by the fields' names. It outlives a change of kind.
pub type FieldValues = Few<&'static str, String>;

/// The questions of a kind, what was answered, and the data set they are about.
#[derive(Clone, Copy)]
pub struct Form<'a> {
    fields: &'static [Field],
    values: &'a FieldValues,
    dataset: &'a Dataset,
}

impl<'a> Form<'a> {
    pub fn new(fields: &'static [Field], values: &'a FieldValues, dataset: &'a Dataset) -> Self {
        Self {
            fields,
            values,
            dataset,
        }
    }

    /// The column or word that is chosen, or the one that is taken instead, empty for no column; for a number, what
    /// was typed.
    pub fn text(&self, name: &str) -> String {
        let Some(field) = self.fields.iter().find(|field| field.name == name) else {
            return String::new();
        };
        let typed = self.values.get(&name).cloned().unwrap_or_default();
        match field.input {
            Input::Column { suits, place } => {
                let mut options = suits.of(self.dataset);
                if place.is_none() {
                    options.insert(0, String::new());
                }
                offered(typed, &options, place.unwrap_or(0))
            }
            Input::Choice(words) => {
                let words: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
                offered(typed, &words, 0)
            }
            Input::Text { .. } | Input::Number { .. } => typed,
        }
    }

    /// None when nothing was typed; 0, which no kind takes, for what is no number.
    pub fn number(&self, name: &str) -> Option<u32> {
        let typed = self.text(name);
        match typed.trim() {
            "" => None,
            text => Some(text.parse().unwrap_or(0)),
        }
    }

    /// Whether the question is asked as the others are answered now.
    pub fn asks(&self, field: &Field) -> bool {
        let answered = |(other, word): (&str, &str)| self.text(other) == word;
        !field.unless.is_some_and(answered)
    }

    /// What no column holds that is asked for: "numbers", "dates".
    pub fn lacks(&self) -> Option<&'static str> {
        let lacking = |field: &Field| match field.input {
            Input::Column { suits, .. } if suits.of(self.dataset).is_empty() => suits.word(),
            _ => None,
        };
        let mut asked = self.fields.iter().filter(|field| self.asks(field));
        asked.find_map(lacking)
    }
}

/// `choice` where it is offered, else the offer at `place`, else the first, else the empty text.
fn offered(choice: String, options: &[String], place: usize) -> String {
    if options.contains(&choice) {
        return choice;
    }
    let instead = options.get(place).or(options.first());
    instead.cloned().unwrap_or_default()
}
