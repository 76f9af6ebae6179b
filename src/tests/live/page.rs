//! The pages without scripts: one is begun in a form, and what is kept of it is changed.

use super::*;

async fn send(by: &Visitor, path: &str, form: &[(&str, &str)]) -> (u16, String) {
    let answer = by.form(path, form).await;
    let status = answer.status().as_u16();
    match answer.headers().get("location") {
        Some(to) => (status, to.to_str().unwrap().to_owned()),
        None => (status, answer.text().await.unwrap()),
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_begins_one_from_columns_alone() {
    let fixture = Fixture::new().await;
    let path = format!("/session/{}/live", fixture.session);
    let shown = fixture.ada.navigate(&path).await.text().await.unwrap();
    assert!(shown.contains("New live data set"), "{shown}");
    let columns = [
        ("column", "at"),
        ("type", "date_time"),
        ("column", " speed "),
        ("type", "number"),
        ("column", ""),
        ("type", "text"),
    ];
    let begins = |name, unit, count| {
        let kept = [("name", name), ("unit", unit), ("count", count)];
        [&columns[..], &kept[..]].concat()
    };
    let form = begins("wind", "rows", "many");
    let (status, refused) = send(&fixture.ada, &path, &form).await;
    assert_eq!(status, 400, "{refused}");
    assert!(refused.contains("Say how many are kept"), "{refused}");
    assert!(
        refused.contains("value=\"speed\""),
        "what was typed is there"
    );
    let form = [&form[..], &[("more", "yes")]].concat();
    let (status, more) = send(&fixture.ada, &path, &form).await;
    assert_eq!(status, 200);
    assert!(more.contains("Name of column 11"), "{more}");
    let form = begins("wind", "rows", "1,000");
    let (status, to) = send(&fixture.grace, &path, &form).await;
    assert_eq!(status, 303, "{to}");
    let (_, datasets) = fixture.enter(&fixture.ada).await;
    let wind = &datasets[0];
    let about = format!(
        "/session/{}/data/{}/about",
        fixture.session, wind.dataset_id
    );
    assert_eq!(to, about);
    assert!(wind.live && wind.name == "wind");
    let names: Vec<_> = wind.columns.iter().map(|one| one.name.as_str()).collect();
    assert_eq!(names, ["at", "speed"]);
    let shown = fixture.grace.navigate(&about).await.text().await.unwrap();
    assert!(shown.contains(&format!("/api/datasets/{}/rows", wind.dataset_id)));
    assert!(shown.contains("value=\"1000\""), "what is kept: {shown}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_begins_one_of_a_data_set() {
    let fixture = Fixture::new().await;
    let path = format!("/api/sessions/{}/datasets?name=tides.csv", fixture.session);
    let file = fixture.ada.request(Method::POST, &path);
    let (_, added) = answer(file.body("height\n1\n2\n")).await;
    let from = added["dataset_id"].as_str().unwrap();
    let about = format!("/session/{}/data/{from}/about", fixture.session);
    let shown = fixture.ada.navigate(&about).await.text().await.unwrap();
    let path = format!("/session/{}/live", fixture.session);
    let address = format!("{path}?from={from}");
    assert!(shown.contains(&address), "{shown}");
    let shown = fixture.ada.navigate(&address).await.text().await.unwrap();
    assert!(shown.contains("tides"), "{shown}");
    let form = [("name", ""), ("from", from), ("unit", "all"), ("count", "")];
    let (status, to) = send(&fixture.ada, &path, &form).await;
    assert_eq!(status, 303, "{to}");
    let (_, datasets) = fixture.enter(&fixture.grace).await;
    let live = &datasets[1];
    assert_eq!((live.name.as_str(), live.live), ("tides (2)", true));
    page_of(&fixture.grace, live.dataset_id, 2).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_kept_is_changed_and_what_is_gone_stays_gone() {
    let fixture = Fixture::new().await;
    let id = fixture.sensors().await;
    let rows: String = (0..10).map(|n| format!("{{\"value\": {n}}}\n")).collect();
    assert_eq!(post(&fixture.ada, id, NDJSON, None, rows).await.0, 200);
    page_of(&fixture.grace, id, 10).await;
    let path = format!("/session/{}/data/{id}/keep", fixture.session);
    let three = [("unit", "rows"), ("count", "3")];
    // Grace has not added it.
    assert_eq!(send(&fixture.grace, &path, &three).await.0, 403);
    assert_eq!(send(&fixture.ada, &path, &[("unit", "rows")]).await.0, 400);
    assert_eq!(send(&fixture.ada, &path, &three).await.0, 303);
    let kept = page_of(&fixture.grace, id, 3).await;
    assert_eq!(kept[0][1], json!(7.0));
    assert_eq!(send(&fixture.ada, &path, &[("unit", "all")]).await.0, 303);
    let more = r#"{"value": 10}"#;
    assert_eq!(post(&fixture.ada, id, JSON, None, more).await.0, 200);
    let rows = page_of(&fixture.grace, id, 4).await;
    assert_eq!(rows[0][1], json!(7.0));
}
