//! No two files of a folder import each other. What both need stands in a third, below them.
//!
//! Seen is what a file names by path. What goes through the folder's `mod.rs` is not.

use crate::support::sources::shipped;
use std::collections::BTreeSet;

/// A folder, and two of its files that may.
const ALLOWED: [(&str, &str, &str); 1] = [
    // In sea-orm each side of a relation names the other.
    ("src/server/db/entities", "login", "person"),
];

#[test]
fn no_two_files_of_a_folder_import_each_other() {
    let mut imports = BTreeSet::new();
    for (path, text) in shipped("src") {
        let (folder, file) = path.trim_end_matches(".rs").rsplit_once('/').unwrap();
        if file == "mod" {
            continue;
        }
        let found = siblings(folder, &text).into_iter();
        imports.extend(found.map(|other| (folder.to_owned(), file.to_owned(), other)));
    }
    let circles: Vec<_> = imports
        .iter()
        .filter(|(folder, one, other)| {
            one < other && imports.contains(&(folder.clone(), other.clone(), one.clone()))
        })
        .map(|(folder, one, other)| (folder.as_str(), one.as_str(), other.as_str()))
        .collect();
    assert_eq!(circles, ALLOWED, "move what both need into a third file");
}

/// What a file in `folder` names of the modules beside it.
fn siblings(folder: &str, text: &str) -> Vec<String> {
    let here = format!(
        "{}::",
        folder.replacen("src", "crate", 1).replace('/', "::")
    );
    let mut paths = Vec::new();
    for statement in text.split("use ").skip(1) {
        if let Some((tree, _)) = statement.split_once(';') {
            expand("", tree, &mut paths);
        }
    }
    let words = text.split(|c: char| !c.is_alphanumeric() && !"_:".contains(c));
    paths.extend(words.map(str::to_owned));
    let beside = paths.iter().filter_map(|path| {
        let path = path.strip_prefix("super::").or(path.strip_prefix(&here))?;
        path.split("::").next().map(str::to_owned)
    });
    beside.collect()
}

/// The paths in `a::{b, c::{d, e}}`.
fn expand(before: &str, tree: &str, paths: &mut Vec<String>) {
    let Some((head, rest)) = tree.split_once('{') else {
        paths.push(format!("{before}{}", tree.trim()));
        return;
    };
    let before = format!("{before}{}", head.trim());
    let inner = rest.rsplit_once('}').map_or(rest, |(inner, _)| inner);
    let mut depth = 0;
    let branches = inner.split(|c| {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        c == ',' && depth == 0
    });
    for branch in branches {
        expand(&before, branch, paths);
    }
}

#[test]
fn a_sibling_is_seen_however_it_is_named() {
    let text = "use super::{A, b::{self, B}, c};\nuse super::d::D;\nuse crate::{e, x::{f::F, y}};\n\
                pub(super) fn g() { super::h::h(crate::x::i::I); super::super::j::j(); }\n";
    let seen: BTreeSet<_> = siblings("src/x", text).into_iter().collect();
    for beside in ["b", "c", "d", "f", "h", "i"] {
        assert!(seen.contains(beside), "{beside}");
    }
    for elsewhere in ["e", "g", "j", "x"] {
        assert!(!seen.contains(elsewhere), "{elsewhere}");
    }
}
