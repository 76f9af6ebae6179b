//! Pages come whole and with their titles, however many are asked for at once.

use crate::support::{TestApp, Visitor};
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
