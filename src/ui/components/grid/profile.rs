//! A column at a glance, in its head: how its values are spread, those that the view shows in ink.

use super::pixels::whole_px;
use crate::charts::number;
use crate::shared::{
    dataset::{Column, ColumnProfile, ColumnType},
    html::escape,
};
use std::fmt::Write;

const WIDTH: f64 = 960.0;
const HEIGHT: f64 = 200.0;

/// The drawing, and one line in words below it; the same room while the profile is on its way.
pub fn draw(column: &Column, profile: Option<&ColumnProfile>, html: &mut String) {
    html.push_str("<svg class=\"profile\" viewBox=\"0 0 960 200\" preserveAspectRatio=\"none\" aria-hidden=\"true\">");
    if let Some(profile) = profile {
        bars(profile, "all", |share| share.all, html);
        bars(profile, "sub", |share| share.shown, html);
    }
    html.push_str("</svg><span class=\"range\">");
    if let Some(profile) = profile {
        escape(html, &words(column, profile));
    }
    html.push_str("</span>");
}

fn bars(
    profile: &ColumnProfile,
    class: &str,
    count: impl Fn(&crate::shared::dataset::Share) -> i64,
    html: &mut String,
) {
    let most = profile
        .shares
        .iter()
        .map(|share| share.all)
        .max()
        .unwrap_or(0)
        .max(1) as f64;
    let step = WIDTH / profile.shares.len().max(1) as f64;
    _ = write!(html, "<path class=\"{class}\" d=\"");
    for (at, share) in profile.shares.iter().enumerate() {
        let count = count(share);
        if count > 0 {
            // Square roots: what is rare is seen too.
            let height = ((count as f64 / most).sqrt() * HEIGHT).max(10.0);
            let (left, width) = (at as f64 * step, (step * 0.82).max(10.0));
            let [left, height, width] = [left, height, width].map(whole_px);
            _ = write!(html, "M{left} 200v-{height}h{width}V200");
        }
    }
    html.push_str("\"/>");
}

/// "0.4 to 9.5", "rain 44%, sun 44%", "1,204 different, 3 missing"
pub fn words(column: &Column, profile: &ColumnProfile) -> String {
    let shares = &profile.shares;
    let mut words = match (column.column_type, shares.first(), shares.last()) {
        (_, None, _) => "no values".into(),
        (ColumnType::Text | ColumnType::Boolean, Some(first), _) if first.all > 1 => {
            let all: i64 = profile.missing + shares.iter().map(|share| share.all).sum::<i64>();
            named(profile, all)
        }
        (ColumnType::Text | ColumnType::Boolean, ..) => match profile.distinct {
            Some(distinct) => format!("{} different", number::integer(distinct)),
            None => "many different".into(),
        },
        (_, Some(first), Some(last)) => {
            let (from, to) = (&first.from, last.to.as_ref().unwrap_or(&last.from));
            let minus = |text: &String| match column.column_type.is_numeric() {
                true => text.replacen('-', "−", 1),
                false => text.clone(),
            };
            match from == to {
                true => format!("only {}", minus(from)),
                false => format!("{} to {}", minus(from), minus(to)),
            }
        }
        (_, Some(_), None) => String::new(),
    };
    if profile.missing > 0 {
        _ = write!(words, ", {} missing", number::integer(profile.missing));
    }
    words
}

fn named(profile: &ColumnProfile, known: i64) -> String {
    let kinds = match profile.distinct {
        Some(distinct) if distinct > profile.shares.len() as i64 => {
            return format!("{} different", number::integer(distinct));
        }
        None => return "many different".into(),
        _ => profile.shares.iter().take(2),
    };
    let said = kinds.map(|share| {
        let part = share.all as f64 / known.max(1) as f64;
        format!("{} {}", share.from, number::percent(part))
    });
    said.collect::<Vec<_>>().join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::dataset::Share;

    fn column(column_type: ColumnType) -> Column {
        Column {
            name: "wind".into(),
            column_type,
            nulls: 0,
        }
    }

    fn share(from: &str, to: Option<&str>, all: i64, shown: i64) -> Share {
        Share {
            from: from.into(),
            to: to.map(str::to_owned),
            all,
            shown,
        }
    }

    #[test]
    fn a_column_is_told_in_a_line() {
        let mut profile = ColumnProfile {
            missing: 0,
            distinct: Some(80),
            shares: vec![
                share("-0.4", Some("5"), 40, 1),
                share("5", Some("9.5"), 2, 1),
            ],
        };
        assert_eq!(words(&column(ColumnType::Number), &profile), "−0.4 to 9.5");
        profile.missing = 1_200;
        assert_eq!(
            words(&column(ColumnType::Number), &profile),
            "−0.4 to 9.5, 1,200 missing"
        );
        let kinds = ColumnProfile {
            missing: 0,
            distinct: Some(2),
            shares: vec![share("rain", None, 3, 3), share("sun", None, 1, 1)],
        };
        assert_eq!(
            words(&column(ColumnType::Text), &kinds),
            "rain 75%, sun 25%"
        );
        let many = ColumnProfile {
            distinct: Some(1_204),
            ..kinds
        };
        assert_eq!(words(&column(ColumnType::Text), &many), "1,204 different");
        let none = ColumnProfile::default();
        assert_eq!(words(&column(ColumnType::Text), &none), "no values");
    }

    #[test]
    fn bars_that_are_not_shown_are_not_in_ink() {
        let profile = ColumnProfile {
            missing: 0,
            distinct: Some(2),
            shares: vec![share("a", None, 4, 0), share("b", None, 1, 1)],
        };
        let mut html = String::new();
        draw(&column(ColumnType::Text), Some(&profile), &mut html);
        assert!(
            html.contains("class=\"all\" d=\"M0 200v-200h394V200M480 200v-100"),
            "{html}"
        );
        assert!(html.contains("class=\"sub\" d=\"M480"), "{html}");
    }
}
