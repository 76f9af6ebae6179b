//! `kill -9` while people write: what was acked is there, once, in every page and in the server's.

use super::*;
use crate::support::{FailingDisk, free_address, start, start_with};

#[tokio::test(flavor = "multi_thread")]
async fn nothing_acked_is_lost_and_nothing_is_there_twice() {
    let data = tempfile::tempdir().unwrap();
    let addr = free_address();
    let mut server = start(addr, data.path()).await;
    let ada = Visitor::register(addr, "Ada").await;
    let grace = Visitor::register(addr, "Grace").await;
    let session = ada.create_session().await;
    let address = format!("/session/{session}");
    assert_eq!(grace.navigate(&address).await.status(), 200);
    let note = first_page(&ada, session).await;
    let mut tabs = Vec::new();
    for by in [&ada, &ada, &grace, &grace] {
        tabs.push(Writer::open(by, session, note).await);
    }
    tabs[0].writes(0, "start\n").await;
    let mut lines = vec!["start".to_owned()];
    for round in 0..3 {
        for (i, tab) in tabs.iter().enumerate() {
            let line = format!("round {round} tab {i}");
            let end = tab.text.len(&tab.doc.transact());
            tab.writes(end, &format!("{line}\n")).await;
            lines.push(line);
        }
        // More is on its way when the server dies: it may be stored, and its writer sends it once more.
        for (i, tab) in tabs.iter().enumerate() {
            let line = format!("round {round} tab {i} unacked");
            let update = tab.types(0, &format!("{line}\n"));
            let edit = NoteEdit {
                session_uuid: session,
                note_id: note,
                message: message(2, &update),
            };
            drop(
                tab.socket
                    .emit("note_edit", serde_json::to_value(edit).unwrap()),
            );
            lines.push(line);
        }
        server.kill().await.unwrap();
        server = start(addr, data.path()).await;
        for (tab, by) in tabs.iter_mut().zip([&ada, &ada, &grace, &grace]) {
            tab.come_back(by).await;
        }
    }
    // All leave; one tab sleeps with words that nobody has, and wakes when the others are back.
    let mut sleeping = tabs.pop().unwrap();
    sleeping.socket.close();
    sleeping.types(0, "typed while it slept\n");
    lines.push("typed while it slept".to_owned());
    server.kill().await.unwrap();
    server = start(addr, data.path()).await;
    for (tab, by) in tabs.iter_mut().zip([&ada, &ada, &grace]) {
        tab.come_back(by).await;
    }
    sleeping.come_back(&grace).await;
    tabs.push(sleeping);
    let (text, _) = page(&ada, session, note).await;
    for tab in &tabs {
        tab.hears(&text).await;
    }
    let mut found: Vec<&str> = text.lines().collect();
    found.sort_unstable();
    lines.sort_unstable();
    assert_eq!(found, lines);
    server.kill().await.unwrap();
    let mut server = start(addr, data.path()).await;
    assert_eq!(page(&grace, session, note).await.0, text);
    server.kill().await.unwrap();
}

#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_stores_nothing_by_halves() {
    let disk = FailingDisk::new();
    let addr = free_address();
    let mut server = start_with(addr, &disk.data(), &disk.environment()).await;
    let ada = Visitor::register(addr, "Ada").await;
    let session = ada.create_session().await;
    let note = first_page(&ada, session).await;
    let hers = Writer::open(&ada, session, note).await;
    hers.writes(0, "one\n").await;
    disk.fail("write ENOSPC");
    let update = hers.types(0, "two\n");
    let refused = hers.send(2, &update).await.unwrap_err();
    assert!(refused.code.is_retryable(), "{}", refused.code);
    disk.heal();
    let soon = async {
        while let Err(refused) = hers.send(2, &update).await {
            assert!(refused.code.is_retryable(), "{}", refused.code);
        }
    };
    timeout(PATIENCE, soon).await.unwrap();
    assert_eq!(page(&ada, session, note).await.0, "two\none\n");
    server.kill().await.unwrap();
}
