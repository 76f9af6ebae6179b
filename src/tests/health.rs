//! What the server says to whoever watches it, before and after its database goes away.

use crate::support::{TestApp, Visitor, on_each_database};
use reqwest::Method;
use serde_json::Value;

#[tokio::test(flavor = "multi_thread")]
async fn the_server_says_that_it_is_alive_and_whether_it_is_ready() {
    on_each_database(|test| async move {
        let url = test.url.clone();
        let app = TestApp::with(|config| config.database_url = Some(url)).await;
        let watcher = Visitor::anonymous(app.addr);
        let ask = async |path| {
            let asked = watcher.request(Method::GET, path).send();
            asked.await.unwrap()
        };
        for path in ["/healthz", "/readyz"] {
            assert_eq!(ask(path).await.status(), 200, "{path}");
        }
        app.db.read.clone().close().await.unwrap();
        let answer = ask("/readyz").await;
        assert_eq!(answer.status(), 503);
        let refusal: Value = answer.json().await.unwrap();
        assert_eq!(refusal["code"], "server/unavailable");
        assert_eq!(ask("/healthz").await.status(), 200, "it still lives");
    })
    .await;
}
