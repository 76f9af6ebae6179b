//! Columns whose digits name something, by what the column is called.

/// Words that such names are made of.
const WORDS: [&str; 26] = [
    "phone",
    "telephone",
    "telefon",
    "tel",
    "fax",
    "mobile",
    "handy",
    "zip",
    "zipcode",
    "plz",
    "postal",
    "postcode",
    "postleitzahl",
    "iban",
    "isbn",
    "issn",
    "ssn",
    "ean",
    "upc",
    "gtin",
    "barcode",
    "imei",
    "fips",
    "siret",
    "siren",
    "cep",
];

/// Words that say that a column holds days.
const DAYS: [&str; 12] = [
    "date", "datum", "day", "tag", "fecha", "jour", "birthday", "dob", "dates", "giorno", "ymd",
    "yyyymmdd",
];

/// Words that say that a column holds times.
const TIMES: [&str; 14] = [
    "time",
    "timestamp",
    "datetime",
    "ts",
    "epoch",
    "unix",
    "unixtime",
    "created",
    "updated",
    "modified",
    "zeit",
    "zeitstempel",
    "zeitpunkt",
    "at",
];

/// Words that say that a column holds parts of something: versions, sections.
const PARTS: [&str; 6] = [
    "version",
    "release",
    "chapter",
    "section",
    "kapitel",
    "abschnitt",
];

/// Whether a column of whole numbers holds names by its own name: "zip_code", "Phone (home)".
pub fn by_name(name: &str) -> bool {
    words(name).any(|word| WORDS.contains(&word.as_str()))
}

/// Whether a column holds days by its name.
pub fn says_day(name: &str) -> bool {
    words(name).any(|word| DAYS.contains(&word.as_str()) || word.ends_with("date"))
}

/// Whether a column holds times by its name.
pub fn says_time(name: &str) -> bool {
    words(name).any(|word| TIMES.contains(&word.as_str()) || word.ends_with("time"))
}

/// Whether a column counts versions or sections by its name.
pub fn says_part(name: &str) -> bool {
    words(name).any(|word| PARTS.contains(&word.as_str()))
}

fn words(name: &str) -> impl Iterator<Item = String> {
    let words = name.split(|c: char| !c.is_alphabetic());
    words.map(str::to_lowercase)
}
