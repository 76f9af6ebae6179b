//! A person under another name: every line of a stream carries the one that they have now.
//!
//! So the log, the page from the server, a tab that was there and one that comes later show the same.

use crate::shared::{
    account::Person,
    json::IN_A_PAGE,
    session::{Entry, EntryBody, StreamState},
    stream::StreamKind,
    text::isolated,
};

/// What stands in place of the name of a person who deleted their account. No account can have it:
/// names have no spaces.
pub const SOMEONE: &str = "someone who left";

impl StreamState {
    /// Another name that the person still has here, in the list of members or at a line.
    pub fn former_name(&self, person: &Person) -> Option<&str> {
        let members = self.people.members.iter().map(|member| &member.person);
        let authors = self.chat.timeline.iter().rev().map(|entry| &entry.by);
        let former = |one: &&Person| one.id == person.id && one.name != person.name;
        members
            .chain(authors)
            .find(former)
            .map(|one| one.name.as_str())
    }
}

/// Puts the person's name in the place of those that they had.
pub(super) fn call(state: &mut StreamState, person: &Person) {
    let Some(old) = state.former_name(person).map(str::to_owned) else {
        return;
    };
    if state.kind == StreamKind::Direct {
        state.people.title = retitled(&state.people.title, &old, &person.name);
    }
    let rename = |one: &mut Person| {
        if one.id == person.id {
            one.name.clone_from(&person.name);
        }
    };
    for member in &mut state.people.members {
        rename(&mut member.person);
    }
    for entry in &mut state.chat.timeline {
        retell(entry, person, &old);
        rename(&mut entry.by);
        if let EntryBody::Message { reactions, .. } = &mut entry.body {
            for reaction in reactions {
                reaction.by.iter_mut().for_each(rename);
            }
        }
    }
    let threads = state.chat.threads.iter_mut();
    threads.for_each(|one| one.resolved_by.iter_mut().for_each(rename));
    for run in &mut state.runs {
        rename(&mut run.by);
        run.stopped_by.iter_mut().for_each(rename);
    }
    if !IN_A_PAGE {
        let rules = state.rules.iter_mut();
        rules.for_each(|rule| rename(&mut rule.by));
    }
    for dataset in &mut state.datasets {
        rename(&mut dataset.by);
        let sample = dataset.sample.as_mut();
        sample.into_iter().for_each(|sample| rename(&mut sample.by));
        let removal = dataset.removal.as_mut();
        removal
            .into_iter()
            .for_each(|removal| rename(&mut removal.by));
    }
    for note in &mut state.notes {
        rename(&mut note.by);
        let removal = note.removal.as_mut();
        removal
            .into_iter()
            .for_each(|removal| rename(&mut removal.by));
    }
    state.retell_datasets();
}

/// A conversation of two is called after both.
pub fn retitled(title: &str, old: &str, new: &str) -> String {
    if let Some(rest) = title.strip_prefix(&format!("{old} and ")) {
        return format!("{new} and {rest}");
    }
    match title.strip_suffix(&format!(" and {old}")) {
        Some(first) => format!("{first} and {new}"),
        None => title.to_owned(),
    }
}

fn retell(entry: &mut Entry, person: &Person, old: &str) {
    let own = (entry.by.id == person.id).then(|| entry.by.name.clone());
    if let EntryBody::Status { text, .. } = &mut entry.body {
        *text = match own {
            Some(own) => retold_own(text, &own, &person.name),
            None => retold(text, old, &person.name),
        };
    }
    if let EntryBody::Rule { text, .. } | EntryBody::Note { text, .. } = &mut entry.body
        && entry.by.id == person.id
        && let Some(rest) = text.strip_prefix(&isolated(&entry.by.name))
    {
        *text = format!("{}{rest}", isolated(&person.name));
    }
}

/// A sentence about what its author did, when they are called otherwise: “Ada joined”.
pub fn retold_own(text: &str, old: &str, new: &str) -> String {
    told_anew(text, old, new, |text, old, new| {
        if text.ends_with(&format!(" is called {old} now")) {
            // It has the name before in it, too.
            return Some(format!("{new} has another name"));
        }
        let rest = text.strip_prefix(&format!("{old} "))?;
        Some(format!("{new} {rest}"))
    })
}

/// A sentence about what others did: “Grace let Ada in”, “Grace removed Ada”.
pub fn retold(text: &str, old: &str, new: &str) -> String {
    told_anew(text, old, new, |text, old, new| {
        if let Some(before) = text.strip_suffix(&format!(" let {old} in")) {
            return Some(format!("{before} let {new} in"));
        }
        if let Some(before) = text.strip_suffix(&format!(". {old} leads this session now")) {
            return Some(format!("{before}. {new} leads this session now"));
        }
        let before = text.strip_suffix(&format!(" removed {old}"))?;
        Some(format!("{before} removed {new}"))
    })
}

/// Sentences carry a name as it is set apart; those of earlier versions, as it is.
fn told_anew(
    text: &str,
    old: &str,
    new: &str,
    tell: fn(&str, &str, &str) -> Option<String>,
) -> String {
    let new = isolated(new);
    tell(text, &isolated(old), &new)
        .or_else(|| tell(text, old, &new))
        .unwrap_or_else(|| text.to_owned())
}
