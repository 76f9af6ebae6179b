//! Pages: several people who write at once over bad lines, and what strangers send.

use super::{
    bytes::{put_block, put_number},
    page::{Page, Unfit},
    update,
};
use proptest::prelude::*;

/// The server's side without its database: what is stored, and the page that was made of it.
struct Server {
    stored: Vec<Vec<u8>>,
    page: Page,
}

impl Server {
    fn start(stored: Vec<Vec<u8>>) -> Self {
        let page = Page::of(stored.iter().map(Vec::as_slice)).unwrap();
        Self { stored, page }
    }

    /// As the task of a page does it; answers what the others are told.
    fn take(&mut self, update: &[u8]) -> Result<Option<Vec<u8>>, Unfit> {
        let put = self.page.put(update);
        match &put {
            Ok(Some(new)) => self.stored.push(new.clone()),
            Ok(None) => {}
            Err(_) => *self = Self::start(std::mem::take(&mut self.stored)),
        }
        put
    }
}

/// A browser's side: its page, and what is under way on its line.
struct Client {
    page: Page,
    up: Vec<Vec<u8>>,
    down: Vec<Vec<u8>>,
    is_cut: bool,
}

impl Client {
    fn new() -> Self {
        Self {
            page: Page::empty(),
            up: Vec::new(),
            down: Vec::new(),
            is_cut: false,
        }
    }

    /// As on `note_open`, in both directions.
    fn open(&mut self, server: &mut Server) -> Option<Vec<u8>> {
        self.up.clear();
        self.down.clear();
        self.is_cut = false;
        let lacking = server.page.since(&self.page.state_vector()).unwrap();
        self.page.take(&lacking).unwrap();
        let missed = self.page.since(&server.page.state_vector()).unwrap();
        server.take(&missed).unwrap()
    }

    fn write(&mut self, at: usize, removed: usize, words: &str) {
        let text: Vec<char> = self.page.text().chars().collect();
        let from = at % (text.len() + 1);
        let until = text.len().min(from + removed);
        let words: Vec<char> = words.chars().collect();
        let changed = [&text[..from], &words, &text[until..]].concat();
        if let Some(update) = self.page.write(&changed.into_iter().collect::<String>()) {
            self.up.push(update);
        }
    }
}

#[derive(Clone, Debug)]
enum Step {
    Write(usize, usize, usize, String),
    /// The oldest that is under way to the server comes there; perhaps it stays under way, to come once more.
    Up(usize, bool),
    /// Any that is under way to a client comes there; perhaps it stays under way.
    Down(usize, usize, bool),
    Cut(usize),
    Open(usize),
    Restart,
}

const CLIENTS: usize = 5;

fn step() -> impl Strategy<Value = Step> {
    let who = 0..CLIENTS;
    prop_oneof![
        6 => (who.clone(), 0..200_usize, 0..4_usize, "[a-c🌉é\n]{0,3}")
            .prop_map(|(who, at, removed, words)| Step::Write(who, at, removed, words)),
        6 => (who.clone(), any::<bool>()).prop_map(|(who, twice)| Step::Up(who, twice)),
        6 => (who.clone(), 0..8_usize, any::<bool>())
            .prop_map(|(who, which, twice)| Step::Down(who, which, twice)),
        1 => who.clone().prop_map(Step::Cut),
        2 => who.prop_map(Step::Open),
        1 => Just(Step::Restart),
    ]
}

fn tell(clients: &mut [Client], told: Option<Vec<u8>>) {
    let Some(told) = told else { return };
    for client in clients.iter_mut().filter(|client| !client.is_cut) {
        client.down.push(told.clone());
    }
}

fn play(steps: Vec<Step>) {
    let mut server = Server::start(Vec::new());
    let mut clients: Vec<Client> = (0..CLIENTS).map(|_| Client::new()).collect();
    for step in steps {
        match step {
            Step::Write(who, at, removed, words) => clients[who].write(at, removed, &words),
            Step::Up(who, twice) => {
                let client = &mut clients[who];
                let Some(update) = client.up.first().filter(|_| !client.is_cut).cloned() else {
                    continue;
                };
                if !twice {
                    client.up.remove(0);
                }
                match server.take(&update) {
                    Ok(told) => tell(&mut clients, told),
                    Err(Unfit::Behind) => {
                        let told = clients[who].open(&mut server);
                        tell(&mut clients, told);
                    }
                    Err(unfit) => panic!("{unfit:?}"),
                }
            }
            Step::Down(who, which, twice) => {
                let client = &mut clients[who];
                let Some(update) = client.down.get(which).cloned() else {
                    continue;
                };
                if !twice {
                    client.down.remove(which);
                }
                // One that comes too early waits in the document.
                let taken = client.page.take(&update);
                assert!(matches!(taken, Ok(_) | Err(Unfit::Behind)));
            }
            Step::Cut(who) => {
                let client = &mut clients[who];
                client.up.clear();
                client.down.clear();
                client.is_cut = true;
            }
            Step::Open(who) => {
                let told = clients[who].open(&mut server);
                tell(&mut clients, told);
            }
            Step::Restart => {
                server = Server::start(server.stored);
                clients.iter_mut().for_each(|client| client.is_cut = true);
            }
        }
    }
    for _ in 0..2 {
        for client in &mut clients {
            client.open(&mut server);
        }
    }
    let text = server.page.text();
    for client in &clients {
        assert_eq!(client.page.text(), text);
        assert_eq!(client.page.length(), text.encode_utf16().count() as u32);
    }
    assert_eq!(Server::start(server.stored).page.text(), text);
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::with_cases(1_000) })]

    #[test]
    fn everyone_ends_with_the_same_text(steps in prop::collection::vec(step(), 0..80)) {
        play(steps);
    }

    #[test]
    fn what_is_no_update_changes_nothing(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        let (page, _) = lettered();
        let before = (page.text(), page.state_vector());
        if page.put(&bytes).is_err() {
            // The server makes its page anew; even so nothing has got in.
            assert_eq!((page.text(), page.state_vector()), before);
        }
    }
}

/// A page with letters of several kinds on it, and the update that wrote them.
fn lettered() -> (Page, Vec<u8>) {
    let page = Page::empty();
    let update = page.write("Привет! Один\nbridge 🌉 end").unwrap();
    (page, update)
}

/// One block of one client.
fn block(client: u64, clock: u64, block: &[u8]) -> Vec<u8> {
    let mut update = vec![1, 1];
    put_number(&mut update, client);
    put_number(&mut update, clock);
    update.extend_from_slice(block);
    update.push(0);
    update
}

/// Letters at the beginning of the text called `name`.
fn letters(name: &str, words: &str) -> Vec<u8> {
    let mut block = vec![4, 1];
    put_block(&mut block, name.as_bytes());
    put_block(&mut block, words.as_bytes());
    block
}

fn length(kind: u8, length: u64) -> Vec<u8> {
    let mut block = vec![kind];
    if kind == 1 {
        block.push(1);
        put_block(&mut block, b"text");
    }
    put_number(&mut block, length);
    block
}

/// What a page is not to take: 200 and more.
fn hostile() -> Vec<Vec<u8>> {
    let (_, update) = lettered();
    let mut hostile: Vec<Vec<u8>> = (0..update.len())
        .map(|end| update[..end].to_vec())
        .collect();
    for kind in [0, 1, 10] {
        for far in [0, (1 << 31) - 6, 1 << 31, 1 << 32, 1 << 52, u64::MAX >> 8] {
            hostile.push(block(77, 7, &length(kind, far)));
        }
    }
    // A clock that nobody has come to yet, and one that cannot be.
    for clock in [1, 9, 1 << 30, 1 << 31, 1 << 40] {
        hostile.push(block(77, clock, &letters("text", "late")));
    }
    hostile.push(block(77, 0, &letters("text", "")));
    hostile.push(block(77, 0, &letters("other", "words")));
    // Anything but text: a nested type, an embedded thing, a format, JSON, a document in the document.
    for kind in (2..=3).chain(5..=9).chain(11..=31) {
        let mut other = letters("text", "x");
        other[0] = kind;
        hostile.push(block(77, 0, &other));
    }
    // Counts that announce more than there is.
    for count in [5, 1 << 20, 1 << 28, 1 << 31, (1 << 53) - 1] {
        for at in 0..3 {
            let mut announced = Vec::new();
            for place in 0..=at {
                put_number(&mut announced, if place == at { count } else { 1 });
            }
            hostile.push(announced.clone());
            announced.extend([0; 40]);
            hostile.push(announced);
        }
    }
    // Deletions of what nobody wrote.
    for (clock, count) in [(5, 1), (1 << 30, 5), (0, 1 << 31), ((1 << 31) - 1, 9)] {
        let mut deleted = vec![0, 1, 77, 1];
        put_number(&mut deleted, clock);
        put_number(&mut deleted, count);
        hostile.push(deleted);
    }
    // Something after the end, and a neighbour that is not there.
    hostile.push([update.clone(), vec![0]].concat());
    for flag in [0x80, 0x40, 0xc0] {
        let mut beside = vec![4 | flag];
        for _ in 0..(u32::from(flag) >> 6).count_ones() {
            beside.extend([99, 3]);
        }
        put_block(&mut beside, b"x");
        hostile.push(block(77, 0, &beside));
    }
    for changed in 0..update.len() {
        let mut other = update.clone();
        other[changed] ^= 0x80;
        if update::check(&other).is_err() {
            hostile.push(other);
        }
    }
    hostile
}

#[test]
fn nothing_hostile_is_taken_and_the_next_good_update_is() {
    let hostile = hostile();
    assert!(hostile.len() >= 200, "{}", hostile.len());
    let (page, _) = lettered();
    let mut server = Server::start(vec![page.whole()]);
    let before = (server.page.text(), server.page.state_vector());
    for (i, update) in hostile.iter().enumerate() {
        assert!(server.take(update).is_err(), "{i}: {update:?}");
        assert_eq!(
            (server.page.text(), server.page.state_vector()),
            before,
            "{i}"
        );
    }
    let good = page.write("Привет! Один\nbridge 🌉X end").unwrap();
    assert_eq!(server.take(&good).unwrap(), Some(good.clone()));
    assert_eq!(server.page.text(), "Привет! Один\nbridge 🌉X end");
    assert_eq!(server.take(&good), Ok(None));
    assert_eq!(server.stored.len(), 2);
}

/// Two units make one bridge; nobody writes between them but on purpose.
#[test]
fn what_cuts_a_letter_in_two_harms_nobody() {
    let (page, _) = lettered();
    let client = yrs::updates::decoder::Decode::decode_v1(&page.state_vector());
    let vector: yrs::StateVector = client.unwrap();
    let (client, _) = vector.iter().next().unwrap();
    let mut between = vec![4 | 0x80];
    put_number(&mut between, client.get());
    // "Привет! Один\nbridge " and the first half.
    put_number(&mut between, 20);
    put_block(&mut between, b"x");
    let mut server = Server::start(vec![page.whole()]);
    let _ = server.take(&block(77, 0, &between));
    let text = server.page.text();
    assert!(
        text.starts_with("Привет! Один\nbridge ") && text.ends_with(" end"),
        "{text}"
    );
    let _ = server.take(&[0, 1, 77, 1, 0, 1]);
    assert!(server.page.text().ends_with(" end"));
}

#[test]
fn a_state_vector_is_checked_too() {
    for (vector, is_one) in [
        (&[0][..], true),
        (&[1, 7, 3], true),
        (&[], false),
        (&[1, 7], false),
        (&[0xff, 0xff, 0xff, 0x7a], false),
        (&[0, 0], false),
    ] {
        assert_eq!(
            update::check_state_vector(vector).is_ok(),
            is_one,
            "{vector:?}"
        );
    }
}

#[test]
fn a_page_grows_from_its_updates_and_from_one_of_all() {
    let page = Page::empty();
    let mut updates = Vec::new();
    let mut text = String::new();
    for n in 0..300 {
        text.insert_str(text.len() / 2 - text.len() / 2 % 4, &format!("{:03}\n", n));
        updates.extend(page.write(&text));
    }
    let again = Page::of(updates.iter().map(Vec::as_slice)).unwrap();
    assert_eq!(again.text(), text);
    let merged = yrs::merge_updates_v1(&updates).unwrap();
    assert_eq!(Page::of([merged.as_slice()]).unwrap().text(), text);
    let whole = page.whole();
    assert_eq!(Page::of([whole.as_slice()]).unwrap().text(), text);
}
