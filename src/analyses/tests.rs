//! What holds for all kinds.

use super::testing::*;
use crate::shared::session::testing::Story;

#[test]
fn column_names_are_never_parsed() {
    let names = [
        "a.b",
        "Größe in cm",
        "select \"x\"\" from t; --",
        "count(*)",
        "A",
        // Told apart from the one before also where the case does not count.
        "a_2",
    ];
    let header: Vec<String> = names
        .iter()
        .map(|name| format!("\"{}\"", name.replace("a_2", "a").replace('"', "\"\"")))
        .collect();
    let csv = format!("{}\n1,2,3,4,5,x\n2,3,4,5,6,y\n", header.join(","));
    let fixture = Fixture::new(csv.as_bytes());
    assert_eq!(
        fixture
            .dataset
            .columns
            .iter()
            .map(|c| c.name.as_str())
            .collect::<Vec<_>>(),
        names
    );
    fixture.ask(Spec::Profile(Profile {}));
    for name in &names[..5] {
        let output = fixture.ask(group_by("a_2", Aggregate::Sum, Some(name)));
        assert_eq!(output.table.total_rows, 2, "{name}");
        assert_eq!(
            fixture.ask(histogram(name, None)).table.total_rows,
            2,
            "{name}"
        );
        fixture.ask(scatter(name, "A"));
    }
}

#[test]
fn warm_columns_answer_like_cold_ones() {
    let fixture = Fixture::penguins();
    let first = fixture.ask(scatter("bill_length_mm", "bill_depth_mm"));
    fixture.ask(group_by("species", Aggregate::Mean, Some("bill_length_mm")));
    assert_eq!(
        fixture.ask(scatter("bill_length_mm", "bill_depth_mm")),
        first
    );
}

#[test]
fn summaries_are_sentences() {
    let fixture = Fixture::penguins();
    let check = |spec: Spec, sentence: &str| assert_eq!(fixture.ask(spec).summary, sentence);
    check(
        group_by("species", Aggregate::Mean, Some("body_mass_g")),
        "Gentoo has the highest mean body_mass_g, 5,076; Adelie the lowest, 3,701.",
    );
    check(
        group_by("species", Aggregate::Count, None),
        "Adelie has the highest number of rows, 152; Chinstrap the lowest, 68.",
    );
    check(
        group_by("species", Aggregate::Min, Some("body_mass_g")),
        "The lowest body_mass_g is 2,700, in Chinstrap.",
    );
    check(
        histogram("flipper_length_mm", Some(10)),
        "flipper_length_mm runs from 172 to 231, most often between 190 and 195 (62 of 342 values); 2 rows have no value.",
    );
    check(
        scatter("flipper_length_mm", "body_mass_g"),
        "body_mass_g rises by 49.7 for each 1 more of flipper_length_mm (R² 0.759, 342 rows; 2 without both values).",
    );
}

/// A data set that has a column for every question.
fn weather() -> Dataset {
    let mut weather = Story::with_weather().0.state.datasets.remove(0);
    weather.columns.push(Column {
        name: "date".into(),
        column_type: ColumnType::Date,
        nulls: 0,
    });
    weather
}

#[test]
fn an_untouched_form_is_a_recipe_that_fits() {
    let weather = weather();
    for kind in Kind::ALL {
        let values = FieldValues::default();
        let form = Form::new(kind.fields(), &values, &weather);
        let spec = kind.from_form(&form);
        assert_eq!(spec.fits(&weather), Ok(()), "{spec:?}");
        assert_eq!(spec.kind(), *kind);
        let sent = serde_json::to_value(&spec).unwrap();
        assert_eq!(sent["kind"], kind.name());
        assert_eq!(Kind::from_name(kind.name()), *kind);
    }
}

#[test]
fn a_column_that_may_be_none_is_none_until_it_is_chosen() {
    let weather = weather();
    let asked = |values: &FieldValues| {
        let kind = Kind::TimeSeries;
        let form = Form::new(kind.fields(), values, &weather);
        (form.text("series"), kind.from_form(&form))
    };
    let mut values = FieldValues::default();
    let (none, plain) = asked(&values);
    assert_eq!(none, "");
    let sent = serde_json::to_value(&plain).unwrap();
    assert_eq!(sent.get("series"), None);
    values.insert("series", "weather".into());
    let (chosen, split) = asked(&values);
    assert_eq!(chosen, "weather");
    assert_eq!(serde_json::to_value(&split).unwrap()["series"], "weather");
    // Another data set has no such column.
    values.insert("series", "gone".into());
    assert_eq!(asked(&values), (none, plain));
}

#[test]
fn all_rows_are_drawn_until_a_span_is_chosen() {
    let weather = weather();
    let kind = Kind::TimeSeries;
    let asked = |values: &FieldValues| {
        let form = Form::new(kind.fields(), values, &weather);
        serde_json::to_value(kind.from_form(&form)).unwrap()
    };
    let mut values = FieldValues::default();
    let all = asked(&values);
    assert_eq!(all.get("last"), None);
    let named: Spec = serde_json::from_value(all.clone()).unwrap();
    assert_eq!(serde_json::to_value(named).unwrap(), all);
    for (word, sent) in [("5 min", "5_min"), ("7 days", "7_days")] {
        values.insert("last", word.into());
        assert_eq!(asked(&values)["last"], sent);
    }
    values.insert("last", "all".into());
    assert_eq!(asked(&values), all);
    // A list of its own is all that is taken.
    let mut other = all;
    other["last"] = "8_days".into();
    assert!(serde_json::from_value::<Spec>(other).is_err());
}

#[test]
fn every_field_is_one_of_the_spec() {
    let weather = weather();
    for kind in Kind::ALL {
        let mut values = FieldValues::default();
        // What may be none is not sent then.
        for field in kind.fields() {
            match field.input {
                Input::Column { suits, place: None } => {
                    values.insert(field.name, suits.of(&weather)[0].clone());
                }
                Input::Choice([.., word]) => values.insert(field.name, (*word).to_owned()),
                _ => {}
            }
        }
        let form = Form::new(kind.fields(), &values, &weather);
        let sent = serde_json::to_value(kind.from_form(&form)).unwrap();
        for field in kind.fields() {
            assert!(sent.get(field.name).is_some(), "{} of {kind:?}", field.name);
        }
    }
}
