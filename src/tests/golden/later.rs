//! Facts and specs that came after the first program, each appended when it came.

use super::facts::{DATASET, added, ended, message_id, result, run};
use tandem::analyses::{Last, TimeSeries, TopValues};
use tandem::shared::{
    analysis::{Aggregate, Num, Spec},
    anchor::{Anchor, Letter},
    chart::{Marks, Series},
    dataset::{Column, ColumnType},
    ids::{DatasetId, NoteId, RuleId, RunId},
    period::Period,
    session::{
        chat::{ReceiveMessage, Seen, ThreadResolved},
        datasets::{DatasetDescribed, DatasetRemoved, DatasetUpdate, SampleSet, ViewShown},
        notes::{NoteAdded, NoteRemoved, NoteRenamed},
        people::Presenting,
        rules::{Condition, RuleCleared, RuleFired, RuleMade, RuleOf, RuleRemoved},
        runs::{AsOf, RunCheckpoint, RunPaused, RunStatus},
    },
    stream::Fact,
    view::{Filter, SortKey, Test, View},
};
use uuid::Uuid;

const RULE: RuleId = RuleId(Uuid::from_u128(0xa1e));
const NOTE: NoteId = NoteId(Uuid::from_u128(0x407e));

pub fn later() -> Vec<Fact> {
    let top_values = |n| {
        let column = "species".into();
        run(Spec::TopValues(TopValues { column, n }), RunStatus::Queued)
    };
    let time_series = |bucket, zone: Option<&str>, measure: Option<&str>| {
        let (time, zone) = ("date".into(), zone.map(str::to_owned));
        let aggregate = measure.map_or(Aggregate::Count, |_| Aggregate::Mean);
        let measure = measure.map(str::to_owned);
        let series = TimeSeries {
            time,
            bucket,
            zone,
            aggregate,
            measure,
            series: None,
            last: None,
        };
        run(Spec::TimeSeries(series), RunStatus::Queued)
    };
    let days = |series: Option<&str>, last| {
        let days = Spec::TimeSeries(TimeSeries {
            time: "date".into(),
            bucket: Some(Period::Day),
            zone: None,
            aggregate: Aggregate::Count,
            measure: None,
            series: series.map(str::to_owned),
            last,
        });
        run(days, RunStatus::Queued)
    };
    let line = |running: Option<&str>| Marks::Line {
        period: Period::Hour,
        starts: vec![-3_600, 0, 3_600],
        offsets: vec![7_200, 7_200, 3_600],
        values: vec![Some(Num(1.5)), None, Some(Num(-2.0))],
        series: Vec::new(),
        running: running.map(str::to_owned),
    };
    let lines = Marks::Line {
        period: Period::Day,
        starts: vec![0, 86_400],
        offsets: Vec::new(),
        values: Vec::new(),
        series: vec![Series {
            name: "Dream".into(),
            values: vec![None, Some(Num(12.0))],
        }],
        running: None,
    };
    let running = || Some(Box::new(result(line(Some("20 of 60 min")))));
    let as_of = AsOf {
        at: 1_796_040_320_000,
        rows: 1_000,
        head: 1_202,
    };
    let checkpoint = |output, output_url| {
        Fact::RunCheckpoint(RunCheckpoint {
            run_id: RunId(Uuid::from_u128(0x4a)),
            dataset_id: DATASET,
            as_of,
            output,
            output_url,
        })
    };
    let paused = |paused| {
        let run_id = RunId(Uuid::from_u128(0x4a));
        Fact::RunPaused(RunPaused { run_id, paused })
    };
    let mut live = ended(RunStatus::Done, |output, _, _| *output = running());
    if let Fact::AnalysisUpdate(live) = &mut live {
        live.as_of = Some(as_of);
    }
    let about = |anchor| {
        Fact::ReceiveMessage(ReceiveMessage {
            text: "look here".into(),
            reply_to: None,
            about: Some(anchor),
            mentions: Vec::new(),
            redacted: None,
            thread: None,
            seen: None,
        })
    };
    let run = RunId(Uuid::from_u128(0x4a));
    let (dataset, row, column) = (DATASET, 17, 2);
    vec![
        top_values(None),
        top_values(Some(25)),
        about(Anchor::Mark { run, mark: 7 }),
        about(Anchor::Dataset(dataset)),
        about(Anchor::Cell {
            dataset,
            row,
            column,
        }),
        about(Anchor::Message(message_id(900))),
        Fact::DatasetRemoved(DatasetRemoved {
            dataset_id: DATASET,
        }),
        Fact::DatasetUpdate(DatasetUpdate {
            content: "9f86d081884c7d65".into(),
            ..added(0xda7b, "weather")
        }),
        Fact::ViewShown(ViewShown {
            dataset_id: DATASET,
            view: View {
                sort: vec![SortKey {
                    column: "wind".into(),
                    descending: true,
                }],
                filters: vec![
                    filter("date", Test::Missing(false)),
                    filter(
                        "wind",
                        Test::Between {
                            from: Some("3".into()),
                            to: None,
                        },
                    ),
                    filter("city", Test::OneOf(vec!["Oslo".into()])),
                    filter("note", Test::Contains("Größe".into())),
                ],
                find: "rain".into(),
            },
        }),
        Fact::DatasetDescribed(DatasetDescribed {
            dataset_id: DATASET,
            name: "wind".into(),
            about: "Seattle,\nby day".into(),
            versions: vec![DatasetId(Uuid::from_u128(0xda7b))],
        }),
        Fact::DatasetUpdate(DatasetUpdate {
            version: 2,
            about: "Seattle,\nby day".into(),
            ..added(0xda7c, "wind")
        }),
        Fact::DatasetUpdate(DatasetUpdate {
            rows: 0,
            columns: vec![Column {
                name: "value".into(),
                column_type: ColumnType::Number,
                nulls: 0,
            }],
            live: true,
            ..added(0xda7d, "sensors")
        }),
        time_series(None, None, None),
        time_series(Some(Period::Week), Some("Europe/Berlin"), Some("mass")),
        ended(RunStatus::Done, |output, _, _| {
            *output = Some(Box::new(result(line(None))));
        }),
        live,
        checkpoint(running(), Some("/api/output".into())),
        checkpoint(None, None),
        paused(true),
        paused(false),
        Fact::DatasetUpdate(DatasetUpdate {
            live: true,
            sample: Some(10),
            ..added(0xda7e, "weather stations")
        }),
        Fact::SampleSet(SampleSet {
            dataset_id: DatasetId(Uuid::from_u128(0xda7e)),
            rate: 100,
            on: false,
            why: Some("It ran for 30 minutes.".into()),
        }),
        Fact::RuleMade(RuleMade {
            rule_id: RULE,
            dataset_id: DatasetId(Uuid::from_u128(0xda7d)),
            condition: Condition {
                of: RuleOf::Mean,
                column: Some("value".into()),
                over_s: 60,
                below: true,
                bound: 10.5,
                for_s: 30,
            },
            text: "’s new rule for sensors".into(),
        }),
        Fact::RuleFired(RuleFired {
            rule_id: RULE,
            dataset_id: DatasetId(Uuid::from_u128(0xda7d)),
            text: "’s rule for sensors fired".into(),
            values: vec!["Oslo".into()],
        }),
        Fact::RuleCleared(RuleCleared {
            rule_id: RULE,
            dataset_id: DatasetId(Uuid::from_u128(0xda7d)),
            text: "’s rule for sensors cleared".into(),
        }),
        Fact::RuleRemoved(RuleRemoved {
            rule_id: RULE,
            dataset_id: DatasetId(Uuid::from_u128(0xda7d)),
            text: " removed a rule for sensors".into(),
        }),
        Fact::NoteAdded(NoteAdded {
            note_id: NOTE,
            title: "Notes".into(),
        }),
        Fact::NoteRenamed(NoteRenamed {
            note_id: NOTE,
            title: "Plan “B”".into(),
        }),
        Fact::NoteRemoved(NoteRemoved { note_id: NOTE }),
        Fact::Presenting(Presenting { on: true }),
        Fact::Presenting(Presenting { on: false }),
        comment(),
        Fact::ThreadResolved(ThreadResolved {
            message_id: message_id(900),
            resolved: true,
        }),
        days(Some("island"), None),
        ended(RunStatus::Done, |output, _, _| {
            *output = Some(Box::new(result(lines)));
        }),
        comment_on_words(),
        days(None, Some(Last::SevenDays)),
    ]
}

fn comment_on_words() -> Fact {
    let letter = |clock| Letter { client: 7, clock };
    Fact::ReceiveMessage(ReceiveMessage {
        text: "in May too?".into(),
        reply_to: None,
        about: Some(Anchor::Words {
            note: NOTE,
            first: letter(8),
            last: letter(14),
        }),
        mentions: Vec::new(),
        redacted: None,
        thread: None,
        seen: Some(Box::new(Seen {
            value: Some("no wind".into()),
            around: vec!["fog and ".into(), " in May".into()],
            ..Seen::default()
        })),
    })
}

fn comment() -> Fact {
    let named = |column: &str| Some(column.to_owned());
    Fact::ReceiveMessage(ReceiveMessage {
        text: "a typing error?".into(),
        reply_to: None,
        about: Some(Anchor::Row {
            dataset: DATASET,
            row: 17,
        }),
        mentions: Vec::new(),
        redacted: None,
        thread: Some(message_id(900)),
        seen: Some(Box::new(Seen {
            dataset_id: Some(DATASET),
            view: View {
                find: "oslo".into(),
                ..View::default()
            },
            marked: vec![3, 4, 1, 2],
            column: named("wind"),
            value: named("99.5"),
            key: Some(filter("id", Test::OneOf(vec!["a-18".into()]))),
            around: Vec::new(),
            as_of: Some(1_796_040_320_000),
        })),
    })
}

fn filter(column: &str, test: Test) -> Filter {
    Filter {
        column: column.into(),
        test,
    }
}
