//! The line above the runs that says whom the reader follows, how it ended, or who presents, and what can be done
//! about it.

use super::{avatar::person_class, face_panel::act_button};
use crate::shared::text::isolated;
use crate::ui::live::{How, PersonHere, Tie, Together};
use leptos::prelude::*;

/// The id of the button that stops, or puts the words away.
pub const TOGETHER_BUTTON: &str = "together-close";

#[component]
pub fn TogetherBar(
    together: Together,
    people: Memo<Vec<PersonHere>>,
    #[prop(into)] on_stop_presenting: Callback<()>,
) -> impl IntoView {
    let tie = together.tie();
    let presenter = move || {
        let tie = tie.read();
        people.with(|people| presenter(people, &tie).cloned())
    };
    let class = move || format!("together {}", leader_class(together));
    let words = move || match presenter() {
        Some(one) if one.is_me => "You are presenting".into(),
        Some(one) => format!("{} is presenting", isolated(&one.person.name)),
        None => tie.read().words(),
    };
    let word = move |at: usize| match presenter() {
        Some(one) if one.is_me => [None, Some("Stop presenting")][at],
        Some(_) => [Some("Follow"), Some("Close")][at],
        None => tie.read().buttons()[at],
    };
    let press = move |at: usize| match (untrack(presenter), at) {
        (Some(one), 0) => together.follow(one.person),
        (Some(one), _) if one.is_me => on_stop_presenting.run(()),
        (_, 0) => together.go_on(),
        _ => together.close(),
    };
    let button = move |id: Option<&'static str>, at: usize| {
        let word = Signal::derive(move || word(at).unwrap_or_default().to_owned());
        act_button(id, word, Callback::new(move |()| press(at)))
    };
    view! {
        <div class=class>
            <p role="status">{words}</p>
            {button(None, 0)}
            {button(Some(TOGETHER_BUTTON), 1)}
        </div>
    }
}

/// Who is said to present, where nothing else is to be said: the reader, or somebody who is here and whom the reader
/// has neither followed nor put away.
fn presenter<'a>(people: &'a [PersonHere], tie: &Tie) -> Option<&'a PersonHere> {
    let one = people.iter().find(|one| one.presents)?;
    let is_told = match one.is_me {
        true => tie.words().is_empty(),
        false => tie.how == How::Free && one.is_here(),
    };
    is_told.then_some(one)
}

/// The class of the part of the page that shows what another sees.
pub fn stage_class(together: Together) -> String {
    let led = together.tie().read().leader().is_some();
    let led = if led { " led " } else { " " };
    format!("stage{led}{}", leader_class(together))
}

fn leader_class(together: Together) -> &'static str {
    let tie = together.tie().read();
    let person = tie.person.as_ref();
    person.map_or("", |person| person_class(together.color_of(person)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        shared::{
            protocol::Presence,
            session::testing::{ada, grace},
        },
        ui::live::Whereabouts,
    };

    fn presents(is_me: bool, whereabouts: Whereabouts) -> [PersonHere; 1] {
        let person = if is_me { ada() } else { grace() };
        [PersonHere {
            person,
            color: 1,
            is_me,
            presents: true,
            whereabouts,
        }]
    }

    #[test]
    fn who_presents_is_said_while_they_are_here_and_nothing_else_is() {
        let here = Whereabouts::Here(Presence::Active);
        let tied = |how| Tie {
            how,
            person: Some(grace()),
        };
        for (is_me, whereabouts, how, told) in [
            (false, here, How::Free, true),
            (false, Whereabouts::Elsewhere, How::Free, false),
            (false, here, How::Follows, false),
            (false, here, How::Closed, false),
            (true, here, How::Closed, true),
            (true, here, How::Follows, false),
        ] {
            let people = presents(is_me, whereabouts);
            assert_eq!(presenter(&people, &tied(how)).is_some(), told, "{how:?}");
        }
        assert_eq!(presenter(&[], &Tie::default()), None);
    }
}
