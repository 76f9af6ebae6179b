//! Seats: of many who come at once exactly one gets seat 2, on both databases.

use crate::support::{on_each_database, person};
use tandem::{
    server::db::sessions::{self, SessionRow},
    shared::ids::{PersonId, SessionId},
};
use uuid::Uuid;

fn session_of(creator: i64) -> SessionRow {
    SessionRow {
        session: SessionId(Uuid::new_v4()),
        title: "Seats".into(),
        user1: PersonId(creator),
        user2: None,
        created_at: 1,
        archived_at: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_a_hundred_visitors_at_once_one_gets_the_seat() {
    on_each_database(|test| async move {
        let row = session_of(1);
        sessions::create(&test.db, &row).await.unwrap();
        let claims = (2..102).map(|id| {
            let db = test.db.clone();
            let session = row.session;
            tokio::spawn(async move {
                let won = sessions::claim_seat(&db, session, person(id).id)
                    .await
                    .unwrap();
                won.then_some(PersonId(id))
            })
        });
        let mut winners = Vec::new();
        for claim in claims.collect::<Vec<_>>() {
            winners.extend(claim.await.unwrap());
        }
        let stored = sessions::find(&test.db, row.session)
            .await
            .unwrap()
            .unwrap();
        assert_eq!(winners.len(), 1, "{}", test.url);
        assert_eq!(stored.user2, Some(winners[0]));
    })
    .await;
}

#[tokio::test]
async fn the_creator_never_takes_the_second_seat() {
    on_each_database(|test| async move {
        let row = session_of(1);
        sessions::create(&test.db, &row).await.unwrap();
        assert!(
            !sessions::claim_seat(&test.db, row.session, PersonId(1))
                .await
                .unwrap()
        );
        assert_eq!(
            sessions::find(&test.db, row.session).await.unwrap(),
            Some(row)
        );
    })
    .await;
}

#[tokio::test]
async fn migrations_go_down_and_up_again() {
    use migration::{Migrator, MigratorTrait};
    on_each_database(|test| async move {
        Migrator::down(&test.db.write, None).await.unwrap();
        assert!(
            sessions::find(&test.db, SessionId(Uuid::nil()))
                .await
                .is_err()
        );
        Migrator::up(&test.db.write, None).await.unwrap();
        assert_eq!(
            sessions::find(&test.db, SessionId(Uuid::nil()))
                .await
                .unwrap(),
            None
        );
    })
    .await;
}
