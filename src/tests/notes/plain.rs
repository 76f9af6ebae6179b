//! Pages without scripts: read, written and taken back by forms, and by programs over HTTP.

use super::*;

async fn document(by: &Visitor, path: &str) -> String {
    let answer = by.navigate(path).await;
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap()
}

/// The number after which a form saw the page.
fn base(document: &str) -> String {
    let (_, rest) = document.split_once("name=\"base\" value=\"").unwrap();
    rest.split('"').next().unwrap().to_owned()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_form_takes_nobody_elses_words_away() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    hers.writes(0, "alpha\n\n**beta** <b>\n").await;
    let path = format!("/session/{session}/notes/{note}");
    let shown = document(grace, &path).await;
    assert!(shown.contains("<strong>beta</strong> &lt;b&gt;"), "{shown}");
    // She writes on while his form is open.
    hers.writes(5, " and omega").await;
    let form = [
        ("base", &*base(&shown)),
        ("then", "replace"),
        ("text", "alpha\r\n\r\n**delta** <b>\r\n"),
    ];
    assert_eq!(grace.form(&path, &form).await.status(), 303);
    hers.hears("alpha and omega\n\n**delta** <b>\n").await;
    let form = [("base", "0"), ("then", "append"), ("text", "the end")];
    assert_eq!(grace.form(&path, &form).await.status(), 303);
    hers.hears("alpha and omega\n\n**delta** <b>\n\nthe end\n")
        .await;
    let form = [("base", "77"), ("then", "replace"), ("text", "mine")];
    let refused = grace.form(&path, &form).await;
    assert_eq!(refused.status(), 409);
    // What he wrote is in the form still.
    assert!(refused.text().await.unwrap().contains("mine</textarea>"));
}

#[tokio::test(flavor = "multi_thread")]
async fn the_history_says_who_wrote_what_and_leads_back() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    let first = hers.writes(0, "Plan A").await;
    let his = Writer::open(grace, session, note).await;
    his.writes(6, " and B").await;
    let path = format!("/session/{session}/notes/{note}/history");
    let told = document(ada, &path).await;
    let (_, told) = told.split_once("<ol").unwrap();
    let places = ["Grace", "and B", "Ada", "Plan A"].map(|words| told.find(words));
    assert!(
        places[0].is_some() && places.is_sorted(),
        "who wrote what, the newest first: {told}"
    );
    let form = [("n", first.to_string())];
    let form: Vec<_> = form.iter().map(|(name, n)| (*name, n.as_str())).collect();
    assert_eq!(ada.form(&path, &form).await.status(), 303);
    his.hears("Plan A").await;
    let told = document(grace, &path).await;
    assert!(told.contains("Deleted “"), "{told}");
    let unknown = ada.form(&path, &[("n", "99")]).await;
    assert_eq!(unknown.status(), 409);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_program_writes_over_http() {
    let fixture = Fixture::new().await;
    let (ada, session) = (&fixture.ada, fixture.session);
    let note = first_page(ada, session).await;
    let hers = Writer::open(ada, session, note).await;
    let path = format!("/api/sessions/{session}/notes/{note}");
    let write = |path: String, text: &'static str| {
        let request = ada.request(reqwest::Method::POST, &path);
        let request = request.header("content-type", "text/markdown");
        async move { request.body(text).send().await.unwrap() }
    };
    let written = write(path.clone(), "one\r\ntwo\rthree\n").await;
    let n: Value = written.json().await.unwrap();
    assert_eq!(n, json!({ "n": 1 }));
    hers.hears("one\ntwo\nthree\n").await;
    hers.writes(0, "zero\n").await;
    let written = write(format!("{path}?base=1"), "one\ntwo!\nthree\n").await;
    assert_eq!(written.status(), 200);
    hers.hears("zero\none\ntwo!\nthree\n").await;
    let same = write(path, "zero\none\ntwo!\nthree\n").await;
    let n: Value = same.json().await.unwrap();
    assert_eq!(n, json!({ "n": 3 }), "nothing is different");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_long_page_fits_into_its_form() {
    let fixture = Fixture::new().await;
    let (ada, session) = (&fixture.ada, fixture.session);
    let note = first_page(ada, session).await;
    let path = format!("/session/{session}/notes/{note}");
    let long = "слово\n".repeat(20_000);
    let form = [("base", "0"), ("then", "replace"), ("text", &*long)];
    assert_eq!(ada.form(&path, &form).await.status(), 303);
    let shown = document(ada, &path).await;
    let form = [("base", &*base(&shown)), ("text", &*format!("{long}end\n"))];
    assert_eq!(ada.form(&path, &form).await.status(), 303);
    assert_eq!(page(ada, session, note).await, (format!("{long}end\n"), 2));
}
