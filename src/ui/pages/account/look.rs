//! How one's pages look, sound and answer: choices that hold in every browser one signs in at.
//!
//! A form with a button. `public/account.js` saves a choice as soon as it is made and hides the button.

use crate::{
    shared::look::{Announcements, COLORS, Density, Look, Motion, Shortcuts, Sound, Theme},
    ui::{components::avatar::person_class, navigation::url},
};
use leptos::prelude::*;

const NAMES: [&str; COLORS as usize] = [
    "Violet",
    "Rose",
    "Forest",
    "Ochre",
    "Lake",
    "Brick",
    "Aubergine",
    "Slate",
];

#[component]
pub fn LookForm(look: Look) -> impl IntoView {
    view! {
        <form class="box" method="post" action=url("/api/account/look") autocomplete="off" data-saves="">
            <h2>"Look, sound and keyboard"</h2>
            <Colors chosen=look.color/>
            <Choices
                name="theme"
                label="Theme"
                chosen=look.theme.word()
                options=[
                    (Theme::System, "As this device has it"),
                    (Theme::Light, "Light"),
                    (Theme::Dark, "Dark"),
                ].map(|(one, told)| (one.word(), told)).to_vec()
            />
            <Choices
                name="density"
                label="Rows of tables"
                chosen=look.density.word()
                options=[(Density::Cosy, "Roomy"), (Density::Compact, "Compact")]
                    .map(|(one, told)| (one.word(), told)).to_vec()
            />
            <Choices
                name="motion"
                label="Motion"
                chosen=look.motion.word()
                options=[(Motion::System, "As this device has it"), (Motion::Less, "Less")]
                    .map(|(one, told)| (one.word(), told)).to_vec()
            />
            <Choices
                name="sound"
                label="A sound for mentions and direct messages"
                hint="The bell turns it on or off for one browser."
                chosen=look.sound.word()
                options=[(Sound::Off, "Off"), (Sound::On, "On")].map(|(one, told)| (one.word(), told)).to_vec()
            />
            <Choices
                name="announcements"
                label="Screen reader announcements"
                hint="Of what others do. Answers to what you do are always said."
                chosen=look.announcements.word()
                options=[
                    (Announcements::All, "All"),
                    (Announcements::Mentions, "Mentions and failures"),
                    (Announcements::None, "None"),
                ].map(|(one, told)| (one.word(), told)).to_vec()
            />
            <Choices
                name="shortcuts"
                label="Keyboard shortcuts"
                hint="Single keys outside of fields. [ and ] go from run to run, N starts a new one, C goes to the messages, and ? shows the list."
                chosen=look.shortcuts.word()
                options=[(Shortcuts::On, "On"), (Shortcuts::Off, "Off")].map(|(one, told)| (one.word(), told)).to_vec()
            />
            <button class="btn primary" type="submit">"Save look"</button>
        </form>
    }
}

#[component]
fn Colors(chosen: u8) -> impl IntoView {
    let color = move |color: u8| {
        let name = NAMES[usize::from(color - 1)];
        view! {
            <label class=format!("pick {}", person_class(color))>
                <input
                    type="radio"
                    name="color"
                    value=color.to_string()
                    checked=color == chosen
                />
                <span class="swatch" aria-hidden="true"></span>
                {name}
            </label>
        }
    };
    view! {
        <fieldset class="choices" data-usual="1">
            <legend>"Colour"</legend>
            <p class="hint">
                "What you see outside sessions. In a session everyone has a colour by which the others know them, and no two are alike."
            </p>
            <div class="picks">{(1..=COLORS).map(color).collect_view()}</div>
        </fieldset>
    }
}

#[component]
fn Choices(
    name: &'static str,
    label: &'static str,
    #[prop(optional)] hint: Option<&'static str>,
    chosen: &'static str,
    /// The form's word, and the reader's; the usual one first.
    options: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let usual = options.first().map(|(word, _)| *word);
    let options = options.into_iter().map(move |(word, told)| {
        view! {
            <label class="pick">
                <input type="radio" name=name value=word checked=word == chosen/>
                {told}
            </label>
        }
    });
    view! {
        <fieldset class="choices" data-usual=usual>
            <legend>{label}</legend>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            <div class="picks">{options.collect_view()}</div>
        </fieldset>
    }
}
