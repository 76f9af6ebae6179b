//! A file on its way in: its name, whose it is, how far it has come, or why it failed.

use super::{
    avatar::person_class,
    icon::{Glyph, Icon},
    name::name as set_apart,
    shown::Shown,
};
use crate::charts::number;
use crate::shared::{
    protocol::UploadPhase,
    text::{clean, isolated},
};
use crate::ui::live::{Upload, UploadKey};
use leptos::prelude::*;

#[component]
pub fn UploadRow(
    #[prop(into)] upload: Signal<Upload>,
    #[prop(into)] color: Signal<u8>,
    /// It is the next version of what is there, or a data set of its own.
    #[prop(into)]
    on_decide: Callback<(UploadKey, &'static str)>,
    #[prop(into)] on_cancel: Callback<UploadKey>,
    #[prop(into)] on_dismiss: Callback<UploadKey>,
) -> impl IntoView {
    let name = move || upload.with(|upload| clean(&upload.name));
    let key = move || upload.with_untracked(|upload| upload.key);
    let failed = Memo::new(move |_| upload.with(|upload| upload.error.clone()));
    let can_cancel = Memo::new(move |_| upload.with(|upload| upload.can_cancel));
    let next_version = Memo::new(move |_| upload.with(|upload| upload.next_version));
    let progress = move || {
        view! {
            <progress
                max="100"
                aria-label=name
                // Without a value the bar only says that something goes on.
                value=move || upload.with(percent)
            ></progress>
            <span class="rail-meta">{move || upload.with(words)}</span>
        }
    };
    view! {
        <div class=move || format!("upload-row {}", person_class(color.get()))>
            <div class="upload-name">
                <Icon glyph=Glyph::Upload/>
                <span class="rail-title" title=name>{move || set_apart(&name())}</span>
            </div>
            {move || match (failed.get(), next_version.get()) {
                (None, None) => progress().into_any(),
                (None, Some(version)) => question(version, key(), on_decide),
                (Some(sentence), _) => view! {
                    <p class="upload-error" role="alert">{sentence}</p>
                    <button class="btn small" type="button" on:click=move |_| on_dismiss.run(key())>
                        "Dismiss"
                    </button>
                }.into_any(),
            }}
            <Shown when=move || can_cancel.get()>
                <button class="btn small" type="button" on:click=move |_| on_cancel.run(key())>
                    "Cancel"
                </button>
            </Shown>
        </div>
    }
}

fn question(
    version: i64,
    key: UploadKey,
    on_decide: Callback<(UploadKey, &'static str)>,
) -> AnyView {
    view! {
        <p class="upload-question" role="status">"There is a data set of this name."</p>
        <button class="btn small" type="button" on:click=move |_| on_decide.run((key, "version"))>
            {format!("Upload as v{version}")}
        </button>
        <button class="btn small" type="button" on:click=move |_| on_decide.run((key, "own"))>
            "Upload beside it"
        </button>
    }
    .into_any()
}

/// How much of the file has come, 0 to 100; none while that is unknown.
fn percent(upload: &Upload) -> Option<String> {
    let total = upload.total.filter(|total| *total > 0)?;
    let is_moving = upload.phase == UploadPhase::Receiving;
    is_moving.then(|| (upload.sent.clamp(0, total) * 100 / total).to_string())
}

/// "Grace, 199 of 311 KB"
fn words(upload: &Upload) -> String {
    let who = isolated(&upload.by.name);
    match (upload.phase, upload.total) {
        (UploadPhase::Receiving, Some(total)) => {
            format!(
                "{who}, {} of {}",
                number::bytes(upload.sent),
                number::bytes(total)
            )
        }
        (UploadPhase::Receiving, None) if upload.sent > 0 => {
            format!("{who}, {}", number::bytes(upload.sent))
        }
        (UploadPhase::Paused, Some(total)) => {
            let (sent, total) = (number::bytes(upload.sent), number::bytes(total));
            format!("{who}, {sent} of {total}, paused")
        }
        (UploadPhase::Paused, None) => format!("{who}, paused"),
        _ => format!("{who}, reading"),
    }
}
