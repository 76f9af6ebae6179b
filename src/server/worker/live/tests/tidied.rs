//! What a live data set does by itself: segments are merged, and what is not to be kept goes.

use super::*;

#[test]
fn many_small_segments_become_one_and_no_row_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    let mut store = Store::create(&path, columns(), Keep::All).unwrap();
    for n in 0..20 {
        store.append(&[batch(None, &numbers(n * 3, 3))], 0).unwrap();
        store.seal(0).unwrap();
    }
    let before = read(&store);
    let version = store.version().unwrap();
    while let Some(merge) = store.merge() {
        let bytes = merge.write().unwrap();
        // Meanwhile more come.
        let head = store.head();
        store.append(&[batch(None, &numbers(head, 1))], 0).unwrap();
        store.merged(&merge, bytes).unwrap();
    }
    let is_segment = |file: &Path| file.extension().is_some_and(|ending| ending == "parquet");
    let files = fs::read_dir(&path)
        .unwrap()
        .map(|file| file.unwrap().path());
    assert!(files.filter(|file| is_segment(file)).count() < 8);
    assert_eq!(values(&version), before);
    let expected: Vec<_> = (0..store.head()).map(|v| Some(v as f64)).collect();
    assert_eq!(read(&store), expected);
    drop(store);
    assert_eq!(read(&Store::open(&path).unwrap().unwrap()), expected);
}

#[test]
fn rows_of_days_ago_go_although_none_come() {
    const DAY: i64 = 24 * 60 * 60 * 1000;
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    let mut store = Store::create(&path, columns(), Keep::Days(2)).unwrap();
    store.append(&[batch(None, &numbers(0, 3))], DAY).unwrap();
    store.append(&[], DAY + DAY / 2).unwrap();
    store
        .append(&[batch(None, &numbers(3, 2))], 3 * DAY)
        .unwrap();
    assert_eq!((store.first(), store.head()), (0, 5));
    store.append(&[], 4 * DAY).unwrap();
    assert_eq!((store.first(), store.head()), (3, 5));
    assert_eq!(read(&store), [Some(3.0), Some(4.0)]);
}

#[test]
fn two_workers_never_hold_the_same_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("live");
    let store = Store::create(&path, columns(), Keep::All).unwrap();
    let refused = Store::open(&path).err().unwrap();
    assert_eq!(refused.kind(), std::io::ErrorKind::WouldBlock);
    drop(store);
    assert!(Store::open(&path).is_ok());
}
