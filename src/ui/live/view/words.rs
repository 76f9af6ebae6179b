//! Short sentences about people and runs: who types, who came, what is done.

use crate::shared::{
    account::Person,
    dataset::Dataset,
    ids::PersonId,
    protocol::{Presence, PresentPerson},
    session::{Member, StreamState, runs::RunStatus},
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
    pub seat: u8,
    pub is_me: bool,
    /// None: not here.
    pub presence: Option<Presence>,
}

impl PersonHere {
    /// "Ada, you", "Grace, idle", "Grace, not here".
    pub fn label(&self) -> String {
        let name = isolated(&self.person.name);
        if self.is_me {
            format!("{name}, you")
        } else {
            format!("{name}, {}", self.word())
        }
    }

    /// The state as a word.
    pub fn word(&self) -> &'static str {
        match self.presence {
            Some(Presence::Active) => "active",
            Some(Presence::Idle) => "idle",
            Some(Presence::Away) => "away",
            None => "not here",
        }
    }
}

/// The members in the order of their seats, each once.
pub fn people_here(members: &[Member], present: &[PresentPerson], me: PersonId) -> Vec<PersonHere> {
    let mut people: Vec<PersonHere> = members
        .iter()
        .map(|member| {
            let is_me = member.person.id == me;
            let heard = present.iter().find(|person| person.id == member.person.id);
            let presence = if is_me {
                Some(Presence::Active)
            } else {
                heard.map(|p| p.state)
            };
            PersonHere {
                person: member.person.clone(),
                seat: member.seat.0,
                is_me,
                presence,
            }
        })
        .collect();
    people.sort_by_key(|person| person.seat);
    people
}

/// What is said aloud of an event: which run ended, who added what.
pub fn announcement(state: &StreamState, event: &Event, me: PersonId) -> Option<String> {
    match &event.fact {
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
            let people = people_here(&story.state.people.members, present, ada().id);
            people.iter().map(PersonHere::label).collect()
        };
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
