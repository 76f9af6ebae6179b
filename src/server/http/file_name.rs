//! Names of files as people's machines send them, made fit to be shown.

use crate::shared::text;

/// The file's own name: no folders, nothing that makes its ending look like another, at most 200
/// characters. A name that shows nothing is none.
pub fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let name: String = last.chars().filter(|c| !c.is_control()).collect();
    match text::clean(&name).as_str() {
        "" => "data".into(),
        name => text::clean(&name.chars().take(200).collect::<String>()),
    }
}

/// "200 MB", "1.5 MB", "12 kB": as file managers count, in thousands.
pub fn size(bytes: u64) -> String {
    let (unit, word) = match bytes {
        0..1_000 => return format!("{bytes} bytes"),
        1_000..1_000_000 => (1_000, "kB"),
        1_000_000..1_000_000_000 => (1_000_000, "MB"),
        _ => (1_000_000_000, "GB"),
    };
    let tenths = bytes / (unit / 10);
    match tenths % 10 {
        0 => format!("{} {word}", tenths / 10),
        tenth => format!("{}.{tenth} {word}", tenths / 10),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::dataset::name_of_file;

    #[test]
    fn a_data_set_is_named_after_its_file() {
        for (sent, expected) in [
            ("weather.csv", "weather"),
            ("  my data .csv", "my data"),
            ("C:\\Users\\ada\\weather.csv", "weather"),
            ("../../etc/passwd", "passwd"),
            ("archive.2024.csv", "archive.2024"),
            (".csv", ".csv"),
            ("", "data"),
            ("\u{0}\n", "data"),
            ("we\u{7}ather.csv", "weather"),
            ("Größe.csv", "Größe"),
            ("photo\u{202e}gpj.csv", "photogpj"),
            ("\u{200b}\u{3164}.csv", ".csv"),
            ("\u{2067}\u{2800}", "data"),
            ("می\u{200c}خواهم.csv", "می\u{200c}خواهم"),
        ] {
            assert_eq!(name_of_file(&file_name(sent)), expected, "{sent:?}");
        }
        assert_eq!(name_of_file(&"ü".repeat(90)).chars().count(), 80);
    }

    #[test]
    fn sizes_read_as_people_say_them() {
        for (bytes, expected) in [
            (12, "12 bytes"),
            (12_000, "12 kB"),
            (200_000_000, "200 MB"),
            (1_500_000, "1.5 MB"),
            (1_000_000_000, "1 GB"),
        ] {
            assert_eq!(size(bytes), expected);
        }
    }
}
