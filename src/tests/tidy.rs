//! The floors, held up: what each part of the tree must not know, and what to do instead.

mod circles;

use crate::support::sources::{relative, root, rust_files, shipped};
use std::fs;

/// A word that must not appear in code below `place`, except in `except`.
struct Absence {
    place: &'static str,
    word: &'static str,
    except: &'static [&'static str],
    instead: &'static str,
}

const ABSENCES: &[Absence] = &[
    no(
        "src/shared",
        "leptos",
        "give plain values to the ui floor, which renders them",
    ),
    no(
        "src/shared",
        "axum",
        "answer with ApiError; server/http makes responses of it",
    ),
    no(
        "src/shared",
        "sea_orm",
        "put rows into server/db and convert them there",
    ),
    no(
        "src/shared",
        "web_sys",
        "put the browser's edge into client",
    ),
    no("src/shared", "SystemTime", "take the time from a Stamp"),
    no("src/shared", "Instant::now", "take the time from a Stamp"),
    no("src/shared", "new_v4", "take the id from a Stamp"),
    no(
        "src/shared",
        "HashMap",
        "use BTreeMap or Vec: iteration must be the same everywhere",
    ),
    no(
        "src/shared",
        "std::fs",
        "do IO on the server's or the client's floor",
    ),
    no(
        "src/client",
        "leptos",
        "call back with plain values; ui/live makes signals of them",
    ),
    no(
        "src/charts",
        "leptos",
        "return a string; ui/components shows it",
    ),
    no(
        "src/server/worker",
        "sea_orm",
        "give the worker paths and values",
    ),
    no(
        "src/server/worker",
        "socketioxide",
        "give the worker paths and values",
    ),
    Absence {
        place: "src/server",
        word: "leptos",
        except: &["src/server/context.rs"],
        instead: "reach the page through server/context.rs",
    },
    no(
        "src/server",
        "crate::ui",
        "move the shared part down to shared",
    ),
    Absence {
        place: "src",
        word: "sea_orm",
        except: &["src/server/db", "src/server/error.rs", "src/tests"],
        instead: "ask a repository in server/db",
    },
    Absence {
        place: "src",
        word: "datafusion",
        except: &["src/server/worker", "src/analyses"],
        instead: "send a job through the Engine trait",
    },
    Absence {
        place: "src",
        word: "socketioxide",
        except: &[
            "src/server/sockets",
            "src/boot.rs",
            "src/tests",
            "src/client/socket_io",
        ],
        instead: "hand it to the Bus",
    },
    Absence {
        place: "src",
        word: "plotters",
        except: &["src/charts"],
        instead: "call charts::draw",
    },
    Absence {
        place: "src",
        word: "cfg(feature",
        except: &["src/lib.rs", "src/analyses"],
        instead: "gate the module in lib.rs; browser code may compile on the server",
    },
];

const fn no(place: &'static str, word: &'static str, instead: &'static str) -> Absence {
    Absence {
        place,
        word,
        except: &[],
        instead,
    }
}

#[test]
fn no_floor_knows_what_it_must_not() {
    let mut found = Vec::new();
    for absence in ABSENCES {
        for file in rust_files(&root().join(absence.place)) {
            let name = relative(&file);
            let excepted = absence.except.iter().any(|place| name.starts_with(place));
            if excepted || name == "src/tests/tidy.rs" {
                continue;
            }
            let text = fs::read_to_string(&file).unwrap();
            for (i, line) in code_lines(&text).filter(|(_, line)| line.contains(absence.word)) {
                found.push(format!(
                    "{name}:{i}: `{}`\n    {}",
                    line.trim(),
                    absence.instead
                ));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_fits_in_a_head() {
    let mut found = Vec::new();
    for file in rust_files(&root().join("src")) {
        let text = fs::read_to_string(&file).unwrap();
        if !text.starts_with("//!") {
            found.push(format!(
                "{}: opens with `//!`: what it defines",
                relative(&file)
            ));
        }
        if text.lines().count() > 400 {
            found.push(format!(
                "{}: over 400 lines: give a part its own file",
                relative(&file)
            ));
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

/// Below a base, `/tandem`, a page's paths begin with it. [`tandem::ui::navigation::url`] puts it there;
/// an address that is written into the markup is printed as it stands.
#[test]
fn every_address_in_a_page_knows_the_base() {
    let mut found = Vec::new();
    let files = ["src/ui", "src/server/reference"].map(shipped);
    for (place, text) in files.iter().flatten() {
        for (i, line) in code_lines(text) {
            let written = |name: &&str| {
                let quotes = [format!("{name}=\"/"), format!("{name}=\\\"/")];
                quotes.iter().any(|quoted| line.contains(quoted))
            };
            let hard = ["href", "action", "src"].iter().any(written);
            let calls = ["set_href(", "new_with_src(\"", "WebSocket::new(\""];
            let leaves = calls.iter().any(|call| line.contains(call));
            let own = place == "src/ui/navigation/window.rs";
            if hard || (leaves && !own) {
                found.push(format!(
                    "{place}:{i}: `{}`\n    navigation::url(path)",
                    line.trim()
                ));
            }
        }
    }
    assert!(found.is_empty(), "\n{}", found.join("\n"));
}

#[test]
fn no_style_sheet_asks_for_a_path_at_the_root() {
    for folder in ["style", "public"] {
        for entry in fs::read_dir(root().join(folder)).unwrap() {
            let path = entry.unwrap().path();
            if path.extension().is_some_and(|ending| ending == "css") {
                let text = fs::read_to_string(&path).unwrap();
                let asks = ["url(/", "url(\"/", "url('/", "@import \"/"];
                let found = asks.iter().find(|found| text.contains(**found));
                assert_eq!(found, None, "{}", path.display());
            }
        }
    }
}

#[test]
fn every_setting_is_told_to_those_who_run_a_server() {
    let read = |file: &str| fs::read_to_string(root().join(file)).unwrap();
    let config = read("src/server/config.rs") + &read("src/server/config/connections.rs");
    let settings = config.split('`').filter(|word| word.starts_with("TANDEM_"));
    let mut names: Vec<&str> = settings.filter_map(|word| word.split('=').next()).collect();
    names.push("DATABASE_URL");
    assert!(names.len() > 10, "{names:?}");
    for place in ["docs/RUNNING.md", "src/main.rs"] {
        let told = read(place);
        for name in &names {
            assert!(told.contains(name), "{place}: says nothing of {name}");
        }
    }
}

/// Numbered lines without comments.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(i, line)| (i + 1, line));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}
