//! Short sentences about people and runs: who types, who came, what is done.

use crate::shared::{
    account::Person,
    color,
    dataset::Dataset,
    ids::PersonId,
    protocol::{Presence, PresentPerson},
    session::{EntryBody, Member, StreamState, runs::RunStatus},
    stream::{Event, Fact, StreamKind},
    text::isolated,
};

/// "Grace is typing"; none when nobody is.
pub fn typing(people: &[Person]) -> Option<String> {
    match people {
        [] => None,
        [one] => Some(format!("{} is typing", isolated(&one.name))),
        [one, two] => Some(format!(
            "{} and {} are typing",
            isolated(&one.name),
            isolated(&two.name)
        )),
        more => Some(format!("{} people are typing", more.len())),
    }
}

/// A member as the top bar shows them.
#[derive(Clone, Debug, PartialEq)]
pub struct PersonHere {
    pub person: Person,
    /// 1 to 8.
    pub color: u8,
    pub is_me: bool,
    /// Guests are asked to follow them.
    pub presents: bool,
    pub whereabouts: Whereabouts,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Whereabouts {
    Here(Presence),
    Elsewhere,
    /// The page is offline: nobody can say.
    Unknown,
}

impl PersonHere {
    /// "Ada, you", "Grace, idle", "Grace, not here".
    pub fn label(&self) -> String {
        let name = isolated(&self.person.name);
        let word = if self.is_me { "you" } else { self.word() };
        let presents = if self.presents { ", presents" } else { "" };
        format!("{name}, {word}{presents}")
    }

    /// Whether they have the session open.
    pub fn is_here(&self) -> bool {
        matches!(self.whereabouts, Whereabouts::Here(_))
    }

    /// The state as a word.
    pub fn word(&self) -> &'static str {
        match self.whereabouts {
            Whereabouts::Here(Presence::Active) => "active",
            Whereabouts::Here(Presence::Idle) => "idle",
            Whereabouts::Here(Presence::Away) => "away",
            Whereabouts::Elsewhere => "not here",
            Whereabouts::Unknown => "unknown while you are offline",
        }
    }
}

fn by_seat(members: &[Member]) -> Vec<&Member> {
    let mut by_seat: Vec<&Member> = Vec::new();
    for member in members {
        let place = by_seat.partition_point(|one| one.seat <= member.seat);
        by_seat.insert(place, member);
    }
    by_seat
}

/// The colour of a person among the members.
pub fn color_among(members: &[Member], person: PersonId) -> u8 {
    let members = by_seat(members).into_iter();
    color::among(members.map(|member| member.person.id), person)
}

/// The members in the order of their seats, each once. `present` is none while nobody can know.
pub fn people_here(
    members: &[Member],
    presenter: Option<PersonId>,
    present: Option<&[PresentPerson]>,
    me: PersonId,
) -> Vec<PersonHere> {
    let whereabouts = |id: PersonId| match present {
        _ if id == me => Whereabouts::Here(Presence::Active),
        None => Whereabouts::Unknown,
        Some(present) => present
            .iter()
            .find(|person| person.id == id)
            .map_or(Whereabouts::Elsewhere, |person| {
                Whereabouts::Here(person.state)
            }),
    };
    let here = by_seat(members).into_iter().map(|member| PersonHere {
        person: member.person.clone(),
        color: color_among(members, member.person.id),
        is_me: member.person.id == me,
        presents: presenter == Some(member.person.id),
        whereabouts: whereabouts(member.person.id),
    });
    here.collect()
}

/// What is said aloud of an event: which run ended, who added what.
pub fn announcement(state: &StreamState, event: &Event, me: PersonId) -> Option<String> {
    match &event.fact {
        Fact::RunPaused(paused) if event.by.id != me => {
            let run = state.run(paused.run_id)?;
            let dataset = state.dataset(run.dataset_id);
            let title = run
                .spec
                .title(dataset.map_or("", |dataset| dataset.name.as_str()));
            Some(match paused.paused {
                true => format!("{title}: paused by {}", isolated(&event.by.name)),
                false => format!("{title}: follows its rows again"),
            })
        }
        Fact::AnalysisUpdate(update) => {
            let dataset = state.dataset(update.dataset_id);
            let title = update
                .spec
                .title(dataset.map_or("", |dataset| dataset.name.as_str()));
            match update.status {
                RunStatus::Done => Some(format!("{title}: done")),
                RunStatus::Cancelled if event.by.id != me => {
                    Some(format!("{title}: stopped by {}", isolated(&event.by.name)))
                }
                _ => None,
            }
        }
        Fact::DatasetUpdate(added) if event.by.id != me => {
            state.dataset(added.dataset_id).map(Dataset::added)
        }
        Fact::DatasetRemoved(removed) if event.by.id != me => {
            state.dataset(removed.dataset_id).and_then(Dataset::removed)
        }
        // Its line says it.
        Fact::RuleFired(_) | Fact::RuleCleared(_) => match &state.chat.timeline.last()?.body {
            EntryBody::Rule { text, .. } => Some(text.clone()),
            _ => None,
        },
        _ => None,
    }
}

/// What is said aloud of an event that somebody meant for the reader: a message that names them, or one
/// to them alone.
pub fn addressed(state: &StreamState, event: &Event, me: PersonId) -> Option<String> {
    let Fact::ReceiveMessage(said) = &event.fact else {
        return None;
    };
    let is_for_me = state.kind == StreamKind::Direct || said.mentions.contains(&me);
    let by = isolated(&event.by.name);
    (is_for_me && event.by.id != me).then(|| format!("{by}: {}", said.text))
}

/// What is said aloud of an event at once: a run of the reader's failed.
pub fn failure(state: &StreamState, event: &Event, me: PersonId) -> Option<String> {
    let Fact::AnalysisUpdate(update) = &event.fact else {
        return None;
    };
    let run = state.run(update.run_id).filter(|run| run.by.id == me);
    run.filter(|_| update.status == RunStatus::Failed)?;
    let dataset = state.dataset(update.dataset_id);
    let name = dataset.map_or("", |dataset| dataset.name.as_str());
    Some(format!("{}: failed", update.spec.title(name)))
}

/// One sentence for what came within two seconds; a burst becomes a count.
pub fn burst(sentences: &[String]) -> String {
    match sentences {
        [] => String::new(),
        [one] => one.clone(),
        [one, two] => format!("{one}. {two}"),
        more => format!("{} changes", more.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::session::{
        RunReport,
        runs::ReportRun,
        testing::{Story, ada, grace, noor},
    };

    #[test]
    fn typing_names_up_to_two_people() {
        assert_eq!(typing(&[]), None);
        assert_eq!(typing(&[grace()]).unwrap(), "Grace is typing");
        assert_eq!(
            typing(&[grace(), noor()]).unwrap(),
            "Grace and Noor are typing"
        );
        assert_eq!(
            typing(&[ada(), grace(), noor()]).unwrap(),
            "3 people are typing"
        );
    }

    #[test]
    fn people_are_labelled_by_presence() {
        let story = Story::with_two_people();
        let labels = |present: &[PresentPerson]| -> Vec<String> {
            let people = people_here(&story.state.people.members, None, Some(present), ada().id);
            people.iter().map(PersonHere::label).collect()
        };
        let offline = people_here(&story.state.people.members, None, None, ada().id);
        assert_eq!(offline[1].label(), "Grace, unknown while you are offline");
        assert_eq!(labels(&[]), ["Ada, you", "Grace, not here"]);
        let idle = PresentPerson {
            id: grace().id,
            name: "Grace".into(),
            state: Presence::Idle,
        };
        assert_eq!(labels(&[idle]), ["Ada, you", "Grace, idle"]);
    }

    #[test]
    fn a_message_is_for_whom_it_names_and_in_a_conversation_of_two_for_the_other() {
        let mut story = Story::with_two_people();
        let addressed = |story: &Story, me: &Person| {
            addressed(&story.state, story.events.last().unwrap(), me.id)
        };
        story.says(&grace(), "to nobody");
        assert_eq!(addressed(&story, &ada()), None);
        story.says(&grace(), "@Ada look");
        assert_eq!(addressed(&story, &ada()).unwrap(), "Grace: @Ada look");
        assert_eq!(addressed(&story, &grace()), None);
        story.state.kind = StreamKind::Direct;
        story.says(&grace(), "to you");
        assert_eq!(addressed(&story, &ada()).unwrap(), "Grace: to you");
        assert_eq!(addressed(&story, &grace()), None);
    }

    #[test]
    fn a_failed_run_is_said_to_who_asked_for_it() {
        let (mut story, dataset_id) = Story::with_weather();
        let spec = serde_json::from_str(r#"{"kind":"profile"}"#).unwrap();
        let run_id = story.asks(&ada(), dataset_id, spec);
        let error = "It is too large.".into();
        let report = RunReport::Failed { error };
        let failed = story.when(&ada(), ReportRun { run_id, report });
        let failed = failed.unwrap().clone();
        let said = failure(&story.state, &failed, ada().id).unwrap();
        assert!(said.ends_with(": failed"), "{said}");
        assert_eq!(failure(&story.state, &failed, grace().id), None);
        for me in [ada(), grace()] {
            assert_eq!(announcement(&story.state, &failed, me.id), None);
        }
    }

    #[test]
    fn a_burst_becomes_a_count() {
        let words: Vec<String> = ["a", "b", "c"].map(String::from).to_vec();
        assert_eq!(burst(&words[..1]), "a");
        assert_eq!(burst(&words[..2]), "a. b");
        assert_eq!(burst(&words), "3 changes");
    }
}
