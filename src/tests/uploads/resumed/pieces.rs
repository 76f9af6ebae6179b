//! What the protocol asks and answers, one request after the other.

use super::*;

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_comes_in_pieces_becomes_the_data_set_that_it_is() {
    let fixture = Fixture::new().await;
    let file = rows(30_000);
    let created = announce(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    assert_eq!((created.status, created.offset()), (201, Some(0)));
    assert!(created.header("upload-expires").unwrap().ends_with(" GMT"));
    let path = created.header("location").unwrap();
    assert_eq!(
        fixture.files().len(),
        2,
        "a part and a note: {:?}",
        fixture.files()
    );
    let (first, rest) = file.split_at(10_000);
    let heard = bring(&fixture.ada, path, 0, first.to_vec()).await;
    assert_eq!((heard.status, heard.offset()), (204, Some(10_000)));
    assert_eq!(heard.dataset(), None);
    let heard = look(&fixture.ada, path).await;
    assert_eq!((heard.status, heard.offset()), (200, Some(10_000)));
    let length = file.len().to_string();
    assert_eq!(heard.header("upload-length"), Some(length.as_str()));
    assert_eq!(heard.header("cache-control"), Some("no-store"));
    assert!(heard.header("upload-expires").is_some());
    let said = named("rain.csv");
    assert_eq!(heard.header("upload-metadata"), Some(said.as_str()));
    let heard = bring(&fixture.ada, path, 10_000, rest.to_vec()).await;
    assert_eq!(
        (heard.status, heard.offset()),
        (204, Some(file.len() as u64))
    );
    let id = heard.dataset().unwrap();
    assert_eq!(sha256(&fixture.stored(id)), sha256(&file));
    let datasets = fixture.datasets().await;
    assert_eq!((datasets[0].dataset_id, datasets.len()), (id, 1));
    assert_eq!(datasets[0].by.name, "Ada");
    assert_eq!(fixture.files().len(), 2, "{:?}", fixture.files());
    // The answer may be lost: who asks again hears what became of it.
    let heard = look(&fixture.ada, path).await;
    assert_eq!((heard.status, heard.dataset()), (200, Some(id)));
    assert_eq!(heard.offset(), Some(file.len() as u64));
    let heard = bring(&fixture.ada, path, file.len() as u64, "").await;
    assert_eq!((heard.status, heard.dataset()), (204, Some(id)));
    assert_eq!(look(&fixture.grace, path).await.status, 404);
    assert_eq!(cancel(&fixture.ada, path).await.status, 404);
    assert_eq!(fixture.datasets().await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_announcement_may_bring_the_first_piece_or_all_of_it() {
    let fixture = Fixture::new().await;
    let file = rows(2_000);
    let (length, metadata) = (file.len().to_string(), named("rain.csv"));
    let headers = [
        ("upload-length", length.as_str()),
        ("upload-metadata", metadata.as_str()),
        ("content-type", PIECE),
    ];
    let path = announced_at(fixture.session);
    let all = tus(&fixture.ada, Method::POST, &path, &headers, file.clone()).await;
    assert_eq!((all.status, all.offset()), (201, Some(file.len() as u64)));
    assert_eq!(fixture.stored(all.dataset().unwrap()), file);
    let own = format!("{metadata},as {}", STANDARD.encode("own"));
    let headers = [headers[0], ("upload-metadata", own.as_str()), headers[2]];
    let first = file[..500].to_vec();
    let half = tus(&fixture.ada, Method::POST, &path, &headers, first).await;
    assert_eq!((half.status, half.offset()), (201, Some(500)));
    let at = half.header("location").unwrap();
    let heard = bring(&fixture.ada, at, 500, file[500..].to_vec()).await;
    assert_eq!(fixture.stored(heard.dataset().unwrap()), file);
    let datasets = fixture.datasets().await;
    let titles: Vec<String> = datasets.iter().map(Dataset::title).collect();
    assert_eq!(titles, ["rain", "rain (2)"]);
}

#[tokio::test(flavor = "multi_thread")]
async fn who_can_only_post_says_what_that_stands_for() {
    let fixture = Fixture::new().await;
    let file = rows(3_000);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    let posted = |method: &'static str, offset: usize, body: Vec<u8>| {
        let (ada, offset) = (&fixture.ada, offset.to_string());
        async move {
            let headers = [
                ("x-http-method-override", method),
                ("upload-offset", offset.as_str()),
                ("content-type", PIECE),
            ];
            tus(ada, Method::POST, path, &headers, body).await
        }
    };
    let heard = posted("PATCH", 0, file[..1_000].to_vec()).await;
    assert_eq!((heard.status, heard.offset()), (204, Some(1_000)));
    let heard = posted("HEAD", 0, Vec::new()).await;
    assert_eq!((heard.status, heard.offset()), (200, Some(1_000)));
    for method in ["PUT", "POST", "GET", "nonsense"] {
        assert_eq!(posted(method, 1_000, b"a".to_vec()).await.status, 405);
    }
    assert_eq!(look(&fixture.ada, path).await.offset(), Some(1_000));
    let heard = posted("PATCH", 1_000, file[1_000..].to_vec()).await;
    assert_eq!(fixture.stored(heard.dataset().unwrap()), file);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", 10).await;
    let headers = [("x-http-method-override", "DELETE")];
    let heard = tus(&fixture.ada, Method::POST, path, &headers, "").await;
    assert_eq!(heard.status, 204);
    assert_eq!(look(&fixture.ada, path).await.status, 404);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_wrong_offset_is_told_the_right_one_and_harms_nothing() {
    let fixture = Fixture::new().await;
    let file = rows(3_000);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    bring(&fixture.ada, path, 0, file[..1_000].to_vec()).await;
    for wrong in [0, 999, 1_001, 3_000] {
        let heard = bring(&fixture.ada, path, wrong, file[1_000..].to_vec()).await;
        assert_eq!((heard.status, heard.offset()), (409, Some(1_000)));
        assert_eq!(heard.code(), "upload/offset");
    }
    let heard = bring(&fixture.ada, path, 1_000, file[1_000..].to_vec()).await;
    assert_eq!(fixture.stored(heard.dataset().unwrap()), file);
}

#[tokio::test(flavor = "multi_thread")]
async fn the_rest_of_a_file_that_changed_is_refused() {
    let fixture = Fixture::new().await;
    let file = rows(100_000);
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    let rest = |before: String| {
        let (file, ada) = (&file[80_000..], &fixture.ada);
        async move {
            let headers = [
                ("upload-offset", "80000"),
                ("content-type", PIECE),
                ("tandem-before", before.as_str()),
            ];
            tus(ada, Method::PATCH, path, &headers, file.to_vec()).await
        }
    };
    bring(&fixture.ada, path, 0, file[..80_000].to_vec()).await;
    let mut changed = file[80_000 - 65_536..80_000].to_vec();
    let right = sha256(&changed);
    changed[7] ^= 1;
    let heard = rest(sha256(&changed)).await;
    assert_eq!((heard.status, heard.code()), (409, "upload/changed"));
    assert_eq!(heard.offset(), Some(80_000));
    let heard = rest(right).await;
    assert_eq!(fixture.stored(heard.dataset().unwrap()), file);
}

#[tokio::test(flavor = "multi_thread")]
async fn what_is_not_the_protocol_is_refused_in_words() {
    let fixture = Fixture::new().await;
    let path = announced_at(fixture.session);
    let upload = begin(&fixture.ada, fixture.session, "rain.csv", 10).await;
    for (method, path) in [
        (Method::POST, &path),
        (Method::HEAD, &upload),
        (Method::PATCH, &upload),
        (Method::DELETE, &upload),
    ] {
        for version in [None, Some("0.2.2")] {
            let request = fixture.ada.request(method.clone(), path);
            let request = match version {
                None => request,
                Some(version) => request.header("tus-resumable", version),
            };
            let heard = heard(request.send().await.unwrap()).await;
            assert_eq!(heard.status, 412, "{method} {version:?}");
            assert_eq!(heard.header("tus-version"), Some("1.0.0"));
        }
    }
    for path in [&path, &upload] {
        let options = Visitor::anonymous(fixture.app.addr).request(Method::OPTIONS, path);
        let heard = heard(options.send().await.unwrap()).await;
        assert_eq!(heard.status, 204);
        let extensions = "creation,creation-with-upload,termination,expiration";
        assert_eq!(heard.header("tus-extension"), Some(extensions));
        assert_eq!(heard.header("tus-max-size"), Some("200000000"));
    }
    let metadata = named("rain.csv");
    for headers in [
        vec![("upload-metadata", metadata.as_str())],
        vec![
            ("upload-metadata", metadata.as_str()),
            ("upload-length", "many"),
        ],
        vec![
            ("upload-metadata", metadata.as_str()),
            ("upload-defer-length", "1"),
        ],
        vec![("upload-length", "7")],
        vec![
            ("upload-length", "7"),
            ("upload-metadata", "filename rain.csv"),
        ],
    ] {
        let heard = tus(&fixture.ada, Method::POST, &path, &headers, "").await;
        assert_eq!((heard.status, heard.code()), (400, "request/malformed"));
    }
    let heard = tus(
        &fixture.ada,
        Method::PATCH,
        &upload,
        &[("upload-offset", "0")],
        "a",
    )
    .await;
    assert_eq!((heard.status, heard.code()), (415, "request/media-type"));
    let no_offset = [("content-type", PIECE)];
    let heard = tus(&fixture.ada, Method::PATCH, &upload, &no_offset, "a").await;
    assert_eq!((heard.status, heard.code()), (400, "request/malformed"));
    for path in [&path, &upload] {
        let other = tus(&fixture.ada, Method::PUT, path, &[], "a").await;
        assert_eq!(other.status, 405);
    }
    assert_eq!(look(&fixture.ada, &upload).await.offset(), Some(0));
}

#[tokio::test(flavor = "multi_thread")]
async fn more_than_was_announced_is_refused() {
    let fixture = Fixture::new().await;
    let path = &begin(&fixture.ada, fixture.session, "rain.csv", 6).await;
    let heard = bring(&fixture.ada, path, 0, "a\n1\n2\n3\n").await;
    assert_eq!((heard.status, heard.code()), (413, "upload/too-long"));
    assert_eq!(heard.offset(), Some(0));
    // Also where its length is not told.
    let pieces = ["a\n1\n", "2\n3\n"].map(Ok::<_, std::io::Error>);
    let body = Body::wrap_stream(futures_util::stream::iter(pieces));
    let heard = bring(&fixture.ada, path, 0, body).await;
    assert_eq!((heard.status, heard.code()), (413, "upload/too-long"));
    let here = look(&fixture.ada, path).await.offset().unwrap();
    assert!(here <= 6, "{here}");
}

#[tokio::test(flavor = "multi_thread")]
async fn a_file_that_is_no_table_is_refused_and_leaves_nothing() {
    let fixture = Fixture::new().await;
    let grace = fixture.listener(&fixture.grace).await;
    let path = &begin(&fixture.ada, fixture.session, "notes.csv", 9).await;
    let heard = bring(&fixture.ada, path, 0, "%PDF-1.7\n").await;
    let sentence = "notes.csv is a PDF. Bring a table: CSV, Excel, JSON or Parquet.";
    assert_eq!((heard.status, heard.message()), (422, sentence));
    let told = hears_phase(&grace, UploadPhase::Failed).await;
    assert_eq!(told.error.as_deref(), Some(sentence));
    assert!(fixture.files().is_empty(), "{:?}", fixture.files());
    assert_eq!(look(&fixture.ada, path).await.status, 404);
    let empty = announce(&fixture.ada, fixture.session, "notes.csv", 0).await;
    assert_eq!(
        (empty.status, empty.message()),
        (422, "notes.csv is empty.")
    );
    assert!(fixture.files().is_empty(), "{:?}", fixture.files());
}

#[tokio::test(flavor = "multi_thread")]
async fn the_same_file_for_two_sessions_is_two_data_sets() {
    let fixture = Fixture::new().await;
    let other = fixture.ada.create_session().await;
    let file = rows(20_000);
    let one = &begin(&fixture.ada, fixture.session, "rain.csv", file.len()).await;
    let two = &begin(&fixture.ada, other, "rain.csv", file.len()).await;
    assert_ne!(one, two);
    for (at, to) in [(0, 7_000), (7_000, 15_000), (15_000, file.len())] {
        let piece = || bring(&fixture.ada, one, at as u64, file[at..to].to_vec());
        let same = bring(&fixture.ada, two, at as u64, file[at..to].to_vec());
        let (one, two) = tokio::join!(piece(), same);
        assert_eq!((one.status, two.status), (204, 204), "{one:?} {two:?}");
    }
    for path in [one, two] {
        assert_eq!(sha256(&fixture.stored(id_of(path))), sha256(&file));
    }
    assert_eq!(fixture.datasets().await.len(), 1);
    assert_eq!(enter(&fixture.ada.socket().await, other).await.len(), 1);
}

#[tokio::test(flavor = "multi_thread")]
async fn an_upload_is_its_senders_and_a_script_may_send_too() {
    let fixture = Fixture::new().await;
    let (_, secret) = fixture.ada.make_token("7").await;
    let script = fixture.ada.script(&secret);
    let path = &begin(&script, fixture.session, "rain.csv", 6).await;
    for other in [&fixture.grace, &fixture.noor] {
        let (seen, brought) = (look(other, path).await, bring(other, path, 0, "a\n").await);
        assert_eq!((seen.status, brought.status), (404, 404), "{}", other.name);
        assert_eq!(brought.code(), "upload/unknown");
    }
    let nobody = Visitor::anonymous(fixture.app.addr);
    assert_eq!(look(&nobody, path).await.status, 401);
    let cross = [
        ("upload-offset", "0"),
        ("content-type", PIECE),
        ("origin", "https://evil.example"),
    ];
    for method in [Method::PATCH, Method::DELETE] {
        let heard = tus(&fixture.ada, method, path, &cross, "a\n").await;
        assert_eq!((heard.status, heard.code()), (403, "request/cross-site"));
    }
    let heard = bring(&script, path, 0, "a\n1\n2\n").await;
    assert!(heard.dataset().is_some(), "{heard:?}");
}

#[tokio::test(flavor = "multi_thread")]
async fn below_a_base_the_address_is_below_it() {
    let app = TestApp::with(|config| config.base = "/tandem".into()).await;
    let ada = app.visitor("Ada").await;
    let made = ada.form("/tandem/api/create_session", &[("title", "Seattle")]);
    let made = made.await;
    let address = made.headers()["location"].to_str().unwrap();
    let session = address.strip_prefix("/tandem/session/").unwrap();
    let created = announce(&ada, session.parse().unwrap(), "rain.csv", 4).await;
    let path = created.header("location").unwrap();
    assert!(path.starts_with("/tandem/api/uploads/"), "{path}");
    let heard = bring(&ada, path, 0, "a\n1\n").await;
    assert!(heard.dataset().is_some(), "{heard:?}");
}
