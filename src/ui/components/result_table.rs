//! A result as a table: numbers at the right with the decimals of their column, `null` in italics. A
//! missing value that names its row is called as in the chart.

use super::{
    measure,
    name::{name, whole},
};
use crate::{
    charts::number,
    shared::{
        analysis::{Cell, Num, Table, TableColumn},
        chart::MISSING,
    },
};
use leptos::{html::Div, prelude::*};

/// Shows `table`. When it was cut, it says how many rows there were. The caption is for assistive
/// technology; the card's title says it to everyone else.
#[component]
pub fn ResultTable(
    table: Memo<Table>,
    #[prop(into)] caption: Signal<String>,
    /// What each column holds, where that is to be said: a word in its head.
    #[prop(optional)]
    kinds: Vec<&'static str>,
) -> impl IntoView {
    let around = NodeRef::<Div>::new();
    let overflows = measure::overflows(around);
    let head = move || {
        let mut kinds = kinds.iter();
        let head = |column: &TableColumn| {
            let kind = kinds.next();
            let kind = kind.map(|kind| view! { <span class="kind">" "{*kind}</span> }.into_any());
            view! {
                <th scope="col" class=class_of(column) title=whole(&column.name)>{name(&column.name)}{kind}</th>
            }
        };
        table.read().columns.iter().map(head).collect_view()
    };
    let body = move || {
        table.with(|table| {
            let forms = forms(table);
            table
                .rows
                .iter()
                .map(|cells| row(cells, &forms))
                .collect_view()
        })
    };
    let cut = move || {
        let sentence = table.with(cut_sentence);
        sentence.map(|sentence| view! { <p class="result-count">{sentence}</p> })
    };
    view! {
        // A region that scrolls must be reachable; one that does not would only be in the way.
        <div
            class="result-wrap"
            node_ref=around
            tabindex=move || overflows.get().then_some("0")
            role=move || overflows.get().then_some("region")
            aria-label=move || overflows.get().then(|| caption.get())
        >
            <table class="result">
                <caption class="sr-only">{move || caption.get()}</caption>
                <thead>
                    <tr>{move || head()}</tr>
                </thead>
                <tbody>{move || body()}</tbody>
            </table>
        </div>
        {move || cut()}
    }
}

/// How the cells of one column are written.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Form {
    class: Option<&'static str>,
    decimals: usize,
    /// Thousands are set apart: not in years, codes and ids.
    grouped: bool,
}

fn class_of(column: &TableColumn) -> Option<&'static str> {
    column.numeric.then_some("n")
}

fn forms(table: &Table) -> Vec<Form> {
    let form = |(index, column): (usize, &TableColumn)| {
        let numbers = table.rows.iter().filter_map(|row| match row.get(index) {
            Some(Cell::Num(Num(number))) => Some(*number),
            _ => None,
        });
        let numbers: Vec<f64> = numbers.collect();
        // Edges of bins rise, and must be told apart.
        let rises = numbers.len() > 1 && numbers.is_sorted_by(|a, b| a < b);
        let decimals = match rises {
            true => number::decimals_apart(&numbers),
            false => number::shared_decimals(numbers),
        };
        Form {
            class: class_of(column),
            decimals,
            grouped: number::is_grouped(&column.name),
        }
    };
    table.columns.iter().enumerate().map(form).collect()
}

fn row(cells: &[Cell], forms: &[Form]) -> impl IntoView + use<> {
    let cell = |(index, (cell, form)): (usize, (&Cell, &Form))| {
        let words = written(cell, form);
        let title = whole(&words);
        let inside = match cell {
            Cell::Null if index == 0 => view! { <i>{MISSING}</i> }.into_any(),
            Cell::Null => view! { <i>{words}</i> }.into_any(),
            _ => words.into_any(),
        };
        view! { <td class=form.class title=title>{inside}</td> }
    };
    view! { <tr>{cells.iter().zip(forms).enumerate().map(cell).collect_view()}</tr> }
}

fn written(cell: &Cell, form: &Form) -> String {
    match cell {
        Cell::Null => "null".into(),
        Cell::Bool(true) => "yes".into(),
        Cell::Bool(false) => "no".into(),
        Cell::Int(whole) if !form.grouped => whole.to_string().replace('-', "−"),
        Cell::Int(whole) if form.decimals == 0 => number::integer(*whole),
        Cell::Int(whole) => number::in_column(*whole as f64, form.decimals),
        Cell::Num(Num(number)) if form.grouped => number::in_column(*number, form.decimals),
        Cell::Num(Num(number)) => number::in_column(*number, form.decimals).replace(',', ""),
        Cell::Text(text) => text.clone(),
    }
}

/// "200 of 1,461 rows", when there are more than are shown.
fn cut_sentence(table: &Table) -> Option<String> {
    let shown = table.rows.len() as i64;
    (table.total_rows > shown).then(|| {
        format!(
            "{} of {} rows",
            number::integer(shown),
            number::integer(table.total_rows)
        )
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::ui::lean::memo;
    use crate::ui::testing;

    fn table(columns: &[(&str, bool)], rows: Vec<Vec<Cell>>, total_rows: i64) -> Table {
        let column = |(name, numeric): &(&str, bool)| TableColumn {
            name: (*name).into(),
            numeric: *numeric,
        };
        Table {
            columns: columns.iter().map(column).collect(),
            rows,
            total_rows,
        }
    }

    fn html(table: Table) -> String {
        let caption = "Mean of wind by weather";
        Owner::new().with(|| {
            let table = memo(move || table.clone());
            testing::html(view! { <ResultTable table caption/> })
        })
    }

    fn text(words: &str) -> Cell {
        Cell::Text(words.into())
    }

    #[test]
    fn numbers_share_the_decimals_of_their_column() {
        let third = 1.0 / 3.0;
        let found = html(table(
            &[("weather", false), ("rows", true), ("wind", true)],
            vec![
                vec![text("snow"), Cell::Int(26), Cell::Num(Num(4.0 + third))],
                vec![text("rain"), Cell::Int(1_461), Cell::Num(Num(-3.0))],
                vec![Cell::Null, Cell::Null, Cell::Num(Num(f64::NAN))],
            ],
            3,
        ));
        for present in [
            ">4.33<",
            ">−3.00<",
            ">1,461<",
            "<i>(missing)",
            "<i>null",
            ">NaN<",
            "scope=\"col\"",
            "class=\"n\"",
        ] {
            assert!(found.contains(present), "{present} in {found}");
        }
        for absent in ["style=", "tabindex", "rows</p>"] {
            assert!(!found.contains(absent), "{absent} in {found}");
        }
    }

    #[test]
    fn edges_that_lie_close_are_told_apart() {
        let row = |i: i32| vec![Cell::Num(Num(1e6 + f64::from(i) * 1e-6))];
        let found = html(table(&[("from", true)], (1..4).map(row).collect(), 3));
        assert!(found.contains(">1,000,000.000002<"), "{found}");
    }

    #[test]
    fn a_cut_table_says_how_many_rows_there_were() {
        let found = html(table(&[("a", true)], vec![vec![Cell::Int(1)]], 1_461));
        assert!(found.contains("1 of 1,461 rows"), "{found}");
    }

    #[test]
    fn years_have_no_thousands_and_text_stays_text() {
        let row = vec![Cell::Int(2012), text("<b>"), Cell::Bool(true)];
        let found = html(table(
            &[("year", true), ("note", false), ("wet", false)],
            vec![row],
            1,
        ));
        assert!(found.contains(">2012<") && found.contains("&lt;b&gt;") && found.contains(">yes<"));
    }

    #[test]
    fn an_empty_table_keeps_its_head() {
        let found = html(table(&[("weather", false)], vec![], 0));
        assert!(found.contains("weather") && found.contains("<tbody>"));
    }
}
