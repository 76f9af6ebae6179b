//! Short ways to write a session's history down in tests.

use super::{Command, Rejection, Seat, Stamp, StreamState, apply, decide};
use crate::shared::session::{
    chat::{ReceiveMessage, SendMessage},
    datasets::AddDataset,
    people::TakeSeat,
    runs::RunAnalysis,
};
use crate::shared::{
    account::Person,
    analysis::{Aggregate, GroupBy, Spec},
    dataset::{Column, ColumnType, Dataset},
    ids::{DatasetId, EventId, PersonId, StreamId},
    stream::{Event, Fact, StreamKind},
};
use uuid::Uuid;

pub fn ada() -> Person {
    Person {
        id: PersonId(1),
        name: "Ada".into(),
    }
}

/// The first version of a data set that Ada added.
pub fn dataset(name: &str, rows: i64, columns: Vec<Column>) -> Dataset {
    Dataset {
        dataset_id: DatasetId(Uuid::nil()),
        name: name.into(),
        rows,
        columns,
        bytes: 0,
        version: 1,
        notes: vec![],
        content: String::new(),
        about: String::new(),
        by: ada(),
        at: 0,
        removal: None,
        shown: None,
        live: false,
        sample: None,
    }
}

pub fn grace() -> Person {
    Person {
        id: PersonId(2),
        name: "Grace".into(),
    }
}

pub fn noor() -> Person {
    Person {
        id: PersonId(3),
        name: "Noor".into(),
    }
}

/// A message by Ada with the given number.
pub fn message(n: i64, text: &str) -> Event {
    Event {
        stream: StreamId(Uuid::from_u128(9)),
        n,
        id: EventId(Uuid::from_u128(n as u128)),
        at: 1_000 * n,
        by: ada(),
        cid: None,
        fact: Fact::ReceiveMessage(ReceiveMessage {
            text: text.into(),
            reply_to: None,
            about: None,
            mentions: Vec::new(),
            redacted: None,
            thread: None,
            seen: None,
        }),
    }
}

/// A session under test: commands go in, the state and the last event can be looked at.
pub struct Story {
    pub state: StreamState,
    pub events: Vec<Event>,
}

impl Story {
    /// Ada's session with Grace in it.
    pub fn with_two_people() -> Self {
        let state = StreamState::new(StreamId(Uuid::from_u128(9)), StreamKind::Session, "Seattle");
        let mut story = Self {
            state,
            events: Vec::new(),
        };
        story.when(&ada(), TakeSeat { seat: Seat(1) }).unwrap();
        story.when(&grace(), TakeSeat { seat: Seat(2) }).unwrap();
        story
    }

    pub fn with_weather() -> (Self, DatasetId) {
        let mut story = Self::with_two_people();
        let dataset_id = DatasetId(Uuid::from_u128(77));
        let column = |name: &str, column_type| Column {
            name: name.into(),
            column_type,
            nulls: 0,
        };
        let columns = vec![
            column("weather", ColumnType::Text),
            column("wind", ColumnType::Number),
            column("temp_max", ColumnType::Number),
        ];
        let add = AddDataset {
            dataset_id,
            name: "weather".into(),
            rows: 1461,
            columns,
            bytes: 48_219,
            notes: vec![],
            content: String::new(),
            place: Default::default(),
            live: false,
            sample: None,
        };
        story.when(&ada(), add).unwrap();
        (story, dataset_id)
    }

    /// The same with a live data set of the same columns.
    pub fn with_sensors() -> (Self, DatasetId) {
        let (mut story, _) = Self::with_weather();
        let columns = story.state.datasets[0].columns.clone();
        let dataset_id = DatasetId(Uuid::from_u128(78));
        let add = AddDataset {
            dataset_id,
            name: "sensors".into(),
            rows: 0,
            columns,
            bytes: 0,
            notes: vec![],
            content: String::new(),
            place: Default::default(),
            live: true,
            sample: None,
        };
        story.when(&ada(), add).unwrap();
        (story, dataset_id)
    }

    pub fn when(&mut self, by: &Person, command: impl Into<Command>) -> Result<&Event, Rejection> {
        let n = self.state.head + 1;
        let stamp = Stamp {
            id: Uuid::from_u128(1_000 + n as u128),
            at: 1_000 * n,
        };
        let fact = decide(&self.state, by, command.into(), stamp)?;
        let event = Event {
            stream: self.state.stream,
            n,
            id: EventId(stamp.id),
            at: stamp.at,
            by: by.clone(),
            cid: None,
            fact,
        };
        apply(&mut self.state, &event);
        self.events.push(event);
        Ok(self.events.last().unwrap())
    }

    pub fn says(&mut self, by: &Person, text: &str) -> EventId {
        let command = SendMessage {
            text: text.into(),
            reply_to: None,
            about: None,
            seen: None,
        };
        self.when(by, command).unwrap().id
    }

    pub fn asks(
        &mut self,
        by: &Person,
        dataset_id: DatasetId,
        spec: Spec,
    ) -> crate::shared::ids::RunId {
        let event = self.when(by, RunAnalysis { dataset_id, spec }).unwrap();
        crate::shared::ids::RunId(event.id.0)
    }
}

pub fn mean_wind() -> Spec {
    let measure = Some("wind".into());
    Spec::GroupBy(GroupBy {
        by: "weather".into(),
        aggregate: Aggregate::Mean,
        measure,
    })
}
