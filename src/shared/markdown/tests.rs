//! What becomes of what people write: tables of known answers, and nothing of theirs is markup.

use super::*;
use crate::shared::text::hostile;
use proptest::prelude::*;

fn html(text: &str) -> String {
    let everyone = ["Ada".to_owned(), "Grace".to_owned()];
    let names = Names {
        everyone: &everyone,
        me: "Ada",
    };
    to_html(text, &names)
}

/// Without the directions, which every block has.
fn plain(text: &str) -> String {
    html(text).replace(" dir=\"auto\"", "")
}

const LINK: &str = "<a target=\"_blank\" rel=\"noopener noreferrer nofollow\" href=\"";

#[test]
fn marks_become_elements() {
    for (text, expected) in [
        ("plain", "<p>plain</p>"),
        (
            "a **b** *c* _d_ `e*f*`",
            "<p>a <strong>b</strong> <em>c</em> <em>d</em> <code>e*f*</code></p>",
        ),
        (
            "**bold *and* more**",
            "<p><strong>bold <em>and</em> more</strong></p>",
        ),
        ("one\ntwo\n\nthree", "<p>one\ntwo</p><p>three</p>"),
        (
            "- a\n- b\n1. c\n2. d",
            "<ul><li>a</li><li>b</li></ul><ol><li>c</li><li>d</li></ol>",
        ),
        (
            "> said\n> so\nand more",
            "<blockquote>said\nso</blockquote><p>and more</p>",
        ),
        (
            "```sql\nselect *\n  from t\n```\nafter",
            "<pre><code>select *\n  from t</code></pre><p>after</p>",
        ),
        ("```never closed", "<pre><code></code></pre>"),
        (
            "@Grace and @ada, not @Noor",
            "<p><span class=\"mention\">@Grace</span> and <span class=\"mention me\">@ada</span>, not @Noor</p>",
        ),
    ] {
        assert_eq!(plain(text), expected, "{text}");
    }
}

#[test]
fn arithmetic_names_and_half_marks_stay_as_they_are() {
    for text in [
        "2 * 3 * 4",
        "snake_case_name",
        "a ** b",
        "*open",
        "`",
        "[a](b)",
        "1.5 mm",
        "-5",
    ] {
        assert_eq!(plain(text), format!("<p>{text}</p>"));
    }
}

#[test]
fn links_lead_to_the_web_and_to_letters_only() {
    let to = |text: &str, to: &str| format!("<p>{LINK}{to}\">{text}</a></p>");
    assert_eq!(
        plain("[here](https://example.org/a?b=1)"),
        to("here", "https://example.org/a?b=1")
    );
    assert_eq!(
        plain("[write](mailto:a@example.org)"),
        to("write", "mailto:a@example.org")
    );
    assert_eq!(
        plain("http://example.org."),
        format!("<p>{LINK}http://example.org\">http://example.org</a>.</p>")
    );
    for bad in [
        "[x](javascript:alert(1))",
        "[x](data:text/html,1)",
        "[x](//example.org)",
        "https://",
    ] {
        assert!(!html(bad).contains("href"), "{bad}");
    }
    assert!(html("[x](https://example.org/\"onclick=\"1)").contains("&quot;onclick"));
}

/// Takes away the tags that this module writes; what is left must hold none.
fn without_our_tags(html: &str) -> String {
    let mut left = html.replace(LINK, "<a>");
    for tag in [
        "p",
        "blockquote",
        "ul",
        "ol",
        "li",
        "strong",
        "em",
        "code",
        "pre",
        "a",
    ] {
        left = left
            .replace(&format!("<{tag}>"), "")
            .replace(&format!("</{tag}>"), "");
    }
    left.replace("<span class=\"mention\">", "")
        .replace("<span class=\"mention me\">", "")
        .replace("</span>", "")
        .replace("\">", "")
}

proptest! {
    #[test]
    fn nothing_a_person_writes_is_markup(text in "[-a-z<>&\"'`*_\\[\\]()@/:. \n1]{0,80}") {
        let left = without_our_tags(&plain(&text));
        prop_assert!(!left.contains('<') && !left.contains('>'), "{left}");
    }

    #[test]
    fn what_ends_elements_is_text_too(text in hostile::text()) {
        let left = without_our_tags(&plain(&text));
        prop_assert!(!left.contains(['<', '>', '\0']), "{left}");
    }

    #[test]
    fn any_text_is_taken(text in "\\PC{0,200}") {
        html(&text);
    }
}

#[test]
fn a_wall_of_signs_does_not_nest_for_ever() {
    let wall = "**_".repeat(1_300);
    assert!(html(&wall).len() < 20 * wall.len());
}

#[test]
fn every_block_begins_where_its_letters_do() {
    for (text, expected) in [
        ("مرحبا photo.csv", "<p dir=\"auto\">مرحبا photo.csv</p>"),
        ("> نعم", "<blockquote dir=\"auto\">نعم</blockquote>"),
        ("- نعم", "<ul dir=\"auto\"><li>نعم</li></ul>"),
    ] {
        assert_eq!(html(text), expected);
    }
}

#[test]
fn marks_around_nothing_show_nothing() {
    for text in [
        "**\u{200b}**",
        "`\u{3164}`",
        "```\n```",
        "```sql",
        "> \u{2800}",
        "- \u{200b}",
        "[\u{200b}](https://example.org)",
        "\u{202e}",
    ] {
        assert!(!shows(text), "{text:?}");
    }
    for text in [
        "x",
        "**x**",
        "***",
        "**   **",
        "**\u{a0}\u{3000}**",
        "`<`",
        "&",
        "https://example.org",
        "👍",
        "[](x)",
    ] {
        assert!(shows(text), "{text:?}");
    }
}

/// Where the links of a text lead.
fn links(text: &str) -> Vec<String> {
    let html = html(text);
    let hrefs = html.split("href=\"").skip(1);
    hrefs
        .map(|rest| rest.split('"').next().unwrap().to_owned())
        .collect()
}

#[test]
fn brackets_belong_to_an_address_in_pairs() {
    const MERCURY: &str = "https://en.wikipedia.org/wiki/Mercury_(planet)";
    for (text, expected) in [
        (format!("(see {MERCURY})."), MERCURY),
        (format!("[m]({MERCURY})"), MERCURY),
        (format!("{MERCURY}!"), MERCURY),
        ("(https://example.com/a)".into(), "https://example.com/a"),
        ("[https://example.com/a]".into(), "https://example.com/a"),
        (
            "https://example.com/a[1]".into(),
            "https://example.com/a[1]",
        ),
    ] {
        assert_eq!(links(&text), [expected], "{text}");
    }
}

#[test]
fn the_marks_of_a_sentence_stand_behind_an_address_in_every_script() {
    for text in [
        "本地 https://example.com/x。好",
        "「https://example.com/x」",
        "看https://example.com/x，好",
        "“https://example.com/x”",
        "«https://example.com/x»",
        "'https://example.com/x',",
        "https://example.com/x؟",
        "https://example.com/x।",
        "seehttps://example.com/x",
        "https://example.com/x...",
    ] {
        assert_eq!(links(text), ["https://example.com/x"], "{text}");
    }
}

#[test]
fn what_lights_up_is_what_rings() {
    for (text, rings) in [
        ("@Ada look", true),
        ("@Ada's chart", true),
        ("@Ada’s chart", true),
        ("**@Ada**", true),
        ("> @Ada", true),
        ("- @Ada", true),
        ("`@Ada`", false),
        ("```\n@Ada\n```", false),
        ("https://example.com/@Ada", false),
        ("[@Ada](https://example.com)", false),
        ("mail@Ada", false),
    ] {
        let everyone = ["Ada".to_owned()];
        let names = Names {
            everyone: &everyone,
            me: "Grace",
        };
        assert_eq!(to_html(text, &names).contains("mention"), rings, "{text}");
        assert_eq!(!mentioned(text).is_empty(), rings, "{text}");
    }
}
