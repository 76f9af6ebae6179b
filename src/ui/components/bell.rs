//! The bell: notifications, newest first, with a count in the tab's title.

use super::{
    disclosure::Disclosure,
    icon::{Glyph, Icon},
    keyed_list::KeyedList,
    shown::Shown,
    time::TimeAgo,
};
use crate::client::{BrowserStorage, Storage};
use crate::shared::{
    protocol::{Notification, NotificationKind},
    text::drawn,
};
use crate::ui::navigation::url;
use crate::ui::{
    lean::effect,
    live::News,
    screen_reader::{address, announce},
};
use leptos::{prelude::*, task::spawn_local};
use wasm_bindgen_futures::JsFuture;
use web_sys::NotificationPermission;

/// How many things are new, for the tab's title.
#[derive(Clone, Copy)]
pub struct TitleCount(pub RwSignal<usize>);

/// Where it is remembered that the browser may notify and sound.
const SOUNDS: &str = "tandem:sounds";
const ON: &str = "1";

#[component]
pub fn Bell(news: News) -> impl IntoView {
    let sounds = RwSignal::new(false);
    let count = news.new_count();
    let title = use_context::<TitleCount>();
    effect(move || {
        if let Some(TitleCount(shown)) = title {
            shown.set(count.get());
        }
    });
    effect(move || sounds.set(sounds_here()));
    effect(move || {
        let Some(notification) = news.latest().get() else {
            return;
        };
        match notification.kind {
            NotificationKind::RunFinished => announce(&notification.text),
            _ => address(&notification.text),
        }
        if sounds.get_untracked() {
            tell(&notification);
        }
    });
    let label = move || match count.get() {
        0 => "Notifications".to_owned(),
        count => format!("Notifications, {count} new"),
    };
    let face = view! {
        <Icon glyph=Glyph::Bell/>
        <Shown when=move || count.get() != 0>
            <span class="count" aria-hidden="true">{move || count.get().to_string()}</span>
        </Shown>
    };
    view! {
        <Disclosure
            class="icon-btn"
            label=Signal::derive(label)
            face=face.into_any()
            opens="Notifications"
            panel_class="pop bell-pop"
        >
            <List news/>
            <div class="bell-foot">
                <button class="btn small quiet" type="button" on:click=move |_| news.read_all()>
                    "Mark all as read"
                </button>
                <button
                    class="btn small quiet"
                    type="button"
                    aria-pressed=move || sounds.get().to_string()
                    on:click=move |_| allow(sounds)
                >
                    "Sound and alerts"
                </button>
            </div>
        </Disclosure>
    }
}

#[component]
fn List(news: News) -> impl IntoView {
    let all = news.notifications();
    view! {
        <Shown when=move || all.with(Vec::is_empty)>
            <p class="muted">"Nothing yet. Mentions, direct messages and finished runs come here."</p>
        </Shown>
        <ul>
            <KeyedList each=move || all.get() key=|one| (one.id, one.read, one.at, one.text.clone()) let:one>
                <li>
                    <a class=class(&one) href=url(&one.link)>
                        <p>{drawn(&one.text).into_owned()}</p>
                        <span class="meta"><TimeAgo at_ms=one.at/></span>
                    </a>
                </li>
            </KeyedList>
        </ul>
    }
}

fn class(notification: &Notification) -> &'static str {
    if notification.read {
        "note-item"
    } else {
        "note-item unseen"
    }
}

/// As was said in this browser, or else for the account, which the document tells.
fn sounds_here() -> bool {
    match BrowserStorage.entries(SOUNDS).first() {
        Some((_, said)) => said == ON,
        None => document()
            .document_element()
            .is_some_and(|html| html.has_attribute("data-sound")),
    }
}

/// Turns sound and the browser's notifications on, asking the browser first, or off.
fn allow(sounds: RwSignal<bool>) {
    if sounds.get_untracked() {
        BrowserStorage.put(SOUNDS, "0");
        return sounds.set(false);
    }
    BrowserStorage.put(SOUNDS, ON);
    sounds.set(true);
    if let Ok(asked) = web_sys::Notification::request_permission() {
        spawn_local(async move {
            // Refused: the sound stays, and the bell.
            let _ = JsFuture::from(asked).await;
        });
    }
}

fn tell(notification: &Notification) {
    if let Ok(sound) = web_sys::HtmlAudioElement::new_with_src(&url("/note.wav")) {
        // Browsers play nothing before the page was touched once.
        let _ = sound.play();
    }
    if web_sys::Notification::permission() == NotificationPermission::Granted {
        let _ = web_sys::Notification::new(&notification.text);
    }
}
