//! Says that the server went back to a copy, until it is put away.

use super::{shown::Shown, time::date_and_clock};
use crate::ui::live::StartedAnew;
use leptos::prelude::*;

#[component]
pub fn RestoredNote(
    restored: RwSignal<Option<StartedAnew>>,
    #[prop(into)] on_seen: Callback<()>,
) -> impl IntoView {
    let says = move || {
        let sentence = |said: &StartedAnew| words(said, said.copied_at.map(date_and_clock));
        restored.read().as_ref().map(sentence)
    };
    view! {
        <Shown when=move || restored.with(Option::is_some)>
            <div class="banner restored" role="status">
                <span>{says}</span>
                <span class="spacer"></span>
                <button class="btn small" type="button" on:click=move |_| on_seen.run(())>
                    "Understood"
                </button>
            </div>
        </Shown>
    }
}

/// `copied`: when the copy was made, in words.
fn words(said: &StartedAnew, copied: Option<String>) -> String {
    let what = match copied {
        Some(at) => format!(
            "This server was restored from a copy of {at}. What was said and done here after that is \
             not in it."
        ),
        None => {
            "This server was restored from an older copy. What was said and done here since then \
                 is not in it."
                .to_owned()
        }
    };
    let waiting = match (said.messages, said.others) {
        (0, 0) => return what,
        (1, 0) => "Your unsent message is sent now.".to_owned(),
        (messages, 0) => format!("Your {messages} unsent messages are sent now."),
        (0, 1) => "What you asked for and was not saved is asked for again.".to_owned(),
        (messages, others) => format!(
            "{} things of yours that were not saved are sent now.",
            messages + others
        ),
    };
    format!("{what} {waiting}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_says_what_happened_and_what_becomes_of_the_unsent() {
        let said = |messages, others| StartedAnew {
            copied_at: None,
            messages,
            others,
        };
        let at = || Some("21 Nov 2026, 04:28".to_owned());
        assert_eq!(
            words(&said(2, 0), at()),
            "This server was restored from a copy of 21 Nov 2026, 04:28. What was said and done here \
             after that is not in it. Your 2 unsent messages are sent now."
        );
        assert!(words(&said(1, 0), at()).ends_with(" Your unsent message is sent now."));
        assert!(words(&said(0, 0), None).ends_with("since then is not in it."));
        assert!(words(&said(1, 1), None).contains(" 2 things of yours "));
    }
}
