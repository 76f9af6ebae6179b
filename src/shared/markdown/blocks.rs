//! Lines of a text gathered into paragraphs, lists, quotes and code.

pub enum Block {
    Paragraph(String),
    Quote(String),
    Code(String),
    List { ordered: bool, items: Vec<String> },
}

const FENCE: &str = "```";

pub fn blocks(text: &str) -> Vec<Block> {
    let mut found = Vec::new();
    let mut lines = text.lines().peekable();
    while let Some(line) = lines.next() {
        if let Some(rest) = line.trim_start().strip_prefix(FENCE) {
            found.push(Block::Code(code(rest, &mut lines)));
        } else if let Some((ordered, first)) = item(line) {
            let mut items = vec![first.to_owned()];
            let same = |line: &&str| item(line).is_some_and(|(kind, _)| kind == ordered);
            while let Some((_, next)) = lines.next_if(same).and_then(item) {
                items.push(next.to_owned());
            }
            found.push(Block::List { ordered, items });
        } else if let Some(first) = quoted(line) {
            let mut quote = first.to_owned();
            while let Some(next) = lines
                .next_if(|line| quoted(line).is_some())
                .and_then(quoted)
            {
                quote.push('\n');
                quote.push_str(next);
            }
            found.push(Block::Quote(quote));
        } else if !line.trim().is_empty() {
            let mut paragraph = line.to_owned();
            while let Some(next) = lines.next_if(|line| is_plain(line)) {
                paragraph.push('\n');
                paragraph.push_str(next);
            }
            found.push(Block::Paragraph(paragraph));
        }
    }
    found
}

/// What stands between two fences; a fence that is never closed runs to the end.
fn code<'a>(first: &'a str, lines: &mut impl Iterator<Item = &'a str>) -> String {
    if let Some(line) = first.strip_suffix(FENCE).filter(|line| !line.is_empty()) {
        return line.to_owned();
    }
    // A word beside the opening fence names a language; nothing here needs it.
    let body: Vec<&str> = lines.take_while(|line| line.trim() != FENCE).collect();
    body.join("\n")
}

/// "- item", "* item" or "1. item".
fn item(line: &str) -> Option<(bool, &str)> {
    let line = line.trim_start();
    if let Some(rest) = line.strip_prefix("- ").or_else(|| line.strip_prefix("* ")) {
        return Some((false, rest.trim()));
    }
    let (number, rest) = line.split_once(". ")?;
    let is_number = (1..=3).contains(&number.len()) && number.bytes().all(|b| b.is_ascii_digit());
    is_number.then(|| (true, rest.trim()))
}

fn quoted(line: &str) -> Option<&str> {
    let rest = line.trim_start().strip_prefix('>')?;
    Some(rest.strip_prefix(' ').unwrap_or(rest))
}

fn is_plain(line: &str) -> bool {
    !line.trim().is_empty()
        && item(line).is_none()
        && quoted(line).is_none()
        && !line.trim_start().starts_with(FENCE)
}
