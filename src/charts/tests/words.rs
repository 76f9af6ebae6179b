//! The words of a picture and the boxes around them, and what holds for them everywhere. Widths are the
//! estimates that the layout itself goes by.

use super::*;

/// Words and the box around them: left, top, right, bottom.
#[derive(Clone, Debug)]
pub struct Words {
    pub text: String,
    pub class: String,
    edges: [f64; 4],
}

impl Words {
    pub fn overlaps(&self, other: [f64; 4]) -> bool {
        let [left, top, right, bottom] = self.edges;
        // Half a pixel of rounding.
        left + 0.5 < other[2] && other[0] + 0.5 < right && top < other[3] && other[1] < bottom
    }
}

/// The value of an attribute.
fn attribute<'a>(element: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = element.split_once(&format!(" {name}=\""))?;
    Some(rest.split_once('"')?.0)
}

fn number(element: &str, name: &str) -> f64 {
    attribute(element, name).unwrap().parse().unwrap()
}

fn unescaped(text: &str) -> String {
    let signs = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&amp;", "&"),
    ];
    signs
        .iter()
        .fold(text.to_owned(), |text, (from, to)| text.replace(from, to))
}

/// Every text of a picture.
fn words(picture: &Picture) -> Vec<Words> {
    let mut found = Vec::new();
    for group in picture.svg.split("<g").skip(1) {
        let class = attribute(group, "class").unwrap();
        let is_strong =
            group.starts_with(&format!(" class=\"{class}\"")) && group.contains("font-weight");
        for element in group.split("<text").skip(1) {
            let (head, rest) = element.split_once('>').unwrap();
            let text = unescaped(rest.split_once('<').unwrap().0);
            let width = text::width(&text) * if is_strong { text::STRONG } else { 1.0 };
            let (x, y) = (number(head, "x"), number(head, "y"));
            let left = match attribute(head, "text-anchor") {
                Some("middle") => x - width / 2.0,
                Some("end") => x - width,
                _ => x,
            };
            found.push(Words {
                text,
                class: class.to_owned(),
                edges: [left, y - 9.0, left + width, y + 3.0],
            });
        }
    }
    found
}

/// What holds for the words of every picture.
pub fn check_words(chart: &Chart, width: u32) -> (Picture, Vec<Words>) {
    let picture = sound(chart, width);
    let words = words(&picture);
    let (w, h) = (f64::from(picture.width), f64::from(picture.height));
    for (index, one) in words.iter().enumerate() {
        let [left, top, right, bottom] = one.edges;
        let inside = left >= -0.5 && top >= -0.5 && right <= w + 0.5 && bottom <= h + 0.5;
        assert!(inside, "{one:?} leaves {w} × {h}");
        for other in &words[index + 1..] {
            assert!(!one.overlaps(other.edges), "{one:?} on {other:?} at {w}");
        }
    }
    (picture, words)
}

/// No value or name of a bar lies on a bar.
pub fn check_bars(chart: &Chart, width: u32) -> Vec<Words> {
    let (picture, words) = check_words(chart, width);
    for target in &picture.targets {
        let bar = [
            target.x,
            target.y,
            target.x + target.width,
            target.y + target.height,
        ];
        for one in &words {
            assert!(
                !one.overlaps(bar),
                "{one:?} on the bar {bar:?} of {}",
                target.heading
            );
        }
    }
    words
}
