//! Who is named on a page, with an @, hears of it once, when the writer pauses; whoever looks needs no bell.

use super::*;
use tandem::shared::protocol::{Notification, Notifications, USER_NAMESPACE};

/// What stands in somebody's bell.
async fn bell(tab: &NativeSocket) -> Vec<Notification> {
    ask(tab, Notifications {}).await.unwrap().notifications
}

async fn rings(tab: &NativeSocket, count: usize) -> Vec<Notification> {
    let rung = async {
        loop {
            let told = bell(tab).await;
            if told.len() == count {
                return told;
            }
        }
    };
    timeout(PATIENCE, rung).await.unwrap()
}

#[tokio::test(flavor = "multi_thread")]
async fn who_is_named_hears_of_it_once() {
    let fixture = Fixture::new().await;
    let (ada, grace, session) = (&fixture.ada, &fixture.grace, fixture.session);
    let note = first_page(ada, session).await;
    let tab = grace.try_socket(USER_NAMESPACE).await.unwrap();
    let own = ada.try_socket(USER_NAMESPACE).await.unwrap();
    let hers = Writer::open(ada, session, note).await;
    // Letter by letter, a name that nobody has and one's own.
    for (at, letter) in "@Gra".chars().enumerate() {
        hers.writes(at as u32, &letter.to_string()).await;
    }
    hers.writes(4, "ce, @Nobody and @Ada: ").await;
    let told = rings(&tab, 1).await;
    assert!(
        told[0].text.contains("mentioned you in the notes of"),
        "{told:?}"
    );
    assert_eq!(told[0].link, format!("/session/{session}#note-{note}"));
    // All who are named were told in one go: one's own name rings nowhere.
    assert!(bell(&own).await.is_empty());
}
