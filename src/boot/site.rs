//! Where the browser's part of Tandem is: the site folder that is built and shipped with the program.

use crate::server::start_error::StartError;
use leptos::config::{LeptosOptions, get_configuration};
use std::{
    env, fs,
    path::{Path, PathBuf},
};

/// What the site's files are called unless the environment says otherwise.
const NAME: &str = "tandem";

/// By the environment, as Leptos reads it; its own words about a name that is not set are left out.
pub fn options() -> anyhow::Result<LeptosOptions> {
    let named = env::var("LEPTOS_OUTPUT_NAME").is_ok_and(|name| !name.is_empty());
    if named || option_env!("LEPTOS_OUTPUT_NAME").is_some() {
        return Ok(get_configuration(None)?.leptos_options);
    }
    let setting = |name: &str, default: &str| env::var(name).unwrap_or_else(|_| default.to_owned());
    let options = LeptosOptions::builder()
        .output_name(NAME)
        .site_root(setting("LEPTOS_SITE_ROOT", "target/site"))
        .site_pkg_dir(setting("LEPTOS_SITE_PKG_DIR", "pkg"))
        .hash_files(setting("LEPTOS_HASH_FILES", "false") == "true")
        .build();
    Ok(options)
}

/// Whether the files that every page asks for are there. Without them pages have neither looks nor life.
pub fn check(options: &LeptosOptions) -> Result<(), StartError> {
    let folder = Path::new(&*options.site_root).join(&*options.site_pkg_dir);
    let hashes = match options.hash_files {
        true => hashes(&hash_file(options))?,
        false => String::new(),
    };
    for (kind, endings) in [
        ("js", &[".js"][..]),
        ("css", &[".css"]),
        ("wasm", &[".wasm", "_bg.wasm"]),
    ] {
        let stem = match hash(&hashes, kind) {
            Some(hash) => format!("{}.{hash}", options.output_name),
            None => options.output_name.to_string(),
        };
        let there = |ending: &&str| folder.join(format!("{stem}{ending}")).is_file();
        if !endings.iter().any(there) {
            return Err(missing(&folder, &format!("{stem}.{kind}")));
        }
    }
    Ok(())
}

fn missing(folder: &Path, file: &str) -> StartError {
    let shown = std::path::absolute(folder).unwrap_or_else(|_| folder.to_owned());
    StartError(format!(
        "LEPTOS_SITE_ROOT should name the site folder that was built with this program, \
         but there is no {}. cargo leptos build --release makes it; program, hash.txt and site \
         belong together.",
        shown.join(file).display()
    ))
}

/// Beside the program.
fn hash_file(options: &LeptosOptions) -> PathBuf {
    let program = env::current_exe().unwrap_or_default();
    program.with_file_name(&*options.hash_file)
}

fn hashes(file: &Path) -> Result<String, StartError> {
    fs::read_to_string(file).map_err(|error| {
        StartError(format!(
            "LEPTOS_HASH_FILES is true, but {} cannot be read: {error}. It belongs beside the program.",
            file.display()
        ))
    })
}

fn hash<'a>(hashes: &'a str, kind: &str) -> Option<&'a str> {
    let mut lines = hashes.lines().filter_map(|line| line.split_once(':'));
    let found = lines.find(|(name, _)| name.trim() == kind);
    found.map(|(_, hash)| hash.trim())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_site_without_its_program_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let root = folder.path().display().to_string();
        let options = LeptosOptions::builder()
            .output_name(NAME)
            .site_root(root)
            .build();
        let told = || check(&options).err().map(|error| error.to_string());
        assert!(
            told().unwrap().contains("pkg/tandem.js"),
            "{told:?}",
            told = told()
        );
        let pkg = folder.path().join("pkg");
        fs::create_dir(&pkg).unwrap();
        for file in ["tandem.js", "tandem.css"] {
            fs::write(pkg.join(file), "").unwrap();
        }
        assert!(told().unwrap().contains("tandem.wasm"));
        fs::write(pkg.join("tandem.wasm"), "").unwrap();
        assert_eq!(told(), None);
    }

    #[test]
    fn a_hash_is_found_by_its_kind() {
        let hashes = "js: abc\nwasm: def\n\ncss: ghi";
        assert_eq!(hash(hashes, "wasm"), Some("def"));
        assert_eq!(hash(hashes, "map"), None);
    }
}
