//! How one's pages look and sound: choices that hold in every browser one signs in at.

use crate::{
    shared::look::{COLORS, Density, Look, Motion, Sound, Theme},
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
    let theme = |one: Theme| match one {
        Theme::System => "As this device has it",
        Theme::Light => "Light",
        Theme::Dark => "Dark",
    };
    let density = |one: Density| match one {
        Density::Cosy => "Roomy",
        Density::Compact => "Compact",
    };
    let motion = |one: Motion| match one {
        Motion::System => "As this device has it",
        Motion::Less => "Less",
    };
    let sound = |one: Sound| match one {
        Sound::Off => "Off",
        Sound::On => "On",
    };
    let themes = Theme::ALL.iter().map(|one| (one.word(), theme(*one)));
    let densities = Density::ALL.iter().map(|one| (one.word(), density(*one)));
    let motions = Motion::ALL.iter().map(|one| (one.word(), motion(*one)));
    let sounds = Sound::ALL.iter().map(|one| (one.word(), sound(*one)));
    view! {
        <form class="box" method="post" action=url("/api/account/look")>
            <h2>"Look and sound"</h2>
            <Colors chosen=look.color/>
            <Choices name="theme" label="Theme" chosen=look.theme.word() offers=themes.collect()/>
            <Choices
                name="density"
                label="Rows of tables"
                chosen=look.density.word()
                offers=densities.collect()
            />
            <Choices name="motion" label="Motion" chosen=look.motion.word() offers=motions.collect()/>
            <Choices
                name="sound"
                label="A sound for mentions and direct messages"
                hint="The bell turns it on or off for one browser."
                chosen=look.sound.word()
                offers=sounds.collect()
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
        <fieldset class="choices">
            <legend>"Colour"</legend>
            <p class="hint">
                "Outside sessions. In a session everyone has the colour of their seat, so that no two are alike."
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
    /// The form's word, and the reader's.
    offers: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let offers = offers.into_iter().map(move |(word, told)| {
        view! {
            <label class="pick">
                <input type="radio" name=name value=word checked=word == chosen/>
                {told}
            </label>
        }
    });
    view! {
        <fieldset class="choices">
            <legend>{label}</legend>
            {hint.map(|hint| view! { <p class="hint">{hint}</p> })}
            <div class="picks">{offers.collect_view()}</div>
        </fieldset>
    }
}
