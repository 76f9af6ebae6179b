//! `/session/<uuid>`: complete from the server, taken over by the browser, then live.
//!
//! The page reads [`Live`] and hands its parts to components as values and callbacks.

use super::{offered::Offered, refused::Refused, unknown::Unknown};
use crate::shared::{
    account::Person,
    analysis::Spec,
    ids::{DatasetId, RunId},
    session::{Command, SessionState},
};
use crate::ui::{
    api::{Failure, SessionPage, open_session},
    components::{
        add_data::AddData,
        announcer::{announce, interrupt},
        avatar::person_class,
        chat_log::ChatLog,
        composer::Composer,
        dataset_preview::DatasetPreview,
        rail::{Rail, RailDataset, RailRun, RailSection},
        run_card::{RunCard, run_title},
        run_form::RunForm,
        session_bar::SessionBar,
        start_here::StartHere,
        tab_bar::{TabBar, View},
        typing_line::TypingLine,
        unsent_runs::UnsentRuns,
        upload_row::UploadRow,
    },
    live::{Live, UPLOAD_INPUT, Upload, typing_words},
};
use leptos::{ev, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_params_map;
use wasm_bindgen::JsCast;

#[component]
pub fn SessionRoute() -> impl IntoView {
    let params = use_params_map();
    let uuid = Memo::new(move |_| params.read().get("uuid").unwrap_or_default());
    let page = Resource::new_blocking(move || uuid.get(), open_session);
    view! {
        <Suspense>
            {move || Suspend::new(async move { opened(page.await, uuid.get_untracked()) })}
        </Suspense>
    }
}

fn opened(page: Result<SessionPage, Failure>, session_uuid: String) -> AnyView {
    match page {
        Ok(SessionPage::Open { me, state }) => view! { <Workspace me state=*state/> }.into_any(),
        Ok(SessionPage::Offered) => view! { <Offered session_uuid/> }.into_any(),
        Ok(SessionPage::Refused) => view! { <Refused/> }.into_any(),
        Ok(SessionPage::Unknown) => view! { <Unknown/> }.into_any(),
        // The server function has already sent the visitor to the login page.
        Ok(SessionPage::SignedOut) => ().into_any(),
        Err(failure) => view! {
            <main class="page">
                <h1>"This session cannot be shown right now"</h1>
                <p role="alert">{failure.0.message}</p>
                <a class="btn" href="">"Try again"</a>
            </main>
        }
        .into_any(),
    }
}

#[component]
fn Workspace(me: Person, state: SessionState) -> impl IntoView {
    let live = Live::new(me.clone(), state);
    let view = RwSignal::new(View::Runs);
    let dropping = RwSignal::new(false);
    let color = live.color_of(&me);
    Effect::new(move |_| {
        live.start();
        live.watch_presence();
        accept_drops(live, dropping);
        wear_color(color);
    });
    Effect::new(move |_| live.notice().with(|sentence| announce(sentence)));
    Effect::new(move |_| live.alarm().with(|sentence| interrupt(sentence)));
    let title = live.title();
    view! {
        <Title text=move || title.get()/>
        <div class=format!("workspace me-{color}") data-view=move || view.get().name()>
            <a class="skip" href="#runs">"Skip to runs"</a>
            <a class="skip" href="#chat">"Skip to chat"</a>
            <SessionBar
                title
                badge=live.badge()
                people=live.people()
                on_try=move |()| live.try_now()
            />
            <Contents live view dropping/>
            <main class="stage">
                <Canvas live/>
                <Conversation live view/>
            </main>
            <TabBar view unread=live.unread() on_view=move |next| {
                view.set(next);
                live.looks_at_chat(next == View::Chat);
            }/>
        </div>
    }
}

/// The rail: data, runs, files on their way, and where to add more.
#[component]
fn Contents(live: Live, view: RwSignal<View>, dropping: RwSignal<bool>) -> impl IntoView {
    let (datasets, run_ids, uploads) = (live.datasets(), live.run_ids(), live.uploads());
    let keys = Memo::new(move |_| {
        uploads.with(|uploads| uploads.iter().map(|upload| upload.key).collect::<Vec<_>>())
    });
    let go = move |card: String| {
        view.set(View::Runs);
        request_animation_frame(move || show_card(&card));
    };
    view! {
        <Rail>
            <RailSection heading="Data">
                <For each=move || datasets.get() key=|dataset| dataset.dataset_id let:dataset>
                    {
                        let card = format!("data-{}", dataset.dataset_id);
                        view! { <RailDataset dataset on_go=move |()| go(card.clone())/> }
                    }
                </For>
                <For each=move || keys.get() key=|key| *key let:key>
                    {upload_row(live, uploads, key)}
                </For>
            </RailSection>
            <RailSection heading="Runs">
                <For each=move || run_ids.get() key=|run_id| *run_id let:run_id>
                    {
                        let (run, title) = titled_run(live, run_id);
                        view! {
                            <RailRun run title on_go=move |run_id| go(format!("run-{run_id}"))/>
                        }
                    }
                </For>
            </RailSection>
            <AddData
                dropping
                on_choose=move |()| live.choose_file()
                on_sample=move |()| live.add_sample()
                input_id=UPLOAD_INPUT
                on_files=move |event| chosen(live, &event)
            />
        </Rail>
    }
}

fn upload_row(
    live: Live,
    uploads: Signal<Vec<Upload>>,
    key: crate::ui::live::UploadKey,
) -> Option<impl IntoView> {
    let find = move || {
        uploads.with(|uploads| uploads.iter().find(|upload| upload.key == key).cloned())
    };
    let first = untrack(find)?;
    let color = live.color_of(&first.by);
    let last = StoredValue::new(first);
    let upload = Memo::new(move |_| find().unwrap_or_else(|| last.get_value()));
    Some(view! {
        <UploadRow
            upload
            color
            on_cancel=move |key| live.cancel_upload(key)
            on_dismiss=move |key| live.dismiss_upload(key)
        />
    })
}

/// The cards: data first, then the runs in the order they were asked for, then the form.
#[component]
fn Canvas(live: Live) -> impl IntoView {
    let (datasets, run_ids) = (live.datasets(), live.run_ids());
    let has_data = Memo::new(move |_| datasets.with(|datasets| !datasets.is_empty()));
    let color_of = Callback::new(move |person: Person| live.color_of(&person));
    let ask = Callback::new(move |(dataset_id, spec): (DatasetId, Spec)| {
        live.ask(dataset_id, spec);
    });
    let refusal = move |(dataset_id, spec): (DatasetId, Spec)| {
        let command = Command::RunAnalysis { dataset_id, spec };
        live.check(&command).err().map(|rejection| rejection.to_string())
    };
    view! {
        <section class="canvas" id="runs" tabindex="-1" aria-label="Runs">
            // As text: with scripts on, the parser makes no elements inside.
            <noscript inner_html=NO_SCRIPT></noscript>
            <div class="canvas-grid">
                <Show when=move || !has_data.get()>
                    <StartHere
                        on_choose=move |()| live.choose_file()
                        on_sample=move |()| live.add_sample()
                    />
                </Show>
                <For each=move || datasets.get() key=|dataset| dataset.dataset_id let:dataset>
                    {
                        let color = live.color_of(&dataset.by);
                        view! { <DatasetPreview dataset color/> }
                    }
                </For>
                <For each=move || run_ids.get() key=|run_id| *run_id let:run_id>
                    {
                        let (run, dataset) = run_and_dataset(live, run_id);
                        view! {
                            <RunCard
                                run_id
                                run
                                dataset
                                color_of
                                on_stop=move |run_id| _ = live.stop(run_id)
                                on_again=ask
                            />
                        }
                    }
                </For>
                <UnsentRuns
                    unsent=live.unsent()
                    datasets
                    on_retry=move |cid| live.retry(cid)
                    on_discard=move |cid| live.discard(cid)
                />
                <Show when=move || has_data.get()>
                    <RunForm datasets refusal on_run=ask/>
                </Show>
            </div>
        </section>
    }
}

const NO_SCRIPT: &str =
    "<p class=\"no-script\">This is the session as it stands. Live updates need JavaScript.</p>";

type RunSignal = Signal<Option<crate::shared::session::Run>>;
type DatasetSignal = Signal<Option<crate::shared::dataset::Dataset>>;

/// A run, and the data set it reads, each changing only when it does.
fn run_and_dataset(live: Live, run_id: RunId) -> (RunSignal, DatasetSignal) {
    let run = live.run(run_id);
    let dataset_id = run.with_untracked(|run| run.as_ref().map(|run| run.dataset_id));
    let dataset = dataset_id.map(|dataset_id| live.dataset(dataset_id));
    (run.into(), Signal::derive(move || dataset.and_then(|dataset| dataset.get())))
}

fn titled_run(live: Live, run_id: RunId) -> (RunSignal, Signal<String>) {
    let (run, dataset) = run_and_dataset(live, run_id);
    (run, run_title(run, dataset))
}

/// The panel: what was said, who types, and where to answer.
#[component]
fn Conversation(live: Live, view: RwSignal<View>) -> impl IntoView {
    let people = live.people();
    let peer = Memo::new(move |_| {
        let others = people.get().into_iter().filter(|person| !person.is_me);
        others.map(|person| person.person.name).next()
    });
    let typing = live.typing();
    let typing_color = move || typing.with(|people| people.first().map_or(1, |p| live.color_of(p)));
    let refusal = move |text: String| {
        let command = Command::SendMessage { text, reply_to: None };
        live.check(&command).err().map(|rejection| rejection.to_string())
    };
    let earlier = move |then: Callback<()>| live.load_earlier(move || then.run(()));
    view! {
        <section class="panel" id="chat" tabindex="-1" aria-label="Conversation">
            <div class="tabs"><h2 class="panel-title">"Chat"</h2></div>
            <div class="panel-body">
                <ChatLog
                    lines=live.lines()
                    me=live.me()
                    visible=Signal::derive(move || view.get() == View::Chat)
                    has_earlier=live.has_earlier()
                    color_of=move |person: Person| live.color_of(&person)
                    on_earlier=earlier
                    on_retry=move |cid| live.retry(cid)
                    on_discard=move |cid| live.discard(cid)
                />
                <TypingLine
                    words=Signal::derive(move || typing.with(|people| typing_words(people)))
                    color=Signal::derive(typing_color)
                />
                <Composer
                    peer
                    refusal
                    on_send=move |text: String| live.say(&text)
                    on_typing=move |is_typing| live.i_type(is_typing)
                />
            </div>
        </section>
    }
}

/// Goes to a card: on screen, and with the keyboard.
fn show_card(card: &str) {
    if let Some(element) = document().get_element_by_id(card) {
        element.scroll_into_view();
    }
    let title = document().get_element_by_id(&format!("{card}-title"));
    if let Some(title) = title.and_then(|title| title.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = title.focus();
    }
}

/// Takes files from the dialog, and empties it so that the same file can be chosen again.
fn chosen(live: Live, event: &ev::Event) {
    let input: web_sys::HtmlInputElement = event_target(event);
    live.add_files(input.files());
    input.set_value("");
}

/// Lets files fall anywhere on the page. For an Effect.
fn accept_drops(live: Live, dropping: RwSignal<bool>) {
    let has_files = |event: &ev::DragEvent| {
        let types = event.data_transfer().map(|data| data.types());
        types.is_some_and(|types| types.includes(&"Files".into(), 0))
    };
    let over = window_event_listener(ev::dragover, move |event| {
        if has_files(&event) {
            event.prevent_default();
            if !dropping.get_untracked() {
                dropping.set(true);
            }
        }
    });
    let leave = window_event_listener(ev::dragleave, move |event| {
        // Without a related target the pointer has left the window.
        if event.related_target().is_none() {
            dropping.set(false);
        }
    });
    let fall = window_event_listener(ev::drop, move |event| {
        if has_files(&event) {
            event.prevent_default();
            dropping.set(false);
            live.add_files(event.data_transfer().and_then(|data| data.files()));
        }
    });
    on_cleanup(move || [over, leave, fall].into_iter().for_each(|handle| handle.remove()));
}

/// Makes the reader's colour the page's accent. For an Effect.
fn wear_color(color: u8) {
    let class = format!("me-{}", person_class(color).trim_start_matches('p'));
    if let Some(root) = document().document_element() {
        let _ = root.class_list().add_1(&class);
        on_cleanup(move || {
            if let Some(root) = document().document_element() {
                let _ = root.class_list().remove_1(&class);
            }
        });
    }
}
