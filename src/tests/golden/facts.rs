//! Every fact and every spec, as today's program knows them; `events.jsonl` is how it first wrote them.

use tandem::shared::{
    account::Person,
    analysis::{
        Aggregate, Cell, GroupBy, Histogram, Num, Output, Profile, Scatter, Spec, Table,
        TableColumn,
    },
    anchor::Anchor,
    chart::{Axis, Bin, Chart, FittedLine, Marks},
    dataset::{Column, ColumnType},
    ids::{DatasetId, EventId, PersonId, RunId},
    session::{
        Seat,
        chat::{MessageDeleted, MessageEdited, MessageReacted, ReceiveMessage, Redacted},
        datasets::{DatasetStatus, DatasetUpdate},
        people::{Status, StatusKind},
        runs::{AnalysisUpdate, RunStatus},
    },
    stream::Fact,
};
use uuid::Uuid;

pub const DATASET: DatasetId = DatasetId(Uuid::from_u128(0xda7a));

pub fn ada() -> Person {
    Person {
        id: PersonId(1),
        name: "Ada".into(),
    }
}

/// Those that the first program knew.
pub fn first() -> Vec<Fact> {
    [messages(), datasets(), runs(), statuses()].concat()
}

pub fn added(id: u128, name: &str) -> DatasetUpdate {
    DatasetUpdate {
        dataset_id: DatasetId(Uuid::from_u128(id)),
        name: name.into(),
        status: DatasetStatus::Ready,
        rows: 3,
        columns: vec![],
        version: 1,
        bytes: 42,
        notes: vec![],
        content: String::new(),
        about: String::new(),
        live: false,
        sample: None,
    }
}

pub fn message_id(n: u128) -> EventId {
    EventId(Uuid::from_u128(0xe000 + n))
}

fn messages() -> Vec<Fact> {
    let message = |text: &str| {
        Fact::ReceiveMessage(ReceiveMessage {
            text: text.into(),
            reply_to: None,
            about: None,
            mentions: Vec::new(),
            redacted: None,
            thread: None,
            seen: None,
        })
    };
    let redacted = |text: &str, redacted| {
        Fact::ReceiveMessage(ReceiveMessage {
            text: text.into(),
            reply_to: None,
            about: None,
            mentions: Vec::new(),
            redacted: Some(redacted),
            thread: None,
            seen: None,
        })
    };
    let edited = |of, redacted| {
        Fact::MessageEdited(MessageEdited {
            message_id: message_id(of),
            text: "look at **July**".into(),
            redacted,
        })
    };
    let reacted = |on| {
        Fact::MessageReacted(MessageReacted {
            message_id: message_id(900),
            emoji: "👍🏽".into(),
            on,
        })
    };
    vec![
        message("Größe, 大きさ, \"quoted\" \\ and \n a line"),
        Fact::ReceiveMessage(ReceiveMessage {
            text: "@Grace look".into(),
            reply_to: Some(message_id(900)),
            about: Some(Anchor::Run(RunId(Uuid::from_u128(0x4a)))),
            mentions: vec![PersonId(2), PersonId(3)],
            redacted: None,
            thread: None,
            seen: None,
        }),
        redacted("of now", Redacted::Edited),
        redacted("", Redacted::Deleted),
        edited(902, None),
        edited(903, Some(Redacted::Edited)),
        edited(904, Some(Redacted::Deleted)),
        Fact::MessageDeleted(MessageDeleted {
            message_id: message_id(901),
        }),
        reacted(true),
        reacted(false),
    ]
}

fn datasets() -> Vec<Fact> {
    let types = [
        ColumnType::Integer,
        ColumnType::Number,
        ColumnType::Boolean,
        ColumnType::Date,
        ColumnType::DateTime,
        ColumnType::Text,
    ];
    let column = |(nulls, column_type): (i64, &ColumnType)| Column {
        name: format!("column {nulls}"),
        column_type: *column_type,
        nulls,
    };
    vec![Fact::DatasetUpdate(DatasetUpdate {
        dataset_id: DATASET,
        name: "penguins".into(),
        status: DatasetStatus::Ready,
        rows: 344,
        columns: (0..).zip(&types).map(column).collect(),
        version: 2,
        bytes: 13_478,
        notes: vec!["Read as Windows-1252.".into()],
        content: String::new(),
        about: String::new(),
        live: false,
        sample: None,
    })]
}

pub fn specs() -> Vec<Spec> {
    let group = |aggregate, measure: Option<&str>| {
        Spec::GroupBy(GroupBy {
            by: "species".into(),
            aggregate,
            measure: measure.map(str::to_owned),
        })
    };
    let histogram = |bins| {
        Spec::Histogram(Histogram {
            column: "mass".into(),
            bins,
        })
    };
    let mut specs = vec![
        Spec::Profile(Profile {}),
        group(Aggregate::Count, None),
        histogram(None),
        histogram(Some(20)),
        Spec::Scatter(Scatter {
            x: "bill".into(),
            y: "mass".into(),
        }),
    ];
    specs.extend(Aggregate::ALL.map(|aggregate| group(aggregate, Some("mass"))));
    specs
}

pub fn run(spec: Spec, status: RunStatus) -> Fact {
    Fact::AnalysisUpdate(AnalysisUpdate {
        run_id: RunId(Uuid::from_u128(0x4a)),
        dataset_id: DATASET,
        spec,
        status,
        output: None,
        output_url: None,
        error: None,
        elapsed_ms: 0,
        as_of: None,
    })
}

pub fn ended(
    status: RunStatus,
    with: impl FnOnce(&mut Option<Box<Output>>, &mut Option<String>, &mut Option<String>),
) -> Fact {
    let mut fact = run(Spec::Profile(Profile {}), status);
    if let Fact::AnalysisUpdate(AnalysisUpdate {
        output,
        output_url,
        error,
        elapsed_ms,
        ..
    }) = &mut fact
    {
        *elapsed_ms = 1_234;
        with(output, output_url, error);
    }
    fact
}

fn runs() -> Vec<Fact> {
    let asked = specs().into_iter().map(|spec| run(spec, RunStatus::Queued));
    let done = marks().into_iter().map(|marks| {
        ended(RunStatus::Done, |output, _, _| {
            *output = Some(Box::new(result(marks)));
        })
    });
    let rest = [
        run(Spec::Profile(Profile {}), RunStatus::Running),
        ended(RunStatus::Done, |_, url, _| {
            *url = Some("/api/sessions/x/runs/y/output".into());
        }),
        ended(RunStatus::Failed, |_, _, error| {
            *error = Some("Stopped after 30 s.".into());
        }),
        ended(RunStatus::Cancelled, |_, _, _| {}),
    ];
    asked.chain(done).chain(rest).collect()
}

fn marks() -> Vec<Marks> {
    let line = FittedLine {
        slope: 0.5,
        intercept: -1.25,
        r2: 0.875,
        x0: 0.0,
        x1: 9.5,
    };
    let scatter = |line, bins| Marks::Scatter {
        points: vec![[0.0, 1.5], [-2.0, 1e300]],
        bins,
        line,
    };
    let bin = Bin {
        x0: 0.0,
        x1: 1.0,
        y0: -1.0,
        y1: 0.0,
        count: 7,
    };
    vec![
        Marks::Bars {
            labels: vec!["Adelie".into(), "".into(), "other".into()],
            values: vec![Num(3_700.66), Num(f64::INFINITY), Num(-1.0)],
        },
        Marks::Histogram {
            edges: vec![0.0, 0.5, 1.0],
            counts: vec![3, 0],
        },
        scatter(Some(line), Vec::new()),
        scatter(None, vec![bin]),
    ]
}

pub fn result(marks: Marks) -> Output {
    let axis = |label: &str| Axis {
        label: label.into(),
    };
    Output {
        summary: "Adelie is the lightest.".into(),
        table: Table {
            columns: vec![TableColumn {
                name: "mass".into(),
                numeric: true,
            }],
            rows: vec![
                vec![Cell::Null],
                vec![Cell::Bool(true)],
                vec![Cell::Int(-7)],
                vec![Cell::Num(Num(0.1))],
                vec![Cell::Num(Num(f64::NEG_INFINITY))],
                vec![Cell::Text("007".into())],
            ],
            total_rows: 6,
        },
        chart: Chart {
            title: "Mean of mass by species".into(),
            subtitle: "344 rows".into(),
            x: axis("species"),
            y: axis("mass"),
            marks,
        },
    }
}

fn statuses() -> Vec<Fact> {
    let status = |kind, seat: Option<u8>, title: Option<&str>| {
        Fact::Status(Status {
            kind,
            text: "Grace joined".into(),
            person: Person {
                id: PersonId(2),
                name: "Grace".into(),
            },
            seat: seat.map(Seat),
            title: title.map(str::to_owned),
        })
    };
    vec![
        status(StatusKind::Joined, Some(2), None),
        status(StatusKind::Joined, None, None),
        status(StatusKind::Left, None, None),
        status(StatusKind::Removed, None, None),
        status(StatusKind::Renamed, None, Some("July")),
        status(StatusKind::Renamed, None, None),
        status(StatusKind::Archived, None, None),
        status(StatusKind::Restored, None, None),
    ]
}
