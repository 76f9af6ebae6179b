//! What is asked of the file as a whole: which of its tables, how its text is cut, what stands around it.

use crate::shared::{
    reading::{DecimalMark, FileFormat, Inside, Reading},
    reading_page::BY_POSITION,
};
use leptos::prelude::*;

const ENCODINGS: [&str; 19] = [
    "UTF-8",
    "UTF-16LE",
    "UTF-16BE",
    "windows-1252",
    "windows-1250",
    "windows-1251",
    "windows-1253",
    "windows-1254",
    "ISO-8859-2",
    "IBM437",
    "IBM850",
    "IBM852",
    "IBM866",
    "macintosh",
    "Shift_JIS",
    "EUC-JP",
    "GBK",
    "Big5",
    "EUC-KR",
];

const DELIMITERS: [(&str, &str); 7] = [
    (",", "comma"),
    (";", "semicolon"),
    ("\t", "tab"),
    ("|", "bar"),
    (":", "colon"),
    (" ", "blanks or tabs"),
    (BY_POSITION, "nothing: columns by position"),
];

/// What opens a quoted value, with what closes it.
const QUOTES: [(&str, &str); 7] = [
    ("", "nothing: quote marks are text"),
    ("\"", "straight quotes: \" \""),
    ("'", "single quotes: ' '"),
    ("“", "curly quotes: “ ”"),
    ("„", "low and high quotes: „ “"),
    ("«", "angled quotes: « »"),
    ("»", "angled quotes: » «"),
];

/// What takes the next quote mark for text, beside the doubled mark.
const ESCAPES: [(&str, &str); 3] = [
    ("", "nothing: it stands twice"),
    ("\\", "backslash: \\\""),
    ("^", "caret: ^\""),
];

/// Fields for what is a question of such a file.
#[component]
pub fn Layout(reading: Reading, format: FileFormat, inside: Option<Inside>) -> impl IntoView {
    let kind = match format {
        FileFormat::Text => "",
        FileFormat::Json => "JSON says what its values are; they can be read otherwise below.",
        FileFormat::Sheet => "A sheet says what its cells are; they can be read otherwise below.",
        FileFormat::Columns => "Its columns have types of their own: they are read as they are.",
    };
    let is_text = format == FileFormat::Text;
    let is_json = format == FileFormat::Json;
    let has_lines = matches!(format, FileFormat::Text | FileFormat::Sheet);
    let (left_above, left_below) = match format {
        FileFormat::Sheet => ("Rows left out above", "Rows left out below"),
        _ => ("Lines left out above", "Lines left out below"),
    };
    let (above, below) = (reading.skip_above, reading.skip_below);
    let header_rows = u64::from(reading.header_rows);
    let missing = reading.missing_in_text.join(", ");
    let empty = reading.keep_empty_rows;
    let totals = reading.leave_out_totals;
    let apart = reading.repeated_keys_apart;
    view! {
        <h2>"The file"</h2>
        {(!kind.is_empty()).then(|| view! { <p class="hint">{kind}</p> })}
        <div class="reading-fields">
            {inside.map(|inside| view! { <Tables inside/> })}
            {is_text.then(|| view! { <Text reading/> })}
            {has_lines.then(|| view! {
                {count("skip_above", left_above, above)}
                {count("header_rows", "Rows of names", header_rows)}
                {count("skip_below", left_below, below)}
                {yes_or_no("keep_empty_rows", "Empty rows", empty, ["left out", "kept"])}
                {yes_or_no("leave_out_totals", "Rows that sum up others", totals, ["kept", "left out"])}
            })}
            {is_json.then(|| yes_or_no(
                "repeated_keys_apart", "Keys that stand again in a record", apart, ["the last is read", "a column for each"],
            ))}
            {(format != FileFormat::Columns).then(|| view! {
                <div class="field">
                    <label for="missing_in_text">"Words for missing, among texts"</label>
                    <input
                        class="input" id="missing_in_text" name="missing_in_text" type="text" autocomplete="off"
                        placeholder="n/a, none" value=missing
                    />
                </div>
            })}
        </div>
    }
}

#[component]
fn Tables(inside: Inside) -> impl IntoView {
    let Inside { read, tables } = inside;
    let tables = tables.iter().map(|name| (name.as_str(), name.as_str()));
    view! {
        <div class="field">
            <label for="table">"Table in the file"</label>
            <select class="input" id="table" name="table">{options(tables, &read)}</select>
        </div>
    }
}

#[component]
fn Text(reading: Reading) -> impl IntoView {
    let encodings = ENCODINGS.iter().map(|name| (*name, *name));
    let known = ENCODINGS.contains(&reading.encoding.as_str());
    let encoding = reading.encoding.clone();
    let own = (!known).then(|| view! { <option selected>{encoding}</option> });
    let delimiter = match reading.starts.is_empty() {
        true => reading.delimiter.to_string(),
        false => BY_POSITION.to_owned(),
    };
    // Or the field would say the first of the others.
    let known = DELIMITERS.iter().any(|(value, _)| *value == delimiter);
    let rare = (!known).then(|| {
        let shown = match reading.delimiter.is_ascii_graphic() {
            true => delimiter.clone(),
            false => format!("the sign {:02X}", u32::from(reading.delimiter)),
        };
        let value = delimiter.clone();
        view! { <option value=value selected>{shown}</option> }
    });
    let starts: Vec<String> = reading.starts.iter().map(u32::to_string).collect();
    let starts = (!starts.is_empty()).then(|| {
        view! {
            <div class="field">
                <label for="starts">"Columns begin at"</label>
                <input
                    class="input" id="starts" name="starts" type="text" autocomplete="off"
                    value=starts.join(", ")
                />
            </div>
        }
    });
    let decimal = match reading.decimal_mark {
        DecimalMark::Point => "point",
        DecimalMark::Comma => "comma",
    };
    let quoted = reading.quoted_lines;
    let sign = |mark: Option<char>| mark.map(String::from).unwrap_or_default();
    let quote = reading.starts.is_empty().then(|| sign(reading.quote));
    // Curly quotes are told apart in pairs.
    let is_single = reading.quote.is_some_and(|mark| mark.is_ascii());
    let escape = is_single.then(|| {
        let escape = sign(reading.escape);
        let known = ESCAPES.iter().any(|(value, _)| *value == escape);
        let rare = (!known).then(|| view! { <option selected>{escape.clone()}</option> });
        view! {
            <div class="field">
                <label for="escape">"Before a quote mark that is text"</label>
                <select class="input" id="escape" name="escape">{rare}{options(ESCAPES.into_iter(), &escape)}</select>
            </div>
        }
    });
    view! {
        <div class="field">
            <label for="encoding">"Encoding"</label>
            <select class="input" id="encoding" name="encoding">{own}{options(encodings, &reading.encoding)}</select>
        </div>
        <div class="field">
            <label for="delimiter">"Between values"</label>
            <select class="input" id="delimiter" name="delimiter">{rare}{options(DELIMITERS.into_iter(), &delimiter)}</select>
        </div>
        {starts}
        {quote.map(|quote| view! {
            <div class="field">
                <label for="quote">"Around values"</label>
                <select class="input" id="quote" name="quote">{options(QUOTES.into_iter(), &quote)}</select>
            </div>
        })}
        {escape}
        {yes_or_no("quoted_lines", "Quote marks", quoted, ["around values", "around whole lines"])}
        <div class="field">
            <label for="decimal_mark">"Before decimals"</label>
            <select class="input" id="decimal_mark" name="decimal_mark">
                {options([("point", "point: 1,234.5"), ("comma", "comma: 1.234,5")].into_iter(), decimal)}
            </select>
        </div>
    }
}

fn count(name: &'static str, label: &'static str, value: u64) -> AnyView {
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <input class="input" id=name name=name type="number" min="0" inputmode="numeric" value=value.to_string()/>
        </div>
    }
    .into_any()
}

fn yes_or_no(name: &'static str, label: &'static str, value: bool, words: [&str; 2]) -> AnyView {
    let [no, yes] = words;
    let chosen = if value { "yes" } else { "no" };
    view! {
        <div class="field">
            <label for=name>{label}</label>
            <select class="input" id=name name=name>{options([("no", no), ("yes", yes)].into_iter(), chosen)}</select>
        </div>
    }
    .into_any()
}

/// Values with their words; one is chosen.
pub fn options<'a>(all: impl Iterator<Item = (&'a str, &'a str)>, chosen: &str) -> Vec<AnyView> {
    let option = |(value, words): (&str, &str)| {
        let selected = value == chosen;
        let (value, words) = (value.to_owned(), words.to_owned());
        view! { <option value=value selected=selected>{words}</option> }.into_any()
    };
    all.map(option).collect()
}
