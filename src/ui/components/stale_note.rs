//! What a run does not know yet: its data set has a newer version.

use super::{
    icon::{Glyph, Icon},
    shown::Shown,
};
use crate::charts::number;
use crate::shared::{
    analysis::Spec,
    dataset::{Change, Dataset},
    ids::DatasetId,
    session::Run,
    text::isolated,
};
use crate::ui::lean::memo;
use leptos::prelude::*;

/// Columns that a sentence names; more are counted.
const NAMED: usize = 3;

#[component]
pub fn StaleNote(
    run: Memo<Option<Run>>,
    /// The one that the run is of.
    dataset: Memo<Option<Dataset>>,
    newer: Memo<Option<Dataset>>,
    on_again: Callback<(DatasetId, Spec)>,
) -> impl IntoView {
    let words = memo(move || {
        let (old, new) = (dataset.get()?, newer.get()?);
        let spec = run.get()?.spec;
        Some(words(&old, &new, &spec))
    });
    let version = move || newer.with(|newer| newer.as_ref().map_or(0, |newer| newer.version));
    let fits = memo(move || {
        let spec = run.with(|run| run.as_ref().map(|run| run.spec.clone()));
        let newer = newer.get();
        spec.zip(newer)
            .is_some_and(|(spec, newer)| spec.fits(&newer).is_ok())
    });
    let again = move |_| {
        if let (Some(run), Some(newer)) = (run.get_untracked(), newer.get_untracked()) {
            on_again.run((newer.dataset_id, run.spec));
        }
    };
    view! {
        <p class="stale-note">
            <Icon glyph=Glyph::Warn/>
            <span>{words}</span>
            <Shown when=move || fits.get()>
                <button class="btn small" type="button" on:click=again>
                    {move || format!("Run on v{}", version())}
                </button>
            </Shown>
        </p>
    }
}

/// "From weather v1. v2 has 365 more rows; wind is gone."
pub fn words(old: &Dataset, new: &Dataset, spec: &Spec) -> String {
    let (name, is, now) = (isolated(&old.name), old.version, new.version);
    let changed = match old.has_content_of(new) {
        true => format!("v{now} has the same content"),
        false => change(&old.change_to(new), now),
    };
    let unfit = match spec.fits(new) {
        Ok(()) => String::new(),
        Err(error) => format!(" It cannot run on that: {}", error.message),
    };
    format!("From {name} v{is}. {changed}.{unfit}")
}

/// "v2 has 365 more rows; wind is gone"
pub fn change(change: &Change, version: i64) -> String {
    let rows = match change.rows {
        0 => None,
        more if more > 0 => Some(number::count(more, "more row", "more rows")),
        fewer => Some(number::count(-fewer, "row fewer", "rows fewer")),
    };
    let columns = |names: &[String], one: &str, many: &str| match names {
        [] => None,
        [only] => Some(format!("{} {one}", isolated(only))),
        names => Some(format!("{} {many}", listed(names))),
    };
    let retyped = change.retyped.iter().map(|column| {
        let kind = column.column_type.word();
        format!("{} is {kind} now", isolated(&column.name))
    });
    let columns = [
        columns(&change.gone, "is gone", "are gone"),
        columns(&change.added, "is new", "are new"),
    ];
    let columns = columns.into_iter().flatten().chain(retyped.take(NAMED));
    let columns = columns.collect::<Vec<_>>().join("; ");
    match (rows, columns.is_empty()) {
        (None, true) => format!("v{version} has other values"),
        (None, false) => format!("In v{version} {columns}"),
        (Some(rows), true) => format!("v{version} has {rows}"),
        (Some(rows), false) => format!("v{version} has {rows}; {columns}"),
    }
}

/// "a and b", "a, b, c and 2 more columns"
fn listed(names: &[String]) -> String {
    let named: Vec<String> = names
        .iter()
        .take(NAMED)
        .map(|name| isolated(name))
        .collect();
    match (named.as_slice(), names.len().saturating_sub(NAMED)) {
        ([most @ .., last], 0) => format!("{} and {last}", most.join(", ")),
        (named, more) => format!(
            "{} and {}",
            named.join(", "),
            number::count(more as i64, "more column", "more columns")
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        dataset::ColumnType,
        session::testing::{Story, mean_wind},
    };

    #[test]
    fn it_says_what_is_different() {
        let (story, id) = Story::with_weather();
        let old = story.state.dataset(id).unwrap().clone();
        let check = |change: &dyn Fn(&mut Dataset), expected: &str| {
            let mut new = old.clone();
            new.version = 2;
            change(&mut new);
            assert_eq!(words(&old, &new, &mean_wind()), expected);
        };
        check(&|_| {}, "From weather v1. v2 has other values.");
        check(
            &|new| new.rows += 365,
            "From weather v1. v2 has 365 more rows.",
        );
        check(&|new| new.rows -= 1, "From weather v1. v2 has 1 row fewer.");
        check(
            &|new| {
                new.rows += 1;
                new.columns[2].name = "gusts".into();
                new.columns[0].column_type = ColumnType::Date;
            },
            "From weather v1. v2 has 1 more row; temp_max is gone; gusts is new; weather is date now.",
        );
    }

    #[test]
    fn what_does_not_fit_says_why() {
        let (story, id) = Story::with_weather();
        let old = story.state.dataset(id).unwrap().clone();
        let mut new = old.clone();
        new.version = 2;
        new.columns.remove(1);
        let said = words(&old, &new, &mean_wind());
        assert!(
            said.starts_with("From weather v1. In v2 wind is gone. "),
            "{said}"
        );
        assert!(said.contains("It cannot run on that: "), "{said}");
    }
}
