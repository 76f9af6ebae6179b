//! Names are the same whatever their case.

/// `text` in the form in which texts that differ in case alone are equal: Latin, Greek, Cyrillic and
/// Armenian letters small, everything else as it is. The whole of Unicode would be a tenth of what a
/// page loads of its own code.
pub fn folded(text: &str) -> String {
    text.chars().map(small).collect()
}

fn small(letter: char) -> char {
    let code = match letter as u32 {
        code @ (0x41..=0x5a | 0xc0..=0xd6 | 0xd8..=0xde | 0x391..=0x3a1 | 0x3a3..=0x3ab) => {
            code + 32
        }
        code @ 0x410..=0x42f => code + 32,
        code @ 0x400..=0x40f => code + 80,
        code @ 0x531..=0x556 => code + 48,
        // The small letter follows its capital: even capitals, then odd ones.
        code @ (0x100..=0x12f | 0x132..=0x137 | 0x14a..=0x177 | 0x460..=0x481 | 0x48a..=0x4bf) => {
            code | 1
        }
        code @ (0x4d0..=0x52f | 0x1e00..=0x1e95 | 0x1ea0..=0x1eff) => code | 1,
        code @ (0x139..=0x148 | 0x179..=0x17e) => code + (code & 1),
        0x178 => 0xff,
        0x386 => 0x3ac,
        code @ 0x388..=0x38a => code + 37,
        0x38c => 0x3cc,
        code @ 0x38e..=0x38f => code + 63,
        // A sigma at the end of a word is a sigma.
        0x3c2 => 0x3c3,
        code => code,
    };
    char::from_u32(code).unwrap_or(letter)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_letters_of_these_scripts_fold_as_unicode_says() {
        let scripts = [
            0x41..=0x17e,
            0x386..=0x3ce,
            0x400..=0x4bf,
            0x4d0..=0x556,
            0x1e00..=0x1e95,
            0x1ea0..=0x1eff,
        ];
        for letter in scripts.into_iter().flatten().filter_map(char::from_u32) {
            let expected: String = letter.to_lowercase().collect();
            match letter {
                // Their small letter is two characters, or looks like another one's.
                'İ' | 'ẞ' => {}
                'ς' => assert_eq!(small(letter), 'σ'),
                _ => assert_eq!(
                    small(letter).to_string(),
                    expected,
                    "{letter} {:x}",
                    letter as u32
                ),
            }
        }
    }

    #[test]
    fn names_that_differ_in_case_alone_are_the_same() {
        for (one, other) in [
            ("ada", "ADA"),
            ("Zoë", "ZOË"),
            ("Οδος", "ΟΔΟΣ"),
            ("Ива́н", "ИВА́Н"),
            ("李", "李"),
        ] {
            assert_eq!(folded(one), folded(other));
        }
        assert_ne!(folded("Zoe"), folded("Zoë"));
    }
}
