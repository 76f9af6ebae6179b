//! Pages come whole and with their titles, however many are asked for at once.

use crate::support::{TestApp, Visitor};
use serde_json::Value;
use std::sync::Arc;

/// The machine's threads hand pages to each other while they are made.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn pages_asked_for_at_once_come_whole() {
    let app = TestApp::start().await;
    let ada = Arc::new(app.visitor("Ada").await);
    let nobody = Arc::new(Visitor::anonymous(app.addr));
    let session = format!("/session/{}", ada.create_session().await);
    let pages = [
        (nobody, "/register".to_owned(), "Create your account"),
        (ada.clone(), "/".to_owned(), "Sessions"),
        (ada, session, "Seattle"),
    ];
    let asked = (0..300).map(|number| {
        let (visitor, path, title) = pages[number % pages.len()].clone();
        tokio::spawn(async move {
            let page = visitor.navigate(&path).await.text().await.unwrap();
            assert!(page.contains(&format!("<title>{title} · Tandem</title>")));
        })
    });
    for page in asked.collect::<Vec<_>>() {
        page.await.unwrap();
    }
}

/// What a page was drawn from, as its HTML carries it along.
fn carried(html: &str) -> Value {
    let start = r#"<script type="application/json" id="page">"#;
    let parts: Vec<_> = html.split(start).collect();
    assert_eq!(parts.len(), 2, "{html}");
    let json = parts[1].split("</script>").next().unwrap();
    serde_json::from_str(json).unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_carries_what_it_was_drawn_from_once() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let session = ada.create_session().await;
    let html = ada.navigate(&format!("/session/{session}")).await;
    let html = html.text().await.unwrap();
    let page = carried(&html);
    assert_eq!(page["Session"][0]["Ok"]["page"], "open", "{page}");
    assert_eq!(html.matches("<script").count(), 3, "{html}");
    let nowhere = ada.navigate("/nowhere").await;
    assert_eq!(nowhere.status(), 404);
    assert_eq!(carried(&nowhere.text().await.unwrap()), "NotFound");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_page_asked_for_by_a_script_is_the_same_and_takes_no_seat() {
    let app = TestApp::start().await;
    let ada = app.visitor("Ada").await;
    let address = format!("/session/{}", ada.create_session().await);
    let ask = async |visitor: &Visitor| -> Value {
        let asked = format!("/api/page?path={address}");
        visitor.form(&asked, &[]).await.json().await.unwrap()
    };
    let html = ada.navigate(&address).await.text().await.unwrap();
    assert_eq!(ask(&ada).await["Session"][1], carried(&html)["Session"][1]);
    let grace = app.visitor("Grace").await;
    for _ in 0..2 {
        assert_eq!(ask(&grace).await["Session"][0]["Ok"]["page"], "offered");
    }
    let nobody = Visitor::anonymous(app.addr);
    assert_eq!(ask(&nobody).await["Session"][0]["Ok"]["page"], "signed_out");
    assert_eq!(grace.navigate(&address).await.status(), 200);
}
