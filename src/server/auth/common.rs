//! Passwords that are tried first: the most common ones, with what people put before and behind them,
//! straight and repeated runs, and the person's own name.

use crate::shared::account::Unsuitable;
use std::sync::LazyLock;

const LIST: &str = include_str!("common-passwords.txt");
/// Of this site everyone thinks first; others are younger than the lists, or in none of them.
const OWN: [&str; 12] = [
    "tandem",
    "root",
    "covid",
    "company",
    "fortnite",
    "trump",
    "contraseña",
    "пароль",
    "йцукенгш",
    "thisisapassword",
    "correcthorsebatterystaple",
    "correct horse battery staple",
];
/// What stands around a common word and makes it no better: “2024!”, “12345”.
const AROUND: usize = 5;
/// Rows of keys, which fingers run along.
const ROWS: [&str; 8] = [
    "1234567890",
    "qwertyuiop",
    "asdfghjkl",
    "zxcvbnm",
    "qwertzuiop",
    "azertyuiop",
    "abcdefghijklmnopqrstuvwxyz",
    "1q2w3e4r5t6y7u8i9o0p",
];

/// In the order of the file, which is sorted.
static WORDS: LazyLock<Vec<&str>> = LazyLock::new(|| {
    let mut words: Vec<_> = LIST.lines().filter(|line| !is_note(line)).collect();
    // Costs nothing on what is sorted already, and a line in the wrong place would not be found.
    words.sort_unstable();
    words
});

fn is_note(line: &str) -> bool {
    line.is_empty() || line == "#" || line.starts_with("# ")
}

/// Refuses what a stranger would try first for an account of this name.
pub fn check(password: &str, name: &str) -> Result<(), Unsuitable> {
    let password = password.to_lowercase();
    if is_of_name(&password, &name.trim().to_lowercase()) {
        return Err(Unsuitable::PasswordName);
    }
    match is_common(&password) {
        true => Err(Unsuitable::PasswordCommon),
        false => Ok(()),
    }
}

fn is_common(password: &str) -> bool {
    let unshifted: String = password.chars().map(unshifted).collect();
    let bare = password.trim_matches(|c: char| !c.is_alphanumeric());
    for whole in [password, &unshifted, bare] {
        if is_run(whole) || spellings(whole).iter().any(|word| is_listed(word)) {
            return true;
        }
    }
    let core = without_ends(password);
    let around = password.chars().count() - core.chars().count();
    if around > 0 && (around <= AROUND || is_run(&only_digits(password))) {
        let plain = spellings(core).iter().any(|word| is_listed(word));
        if plain || repeated(core).is_some_and(is_listed) {
            return true;
        }
    }
    if unshifted != password && repeated(&unshifted).is_some_and(|unit| unit.len() <= 4) {
        return true;
    }
    repeated(password).is_some_and(|unit| unit.chars().count() <= 4 || is_common(unit))
}

fn is_listed(word: &str) -> bool {
    WORDS.binary_search(&word).is_ok() || OWN.contains(&word)
}

/// Whether it is the name, or the name with signs and digits around it, turned round, or said twice.
fn is_of_name(password: &str, name: &str) -> bool {
    let names = [letters(name), letters(without_ends(name))];
    let names = names.iter().filter(|name| name.chars().count() >= 2);
    let names: Vec<String> = names.flat_map(|one| [one.clone(), turned(one)]).collect();
    let is_name = |word: &str| names.iter().any(|name| *name == letters(word));
    let forms = spellings(password);
    forms.iter().any(|form| {
        let bare = names.iter().any(|name| is_around(&letters(form), name));
        is_name(form) || is_name(without_ends(form)) || bare || repeated(form).is_some_and(is_name)
    })
}

/// `name` with digits before or behind it and nothing else.
fn is_around(password: &str, name: &str) -> bool {
    let digits = |rest: &str| rest.chars().all(|c| c.is_numeric());
    password.strip_prefix(name).is_some_and(digits)
        || password.strip_suffix(name).is_some_and(digits)
}

/// The key without Shift: “!QAZ” is typed as “1qaz” is.
fn unshifted(c: char) -> char {
    const SHIFTED: &str = "!@#$%^&*()";
    match SHIFTED.find(c) {
        Some(9) => '0',
        Some(at) => char::from(b'1' + at as u8),
        None => c,
    }
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).collect()
}

fn turned(text: &str) -> String {
    text.chars().rev().collect()
}

fn only_digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn without_ends(text: &str) -> &str {
    text.trim_matches(|c: char| !c.is_alphabetic())
}

/// As it is typed, and with the letters that its digits and signs stand for.
fn spellings(word: &str) -> [String; 3] {
    let read = |one: char| -> String {
        let letter = |c| match c {
            '0' => 'o',
            '1' | '|' => one,
            '3' | '€' => 'e',
            '4' | '@' => 'a',
            '5' | '$' => 's',
            '7' | '+' => 't',
            '8' => 'b',
            '!' => 'i',
            c => c,
        };
        word.chars().map(letter).collect()
    };
    [word.to_owned(), read('i'), read('l')]
}

/// “abcdefgh”, “87654321”, “aaaaaaaa”: a step of one sign, or a walk along a row of keys.
fn is_run(text: &str) -> bool {
    let codes: Vec<i64> = text.chars().map(|c| i64::from(u32::from(c))).collect();
    if codes.len() < 4 {
        return false;
    }
    let step = codes[1] - codes[0];
    let even = codes.windows(2).all(|pair| pair[1] - pair[0] == step);
    let along = |row: &str| {
        let doubled = format!("{row}{row}");
        doubled.contains(text) || turned(&doubled).contains(text)
    };
    (even && step.abs() <= 2) || ROWS.iter().any(|row| along(row))
}

/// What the whole is said anew of, the last time perhaps cut short: “abc” of “abcabcab”.
fn repeated(text: &str) -> Option<&str> {
    let ends = text.char_indices().skip(1).map(|(at, _)| at);
    ends.take_while(|at| at * 2 <= text.len())
        .map(|at| &text[..at])
        .find(|unit| text.chars().zip(unit.chars().cycle()).all(|(a, b)| a == b))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_long_and_none_of_it_passes() {
        let long: Vec<_> = WORDS.iter().filter(|word| word.len() >= 8).collect();
        assert!(long.len() >= 3_000, "{}", long.len());
        for word in long {
            assert!(check(word, "Ada").is_err(), "{word}");
            assert!(check(&word.to_uppercase(), "Ada").is_err(), "{word}");
        }
    }

    #[test]
    fn what_is_put_around_a_common_word_makes_it_no_better() {
        for typed in [
            "Password1!",
            "password2024",
            "P@ssw0rd",
            "pa55word",
            "qwerty123",
            "Qwerty12345",
            "12345678",
            "123456789012",
            "87654321",
            "iloveyou1",
            "1loveyou!",
            "$unshine",
            "dragon99",
            "Monkey123",
            "monkey123456",
            "letmein!",
            "Welcome1",
            "welcome2023!",
            "admin123",
            "administrator1",
            "football#1",
            "Summer2024",
            "winter2025!",
            "abc12345",
            "abcd1234",
            "aaaaaaaa",
            "abababab",
            "abcabcabc",
            "12121212",
            "passwordpassword",
            "dragondragon",
            "abcdefgh",
            "zyxwvuts",
            "qwertyui",
            "asdfghjkl",
            "lkjhgfdsa",
            "1q2w3e4r",
            "1qaz2wsx",
            "zaq12wsx",
            "trustno1",
            "changeme",
            "changeme123",
            "Tandem123",
            "tandemtandem",
            "00000000",
            "11112222",
            "superman1",
            "princess!",
            "p@$$w0rd1",
            "1q2w3e4r!",
            "zaq1@WSX",
            "!@#$%^&*",
            "1234!@#$",
            "passwordpassword1",
            "root1234",
        ] {
            assert_eq!(
                check(typed, "Ada"),
                Err(Unsuitable::PasswordCommon),
                "{typed}"
            );
        }
    }

    #[test]
    fn the_name_is_no_password_however_it_is_turned() {
        for (name, typed) in [
            ("Lovelace", "lovelace"),
            ("Lovelace", "LOVELACE"),
            ("Lovelace", "Lovelace1815"),
            ("Lovelace", "1815lovelace!"),
            ("Lovelace", "ecalevol"),
            ("Lovelace", "ecalevol12"),
            ("Lovelace", "l0vel4ce"),
            ("Ada", "adaadaada"),
            ("Ada", "ada20242024"),
            ("Ada", "Ada!!!!!!"),
            ("ada.lovelace", "adalovelace"),
            ("ada.lovelace", "Ada-Lovelace-7"),
            ("grace99", "grace99grace99"),
            ("grace99", "grace1234"),
            ("Zoë", "zoë123456"),
            ("Grace-Hopper", "reppohecarg1"),
        ] {
            assert_eq!(
                check(typed, name),
                Err(Unsuitable::PasswordName),
                "{name}: {typed}"
            );
        }
    }

    #[test]
    fn what_nobody_tries_first_passes() {
        for typed in [
            "correct horse",
            "correct horse battery",
            "another good password",
            "Tz7#kwQ2p",
            "ada likes rain",
            "blue-lamp-42-river",
            "vierzehn Kraniche",
            "ключ от моря",
            "лето над рекой 7",
            "x9!mZq4&",
            "sevenbirds on a wire",
        ] {
            assert_eq!(check(typed, "Ada"), Ok(()), "{typed}");
        }
    }
}
