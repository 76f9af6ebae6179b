//! The first rows of a file are told while the rest of it is on its way.

use super::*;
use flate2::{Compression, write::GzEncoder};
use std::io::Write;
use tandem::{
    server::db,
    shared::{analysis::Cell, dataset::ColumnType, protocol::UploadPreview},
};

const BOOK: &[u8] = include_bytes!("../../server/worker/ingest/tests/files/h21-sheets.xlsx");
const PARQUET: &[u8] = include_bytes!("../../server/worker/ingest/tests/files/h06-times.parquet");

/// A file of which the beginning is on the server, and its line stays open.
struct Half {
    line: TcpStream,
    rest: Vec<u8>,
}

impl Half {
    /// Who closes the line too early hears no answer.
    async fn arrive(self) -> TcpStream {
        let mut line = self.line;
        line.write_all(&self.rest).await.unwrap();
        line
    }
}

impl Fixture {
    async fn begin(&self, name: &str, file: &[u8], here: usize) -> Half {
        let path = address(self.session, name);
        let length = format!("content-length: {}\r\n", file.len());
        let mut line = write_by_hand(&self.ada, &path, &length, "").await;
        line.write_all(&file[..here]).await.unwrap();
        let rest = file[here..].to_vec();
        Half { line, rest }
    }
}

async fn hears_rows(socket: &NativeSocket) -> UploadPreview {
    let next = timeout(PATIENCE, socket.next_event("upload_preview"));
    serde_json::from_value(next.await.unwrap().unwrap()).unwrap()
}

/// Until an upload of that name has ended: how, and the first rows that were told meanwhile.
async fn hears_end(socket: &NativeSocket, name: &str) -> (UploadPhase, Vec<UploadPreview>) {
    use tandem::client::socket_io::Notice;
    let mut told = Vec::new();
    let mut notices = socket.notices().await;
    loop {
        let notice = timeout(PATIENCE, notices.recv()).await.unwrap().unwrap();
        let Notice::Event { name: event, data } = notice else {
            continue;
        };
        if event == "upload_preview" {
            told.push(serde_json::from_value(data).unwrap());
        } else if event == "upload_progress" {
            let progress: UploadProgress = serde_json::from_value(data).unwrap();
            let is_over = matches!(progress.phase, UploadPhase::Done | UploadPhase::Failed);
            if is_over && progress.name == name {
                return (progress.phase, told);
            }
        }
    }
}

/// `n,place`, and so many rows below it.
fn table(rows: usize) -> Vec<u8> {
    let rows = (0..rows).map(|n| format!("{n},somewhere {}\n", n % 7));
    format!("n,place\n{}", rows.collect::<String>()).into_bytes()
}

fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut packed = GzEncoder::new(Vec::new(), Compression::fast());
    packed.write_all(bytes).unwrap();
    packed.finish().unwrap()
}

fn columns(preview: &UploadPreview) -> Vec<(&str, ColumnType)> {
    let columns = preview.columns.iter();
    columns
        .map(|column| (column.name.as_str(), column.column_type))
        .collect()
}

fn text(words: &str) -> Cell {
    Cell::Text(words.into())
}

#[tokio::test(flavor = "multi_thread")]
async fn both_see_the_first_rows_before_the_file_has_come() {
    let fixture = Fixture::new().await;
    let ada = fixture.listener(&fixture.ada).await;
    let grace = fixture.listener(&fixture.grace).await;
    let file = table(20_000);
    let half = fixture.begin("rain.csv", &file, file.len() / 2).await;
    for socket in [&ada, &grace] {
        let begun = hears(socket).await;
        assert_eq!(begun.phase, UploadPhase::Receiving);
        let told = hears_rows(socket).await;
        assert_eq!(told.upload_id, begun.upload_id);
        assert_eq!((told.session_uuid, told.more_columns), (fixture.session, 0));
        let types = [("n", ColumnType::Integer), ("place", ColumnType::Text)];
        assert_eq!(columns(&told), types);
        assert_eq!(told.rows.len(), 200);
        assert_eq!(told.rows[8], [Cell::Int(8), text("somewhere 1")]);
    }
    let stored = db::datasets::bytes_in_session(&fixture.app.db, fixture.session).await;
    assert_eq!(stored.unwrap(), 0, "it is not here yet");
    let _line = half.arrive().await;
    for socket in [&ada, &grace] {
        let (phase, told) = hears_end(socket, "rain.csv").await;
        assert_eq!((phase, told.len()), (UploadPhase::Done, 0), "told once");
    }
    assert_eq!(fixture.datasets().await[0].rows, 20_000);
    let left = fs::read_dir(fixture.app.config.views_dir())
        .unwrap()
        .count();
    assert_eq!(left, 0, "nothing is left of the looking");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_few_bytes_on_a_slow_line_are_shown_too() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let file = table(20_000);
    let half = fixture.begin("rain.csv", &file, 30).await;
    let told = hears_rows(&grace).await;
    assert_eq!(told.rows, [[Cell::Int(0), text("somewhere 0")]]);
    let _line = half.arrive().await;
    let (phase, told) = hears_end(&grace, "rain.csv").await;
    assert_eq!((phase, told.len()), (UploadPhase::Done, 0), "told once");
}

#[tokio::test(flavor = "multi_thread")]
async fn who_joins_meanwhile_sees_them() {
    let fixture = Fixture::new().await;
    let ada = fixture.listener(&fixture.ada).await;
    let file = table(20_000);
    let half = fixture.begin("rain.csv", &file, 100_000).await;
    let told = hears_rows(&ada).await;
    let grace = fixture.listener(&fixture.grace).await;
    assert_eq!(hears(&grace).await.upload_id, told.upload_id);
    assert_eq!(hears_rows(&grace).await, told);
    let _line = half.arrive().await;
    hears_phase(&grace, UploadPhase::Done).await;
    // Then there is a data set in their place.
    let late = fixture.listener(&fixture.grace).await;
    fixture.upload(&fixture.ada, "a.csv", "a\n1\n2\n").await;
    let (_, told) = hears_end(&late, "a.csv").await;
    assert!(
        told.iter().all(|one| one.columns[0].name == "a"),
        "{told:?}"
    );
}

#[tokio::test(flavor = "multi_thread")]
async fn compressed_files_and_json_in_lines_show_theirs() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let rows = table(60_000);
    let lines: String = (0..9_000)
        .map(|n| format!("{{\"n\":{n},\"place\":\"somewhere {}\"}}\n", n % 7))
        .collect();
    let zstd = zstd::encode_all(&rows[..], 1).unwrap();
    for (name, file) in [
        ("rain.csv.gz", gzip(&rows)),
        ("snow.csv.zst", zstd),
        ("hail.ndjson", lines.clone().into_bytes()),
        ("fog.ndjson.gz", gzip(lines.as_bytes())),
    ] {
        let half = fixture.begin(name, &file, file.len() * 3 / 4).await;
        let told = hears_rows(&grace).await;
        assert_eq!(told.rows.len(), 200, "{name}");
        assert_eq!(told.columns[0].name, "n", "{name}");
        assert_eq!(told.rows[8], [Cell::Int(8), text("somewhere 1")], "{name}");
        let _line = half.arrive().await;
        let (phase, _) = hears_end(&grace, name).await;
        assert_eq!(phase, UploadPhase::Done, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn of_what_is_no_text_nothing_is_shown_and_nothing_is_said() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let array = format!("[{}{{\"n\":1}}]", "{\"n\":1},\n".repeat(20_000));
    let object = format!("{{\n\"rows\": {array}\n}}");
    let noise: Vec<u8> = (0..90_000_u32)
        .map(|n| (n.wrapping_mul(n) / 7) as u8)
        .collect();
    let begun = [
        ("stock.xlsx", BOOK, UploadPhase::Done),
        ("times.parquet", PARQUET, UploadPhase::Done),
        ("array.json", array.as_bytes(), UploadPhase::Done),
        ("object.json", object.as_bytes(), UploadPhase::Done),
        ("noise.csv", &noise, UploadPhase::Failed),
        ("long.csv", &[b'a'; 90_000], UploadPhase::Failed),
    ];
    for (name, file, end) in begun {
        let half = fixture.begin(name, file, file.len() * 5 / 6).await;
        // Its worker looks at one after the other: what is shown of another file comes behind this one.
        let other = fixture.begin("a.csv", &table(20_000), 30).await;
        let told = hears_rows(&grace).await;
        assert_eq!(told.columns.len(), 2, "{name}: {told:?}");
        let _line = half.arrive().await;
        let (phase, told) = hears_end(&grace, name).await;
        assert_eq!((phase, told.len()), (end, 0), "{name}");
        drop(other);
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_cut_in_the_middle_is_left_out() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let quoted = "a,b\n1,\"x\ny\"\n2,\"two\nlines, and ".to_owned();
    let wide = "a,b\n1,käse\n2,kä".to_owned().into_bytes();
    let utf16: Vec<u8> = "\u{feff}a,b\r\n1,käse\r\n2,kä"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    for (name, begun, rest, second) in [
        (
            "quoted.csv",
            quoted.into_bytes(),
            "more\"\n".as_bytes(),
            "x\ny",
        ),
        // In the middle of “ä”.
        (
            "wide.csv",
            wide[..wide.len() - 1].to_vec(),
            b"\xa4se\n",
            "käse",
        ),
        (
            "utf16.csv",
            utf16[..utf16.len() - 1].to_vec(),
            b"\0s\0e\0\n\0",
            "käse",
        ),
        ("crlf.csv", b"a,b\r\n1,x\r\n2,y\r".to_vec(), b"\n", "x"),
    ] {
        let file = [&begun, rest].concat();
        let half = fixture.begin(name, &file, begun.len()).await;
        let told = hears_rows(&grace).await;
        assert_eq!(told.rows[0], [Cell::Int(1), text(second)], "{name}");
        assert!(told.rows.len() <= 2, "{name}: {told:?}");
        let _line = half.arrive().await;
        let (phase, _) = hears_end(&grace, name).await;
        assert_eq!(phase, UploadPhase::Done, "{name}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn much_of_it_comes_in_little() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let names: Vec<String> = (0..300).map(|at| format!("c{at}")).collect();
    let cell = "“ü” ".repeat(60);
    let row = format!("{}\n", vec![cell.as_str(); 300].join(","));
    let file = format!("{}\n{}", names.join(","), row.repeat(12)).into_bytes();
    let half = fixture.begin("wide.csv", &file, file.len() - 9).await;
    let told = hears_rows(&grace).await;
    assert_eq!((told.columns.len(), told.more_columns), (50, 250));
    assert!(told.rows.iter().all(|row| row.len() == 50));
    assert!(serde_json::to_vec(&told).unwrap().len() < 64 << 10);
    match &told.rows[0][0] {
        Cell::Text(text) => assert!(text.ends_with('…') && text.chars().count() == 101),
        other => panic!("{other:?}"),
    }
    let _line = half.arrive().await;
    hears_phase(&grace, UploadPhase::Done).await;
}

#[tokio::test(flavor = "multi_thread")]
async fn what_breaks_off_meanwhile_leaves_nothing() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let file = table(20_000);
    for here in [30, 70_000, 200_000] {
        let half = fixture.begin("rain.csv", &file, here).await;
        hears_phase(&grace, UploadPhase::Receiving).await;
        drop(half);
        hears_phase(&grace, UploadPhase::Failed).await;
        assert!(fixture.files().is_empty(), "{:?}", fixture.files());
    }
    // What a worker had begun for one of them does not stand in the way of the next.
    let half = fixture.begin("snow.csv", &file, 100_000).await;
    loop {
        let told = hears_rows(&grace).await;
        if told.rows.len() == 200 {
            break;
        }
    }
    let _line = half.arrive().await;
    hears_phase(&grace, UploadPhase::Done).await;
}
