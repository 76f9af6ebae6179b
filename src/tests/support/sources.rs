//! The program's own sources, for tests that hold them against a list.

use std::{
    fs,
    path::{Path, PathBuf},
};

/// Names of files and folders that only tests compile.
const TESTS: [&str; 3] = ["tests", "testing", "hostile"];

pub fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// The path below the repository.
pub fn relative(file: &Path) -> String {
    file.strip_prefix(root()).unwrap().display().to_string()
}

pub fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}

/// Each file below a place that is part of the program: its path, and its text without tests and
/// comments. Lines keep their numbers.
pub fn shipped(place: &str) -> Vec<(String, String)> {
    let files = rust_files(&root().join(place)).into_iter();
    let named = files.map(|file| (relative(&file), file));
    let kept = named.filter(|(name, _)| {
        let parts = name.split('/').map(|part| part.trim_end_matches(".rs"));
        !parts.into_iter().any(|part| TESTS.contains(&part))
    });
    kept.map(|(name, file)| {
        let text = fs::read_to_string(file).unwrap();
        (name, without_tests(&text))
    })
    .collect()
}

/// rustfmt sets the end of an item as far in as its beginning.
fn without_tests(text: &str) -> String {
    let mut kept = String::new();
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let code = line.trim_start();
        if code != "#[cfg(test)]" {
            let is_comment = code.starts_with("//");
            kept += if is_comment { "" } else { line };
            kept.push('\n');
            continue;
        }
        let inset = &line[..line.len() - code.len()];
        let ends = ["}", "};"].map(|end| format!("{inset}{end}"));
        kept.push('\n');
        let mut is_first = true;
        for line in lines.by_ref() {
            kept.push('\n');
            let is_attribute = line.trim_start().starts_with("#[");
            if (is_first && !is_attribute && line.ends_with(';')) || ends.contains(&line.to_owned())
            {
                break;
            }
            is_first &= is_attribute;
        }
    }
    kept
}

#[test]
fn tests_and_comments_go_and_lines_keep_their_numbers() {
    let text = "a();\n#[cfg(test)]\nmod tests;\n// b();\nfn c() {\n    #[cfg(test)]\n    #[expect(x)]\n    \
                fn d() {\n        e();\n    }\n    f();\n}\n#[cfg(test)]\nmod tests {\n    g();\n}\nh();\n";
    let left = "a();\n\n\n\nfn c() {\n\n\n\n\n\n    f();\n}\n\n\n\n\nh();\n";
    assert_eq!(without_tests(text), left);
}
