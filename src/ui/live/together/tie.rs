//! Whom a page follows, and what its grids show because of it. Pure.

use crate::shared::{account::Person, ids::PersonId, protocol::GridPlace, text::isolated};

/// How the reader's view is tied to another's.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum How {
    #[default]
    Free,
    Follows,
    /// The reader moved, or wanted no more.
    Stopped,
    /// The other left.
    Left,
    /// What the other saw became the reader's own view.
    Adopted,
    /// The reader has their own view back.
    Undone,
    /// What was said was put away.
    Closed,
}

/// What a grid is to show.
#[derive(Clone, Debug, PartialEq)]
pub enum Sight {
    /// What its reader had before.
    Mine,
    /// What the other sees; none where that is not known.
    Theirs(Option<GridPlace>),
    /// What it shows, from now on as its reader's own.
    Kept,
}

/// Whom the reader follows, or followed last.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Tie {
    pub how: How,
    pub person: Option<Person>,
}

impl How {
    pub fn sight(self) -> Sight {
        match self {
            Self::Follows => Sight::Theirs(None),
            Self::Stopped | Self::Left | Self::Undone => Sight::Mine,
            Self::Free | Self::Adopted | Self::Closed => Sight::Kept,
        }
    }

    /// The same once its words are put away.
    pub fn closed(self) -> Self {
        match self {
            Self::Free | Self::Adopted => Self::Closed,
            _ => Self::Undone,
        }
    }
}

impl Tie {
    /// Who leads the reader now.
    pub fn leader(&self) -> Option<PersonId> {
        let person = self.person.as_ref()?;
        (self.how == How::Follows).then_some(person.id)
    }

    pub fn follows(&self, person: PersonId) -> bool {
        self.leader() == Some(person)
    }

    /// What is said of it; nothing where there is nothing to say.
    pub fn words(&self) -> String {
        let name = self.person.as_ref().map(|person| isolated(&person.name));
        let name = name.unwrap_or_default();
        match self.how {
            How::Free | How::Undone | How::Closed => String::new(),
            How::Follows => format!("Following {name}"),
            How::Stopped => format!("You no longer follow {name}"),
            How::Left => format!("{name} left. You are where they were"),
            How::Adopted => format!("What {name} sees is your view now"),
        }
    }

    /// What the two buttons beside the words do; none where there is none.
    pub fn buttons(&self) -> [Option<&'static str>; 2] {
        match self.how {
            How::Free | How::Undone | How::Closed => [None, None],
            How::Follows => [Some("Make this my view"), Some("Stop")],
            How::Stopped => [Some("Follow again"), Some("Close")],
            How::Left => [None, Some("Close")],
            How::Adopted => [Some("Undo"), Some("Close")],
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::testing::grace;

    fn tie(how: How) -> Tie {
        let person = Some(grace());
        Tie { how, person }
    }

    #[test]
    fn each_state_says_what_it_is_and_what_can_be_done() {
        for (how, words, buttons) in [
            (How::Free, "", [None, None]),
            (
                How::Follows,
                "Following Grace",
                [Some("Make this my view"), Some("Stop")],
            ),
            (
                How::Stopped,
                "You no longer follow Grace",
                [Some("Follow again"), Some("Close")],
            ),
            (
                How::Left,
                "Grace left. You are where they were",
                [None, Some("Close")],
            ),
            (
                How::Adopted,
                "What Grace sees is your view now",
                [Some("Undo"), Some("Close")],
            ),
            (How::Undone, "", [None, None]),
        ] {
            let told = tie(how).words().replace(['\u{2068}', '\u{2069}'], "");
            assert_eq!((told.as_str(), tie(how).buttons()), (words, buttons));
        }
    }

    #[test]
    fn who_followed_last_leads_no_more() {
        assert_eq!(tie(How::Follows).leader(), Some(grace().id));
        assert!(!tie(How::Stopped).follows(grace().id));
        assert_eq!(Tie::default().leader(), None);
    }

    #[test]
    fn words_that_are_put_away_bring_no_view_back_that_was_given_up() {
        assert_eq!(How::Adopted.closed().sight(), Sight::Kept);
        assert_eq!(How::Stopped.closed().sight(), Sight::Mine);
        assert_eq!(How::Free.sight(), Sight::Kept);
    }
}
