//! One message of the conversation, from the moment it is typed.

use super::{
    avatar::Avatar,
    icon::{Glyph, Icon},
    time::ClockTime,
};
use crate::shared::ids::Cid;
use crate::ui::element::ElementChild;
use crate::ui::live::{Mark, Said, Way};
use crate::ui::reactive::{Callback, Memo, Signal};
use leptos::prelude::*;

#[component]
pub fn Message(
    #[prop(into)] said: Signal<Said>,
    #[prop(into)] at: Signal<i64>,
    #[prop(into)] color: Signal<u8>,
    #[prop(into)] on_retry: Callback<Cid>,
    #[prop(into)] on_discard: Callback<Cid>,
) -> impl IntoView {
    let follows = Memo::new(move |_| said.with(|said| said.follows));
    let way = Memo::new(move |_| said.with(|said| said.way.clone()));
    let mark = Memo::new(move |_| said.with(|said| said.mark));
    let name = Memo::new(move |_| said.with(|said| said.by.name.clone()));
    let state = move || way.with(|way| state(mark.get(), way));
    view! {
        <li class="msg" class:follow=move || follows.get() data-state=state>
            {move || if follows.get() {
                view! {
                    <span class="sr-only">{format!("{}: ", name.get())}</span>
                    <span></span>
                }.into_any()
            } else {
                view! {
                    <Avatar name=name.get() color=color.get()/>
                    <div class="msg-head">
                        <strong>{name.get()}</strong>
                        <ClockTime at_ms=at/>
                        {move || (mark.get() == Mark::Edited).then(|| view! {
                            <span class="msg-note">"edited"</span>
                        })}
                    </div>
                }.into_any()
            }}
            <div class="msg-body">
                <p>{move || said.with(|said| said.text.clone())}</p>
                {move || under(way.get(), on_retry, on_discard)}
            </div>
        </li>
    }
}

fn state(mark: Mark, way: &Way) -> Option<&'static str> {
    match (mark, way) {
        (Mark::Deleted, _) => Some("deleted"),
        (_, Way::Stored) => None,
        (_, Way::Pending) => Some("pending"),
        (_, Way::Waiting { .. }) => Some("waiting"),
        (_, Way::Failed { .. }) => Some("failed"),
    }
}

/// What stands under a message that is not in the log.
fn under(way: Way, on_retry: Callback<Cid>, on_discard: Callback<Cid>) -> Option<AnyView> {
    match way {
        Way::Stored => None,
        Way::Pending => Some(
            view! { <span class="msg-state"><Icon glyph=Glyph::Clock/>"Sending"</span> }.into_any(),
        ),
        Way::Waiting { place, of } => Some(
            view! {
                <span class="msg-state"><Icon glyph=Glyph::CloudOff/>{waiting(place, of)}</span>
            }
            .into_any(),
        ),
        Way::Failed { cid, sentence } => Some(
            view! {
                <span class="msg-state failed">
                    <Icon glyph=Glyph::Error/>
                    <span>{sentence}</span>
                    <button type="button" on:click=move |_| on_retry.run(cid)>"Try again"</button>
                    <button type="button" on:click=move |_| on_discard.run(cid)>"Discard"</button>
                </span>
            }
            .into_any(),
        ),
    }
}

/// "Waiting for the connection, 2nd of 3"
fn waiting(place: usize, of: usize) -> String {
    if of == 1 {
        return "Waiting for the connection".into();
    }
    let ending = match (place % 10, place % 100) {
        (1, hundreds) if hundreds != 11 => "st",
        (2, hundreds) if hundreds != 12 => "nd",
        (3, hundreds) if hundreds != 13 => "rd",
        _ => "th",
    };
    format!("Waiting for the connection, {place}{ending} of {of}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_are_counted_in_words() {
        assert_eq!(waiting(1, 1), "Waiting for the connection");
        for (place, words) in [
            (1, "1st"),
            (2, "2nd"),
            (3, "3rd"),
            (4, "4th"),
            (11, "11th"),
            (22, "22nd"),
        ] {
            assert_eq!(
                waiting(place, 30),
                format!("Waiting for the connection, {words} of 30")
            );
        }
    }

    #[test]
    fn only_what_is_not_stored_has_a_state() {
        assert_eq!(state(Mark::Plain, &Way::Stored), None);
        assert_eq!(state(Mark::Edited, &Way::Stored), None);
        assert_eq!(state(Mark::Deleted, &Way::Stored), Some("deleted"));
        assert_eq!(
            state(Mark::Plain, &Way::Waiting { place: 1, of: 1 }),
            Some("waiting")
        );
    }
}
