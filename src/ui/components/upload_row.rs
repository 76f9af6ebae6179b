//! A file on its way in: its name, whose it is, how far it has come, its first rows, what can be done with it,
//! or why it failed.

use super::{
    avatar::person_class,
    icon::{Glyph, Icon},
    name::name as set_apart,
    result_table::ResultTable,
    shown::Shown,
};
use crate::charts::number;
use crate::shared::{
    analysis::{Table, TableColumn},
    dataset::{AddAs, Column},
    protocol::UploadPreview,
    text::{clean, isolated},
};
use crate::ui::lean::memo;
use crate::ui::live::{Upload, UploadAct, UploadKey, UploadState};
use leptos::prelude::*;

#[component]
pub fn UploadRow(
    upload: Memo<Upload>,
    color: u8,
    #[prop(into)] on_act: Callback<(UploadKey, UploadAct)>,
) -> impl IntoView {
    let name = move || upload.with(|upload| clean(&upload.name));
    let key = upload.read_untracked().key;
    let moves = memo(move || upload.with(|upload| is_under_way(&upload.state)));
    let has_preview = memo(move || upload.read().preview.is_some());
    let sentence = memo(move || upload.with(sentence));
    let first = memo(move || upload.with(lead_word));
    let undecided = move |word: &'static str| {
        memo(move || upload.read().is_undecided().then(|| word.to_owned()))
    };
    let rows = undecided("Add its rows");
    let beside = undecided("Upload beside it");
    let cancel = memo(move || {
        upload
            .read()
            .can_be_cancelled()
            .then(|| "Cancel".to_owned())
    });
    // One element for whatever the first button does: the focus stays on it.
    let button = move |word: Memo<Option<String>>, act: Option<UploadAct>| {
        let press = move |_| {
            let act = act.or_else(|| upload.with_untracked(Upload::lead));
            act.into_iter().for_each(|act| on_act.run((key, act)));
        };
        let label = move || format!("{} {}", word.get().unwrap_or_default(), name());
        view! {
            <Shown when=move || word.with(Option::is_some)>
                <button class="btn small" type="button" aria-label=label on:click=press>
                    {move || word.get()}
                </button>
            </Shown>
        }
        .into_any()
    };
    view! {
        <div class=format!("upload-row {}", person_class(color))>
            <div class="upload-name">
                <Icon glyph=Glyph::Upload/>
                <span class="rail-title" title=name>{move || set_apart(&name())}</span>
            </div>
            <Shown when=move || moves.get()>
                <progress
                    max="100"
                    aria-label=name
                    // Without a value the bar only says that something goes on.
                    value=move || upload.with(percent).map(|percent| percent.to_string())
                ></progress>
                <span class="rail-meta">{move || upload.with(words)}</span>
            </Shown>
            <Shown when=move || moves.get() && has_preview.get()>
                {first_rows(upload)}
            </Shown>
            {move || sentence.get().map(|sentence| {
                let (class, role) = match upload.with_untracked(has_stopped) {
                    true => ("upload-error", "alert"),
                    false => ("upload-question", "status"),
                };
                view! { <p class=class role=role>{sentence}</p> }
            })}
            <div class="row">
                {button(first, None)}
                {button(rows, Some(UploadAct::AddAs(AddAs::Rows)))}
                {button(beside, Some(UploadAct::AddAs(AddAs::Own)))}
                {button(cancel, Some(UploadAct::Cancel))}
            </div>
        </div>
    }
}

/// A guess from the beginning of the file, which goes when its data set comes. It does not change while it is there.
fn first_rows(upload: Memo<Upload>) -> Option<AnyView> {
    let upload = upload.get_untracked();
    let preview = upload.preview?;
    let caption = format!("First rows of {}", clean(&upload.name));
    let kinds = preview.columns.iter();
    let kinds = kinds
        .map(|column| column.column_type.word())
        .collect::<Vec<_>>();
    let beside = columns_beside(&preview);
    let table = memo(move || table(&preview));
    let view = view! {
        <div class="first-rows">
            <p>"First rows, as far as they are here"</p>
            <ResultTable table caption kinds/>
            <p class="rail-meta">
                {beside}
                "A first guess from the beginning of the file. The whole file decides."
            </p>
        </div>
    };
    Some(view.into_any())
}

fn table(preview: &UploadPreview) -> Table {
    let column = |column: &Column| TableColumn {
        name: clean(&column.name),
        numeric: column.column_type.is_numeric(),
    };
    Table {
        columns: preview.columns.iter().map(column).collect(),
        total_rows: preview.rows.len() as i64,
        rows: preview.rows.clone(),
    }
}

/// "The first 50 of 70 columns. ", where there are more than are shown.
fn columns_beside(preview: &UploadPreview) -> Option<String> {
    let shown = preview.columns.len() as i64;
    let all = number::integer(shown + preview.more_columns);
    (preview.more_columns > 0).then(|| format!("The first {shown} of {all} columns. "))
}

/// Whether there is a way that it can be on.
fn is_under_way(state: &UploadState) -> bool {
    !matches!(state, UploadState::Undecided(_) | UploadState::Failed(_))
}

fn has_stopped(upload: &Upload) -> bool {
    matches!(
        upload.state,
        UploadState::Stopped(_) | UploadState::Failed(_)
    )
}

/// What the first button says.
fn lead_word(upload: &Upload) -> Option<String> {
    upload.lead()?;
    let word = match &upload.state {
        UploadState::Undecided(version) => return Some(format!("Upload as v{version}")),
        UploadState::Left => "Choose the file",
        UploadState::Paused => "Resume",
        UploadState::Stopped(_) => "Try again",
        UploadState::Failed(_) => "Dismiss",
        _ => "Pause",
    };
    Some(word.to_owned())
}

/// How much of the file has come, 0 to 100; none while that is unknown.
fn percent(upload: &Upload) -> Option<i64> {
    let total = upload.total.filter(|total| *total > 0)?;
    let is_known = upload.state != UploadState::Reading;
    is_known.then(|| upload.sent.clamp(0, total) * 100 / total)
}

/// What its reader should know; why it stopped, if it has.
fn sentence(upload: &Upload) -> Option<String> {
    match (&upload.state, upload.note) {
        (UploadState::Stopped(why) | UploadState::Failed(why), _) => Some(why.clone()),
        (UploadState::Undecided(_), _) => Some("There is a data set of this name.".to_owned()),
        (UploadState::Left, None) => {
            let percent = percent(upload).unwrap_or(0);
            Some(format!(
                "Stopped at {percent}%. Choose the file again to go on."
            ))
        }
        (_, note) => note.map(str::to_owned),
    }
}

/// "Grace, 199 of 311 KB, paused"
fn words(upload: &Upload) -> String {
    let who = isolated(&upload.by.name);
    let sent = number::bytes(upload.sent);
    let far = match upload.total {
        // Nothing of it was sent yet.
        Some(total) if upload.sent == 0 => number::bytes(total),
        Some(total) => format!("{sent} of {}", number::bytes(total)),
        None => sent,
    };
    match &upload.state {
        UploadState::Sending | UploadState::Left | UploadState::Stopped(_) => {
            format!("{who}, {far}")
        }
        UploadState::Waiting(1) => format!("{who}, {far}, waiting for 1 other"),
        UploadState::Waiting(others) => format!("{who}, {far}, waiting for {others} others"),
        UploadState::Lost => format!("{who}, {far}, waiting for the connection"),
        // It was announced, and others go before it.
        UploadState::Paused if upload.is_told() && upload.sent == 0 => {
            format!("{who}, {far}, waiting")
        }
        UploadState::Paused => format!("{who}, {far}, paused"),
        _ => format!("{who}, reading"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        analysis::{Cell, Num},
        dataset::ColumnType,
        ids::SessionId,
        session::testing::ada,
    };
    use crate::ui::testing::html;
    use std::sync::Arc;
    use uuid::Uuid;

    fn upload(key: UploadKey, sent: i64, state: UploadState) -> Upload {
        Upload {
            key,
            name: "weather.csv".into(),
            by: ada(),
            sent,
            total: Some(100_000),
            state,
            note: None,
            preview: None,
        }
    }

    fn drawn(mut upload: Upload, first_rows: Option<UploadPreview>) -> String {
        upload.preview = first_rows.map(Arc::new);
        Owner::new().with(|| {
            let upload = memo(move || upload.clone());
            html(view! { <UploadRow upload color=1 on_act=|_| ()/> })
        })
    }

    fn preview() -> UploadPreview {
        let column = |(name, column_type): (&str, ColumnType)| Column {
            name: name.into(),
            column_type,
            nulls: 0,
        };
        UploadPreview {
            session_uuid: SessionId(Uuid::nil()),
            upload_id: Uuid::nil(),
            columns: [("month", ColumnType::Text), ("wind", ColumnType::Number)]
                .map(column)
                .into(),
            more_columns: 1_300,
            rows: vec![vec![Cell::Text("May".into()), Cell::Num(Num(2.5))]],
        }
    }

    #[test]
    fn its_first_rows_are_shown_while_the_rest_is_on_its_way() {
        for state in [UploadState::Sending, UploadState::Reading] {
            let row = drawn(upload(UploadKey::Mine(1), 45_000, state), Some(preview()));
            for present in [
                "First rows, as far as they are here",
                "First rows of weather.csv",
                "<span class=\"kind\"> number</span>",
                "<td class=\"n\">2.5</td>",
                "The first 2 of 1,302 columns. ",
                "A first guess from the beginning of the file. The whole file decides.",
            ] {
                assert!(row.contains(present), "{present}: {row}");
            }
        }
    }

    #[test]
    fn how_far_it_is_and_what_it_waits_for_is_said() {
        const MINE: UploadKey = UploadKey::Mine(1);
        const TOLD: UploadKey = UploadKey::Told(Uuid::nil());
        for (key, sent, state, said) in [
            (MINE, 45_000, UploadState::Sending, "Ada, 45 KB of 100 KB"),
            (
                MINE,
                0,
                UploadState::Waiting(2),
                "Ada, 100 KB, waiting for 2 others",
            ),
            (
                MINE,
                45_000,
                UploadState::Lost,
                "Ada, 45 KB of 100 KB, waiting for the connection",
            ),
            (MINE, 0, UploadState::Paused, "Ada, 100 KB, paused"),
            (TOLD, 0, UploadState::Paused, "Ada, 100 KB, waiting"),
            (
                TOLD,
                45_000,
                UploadState::Paused,
                "Ada, 45 KB of 100 KB, paused",
            ),
            (TOLD, 100_000, UploadState::Reading, "Ada, reading"),
        ] {
            let words = words(&upload(key, sent, state)).replace('\u{a0}', " ");
            assert_eq!(words, said);
        }
    }

    #[test]
    fn what_was_left_asks_for_its_file() {
        let left = upload(UploadKey::Told(Uuid::nil()), 45_000, UploadState::Left);
        let row = drawn(left, None);
        assert!(
            row.contains("Stopped at 45%. Choose the file again to go on."),
            "{row}"
        );
        assert!(
            row.contains("aria-label=\"Choose the file weather.csv\""),
            "{row}"
        );
        assert!(row.contains("aria-label=\"Cancel weather.csv\""), "{row}");
    }

    #[test]
    fn what_failed_says_why_and_can_be_put_away() {
        let failed = UploadState::Failed("The file is empty.".into());
        let failed = upload(UploadKey::Mine(1), 45_000, failed);
        let row = drawn(failed, Some(preview()));
        assert!(!row.contains("First rows"), "{row}");
        assert!(row.contains("role=\"alert\""), "{row}");
        assert!(row.contains("Dismiss") && !row.contains("Cancel"), "{row}");
        assert!(!row.contains("<progress"), "{row}");
    }
}
