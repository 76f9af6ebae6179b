//! Floats as decimal digits, the very ones that std writes. A page carries one exact way and the
//! shortest that JSON needs anyway; std would add two ways for each, 25 KB with their tables.

use serde_json::Number;

#[cfg(test)]
mod tests;

/// With `places` digits after the point, as `{:.places$}`.
pub fn fixed(number: f64, places: usize) -> String {
    written(number, |size| {
        let digits = Digits::exact(size);
        let kept = digits.point + places as i32;
        digits.rounded(kept).plain(places)
    })
}

/// With the fewest digits that tell it from its neighbours, as `{}`.
pub fn shortest(number: f64) -> String {
    written(number, |size| Digits::shortest(size).plain(0))
}

/// The power of ten of the first digit; 0 for what has none.
pub fn exponent(number: f64) -> i32 {
    let digits = Digits::shortest(number.abs());
    if digits.digits.is_empty() {
        0
    } else {
        digits.point - 1
    }
}

/// The first `count` digits, rounded, and the power of ten of the first of them.
pub fn leading(number: f64, count: usize) -> (String, i32) {
    let mut digits = Digits::exact(number.abs()).rounded(count as i32);
    let power = if digits.digits.is_empty() {
        0
    } else {
        digits.point - 1
    };
    digits.digits.resize(count, b'0');
    (text(&digits.digits), power)
}

fn written(number: f64, size: impl Fn(f64) -> String) -> String {
    let sign = if number.is_sign_negative() && !number.is_nan() {
        "-"
    } else {
        ""
    };
    let size = match number {
        _ if number.is_nan() => "NaN".to_owned(),
        _ if number.is_infinite() => "inf".to_owned(),
        _ => size(number.abs()),
    };
    format!("{sign}{size}")
}

/// 0.d₁d₂d₃… times ten to the `point`: neither the first digit nor the last is 0.
struct Digits {
    digits: Vec<u8>,
    point: i32,
}

impl Digits {
    fn new(mut digits: Vec<u8>, mut point: i32) -> Self {
        let zeros = digits.iter().take_while(|digit| **digit == b'0').count();
        digits.drain(..zeros);
        point -= zeros as i32;
        while digits.last() == Some(&b'0') {
            digits.pop();
        }
        Self { digits, point }
    }

    fn shortest(size: f64) -> Self {
        let digits = Self::written(size);
        digits.tie(size).unwrap_or(digits)
    }

    /// Half way between two shortest, JSON takes the even digit, std the greater one. Of more binary
    /// places than these a half has more than the 18 digits that it may have.
    fn tie(&self, size: f64) -> Option<Self> {
        let (_, power) = Self::binary(size);
        if !(-25..=22).contains(&power) {
            return None;
        }
        let exact = Self::exact(size).digits;
        let (kept, rest) = exact.split_at_checked(self.digits.len())?;
        let (last, before) = kept.split_last().filter(|_| rest == b"5")?;
        let is_lower = kept == self.digits && *last != b'9';
        is_lower.then(|| Self::new([before, &[*last + 1]].concat(), self.point))
    }

    /// As JSON writes it.
    fn written(size: f64) -> Self {
        let text = Number::from_f64(size).map_or_else(String::new, |number| number.to_string());
        let (figures, power) = text.split_once('e').unwrap_or((&text, "0"));
        let (whole, fraction) = figures.split_once('.').unwrap_or((figures, ""));
        let point = whole.len() as i32 + power.parse().unwrap_or(0);
        Self::new([whole.as_bytes(), fraction.as_bytes()].concat(), point)
    }

    /// A whole number and the power of two that it is taken times; odd, but for 0.
    fn binary(size: f64) -> (u64, i32) {
        let bits = size.to_bits();
        let (fraction, scale) = (bits & ((1 << 52) - 1), (bits >> 52) as i32);
        let (whole, power) = match scale {
            0 => (fraction, -1074),
            _ => (fraction | 1 << 52, scale - 1075),
        };
        let even = whole.trailing_zeros().min(52);
        (whole >> even, power + even as i32)
    }

    /// A float is a whole number times a power of two, and halving is five tenths: so it has an end.
    fn exact(size: f64) -> Self {
        const LIMB: u64 = 1_000_000_000;
        let (whole, power) = Self::binary(size);
        // Lowest first, nine digits each.
        let mut limbs = vec![whole % LIMB, whole / LIMB];
        let factor = if power < 0 { 5 } else { 2 };
        for _ in 0..power.abs() {
            let mut carry = 0;
            for limb in &mut limbs {
                carry += *limb * factor;
                *limb = carry % LIMB;
                carry /= LIMB;
            }
            if carry > 0 {
                limbs.push(carry);
            }
        }
        let digits: String = limbs
            .iter()
            .rev()
            .map(|limb| format!("{limb:09}"))
            .collect();
        let point = digits.len() as i32 + power.min(0);
        Self::new(digits.into_bytes(), point)
    }

    /// The first `count` digits; a half goes to the even neighbour.
    fn rounded(mut self, count: i32) -> Self {
        if count < 0 {
            return Self::new(Vec::new(), 0);
        }
        let count = count as usize;
        if count >= self.digits.len() {
            return self;
        }
        let rest = self.digits.split_off(count);
        let is_odd = self.digits.last().is_some_and(|digit| digit % 2 == 1);
        let up = rest[0] > b'5' || rest[0] == b'5' && (rest.len() > 1 || is_odd);
        if up {
            // Nines become zeros, which `new` takes away.
            let nines = self.digits.iter().rev().take_while(|digit| **digit == b'9');
            let kept = count - nines.count();
            self.digits.truncate(kept);
            match self.digits.last_mut() {
                Some(digit) => *digit += 1,
                None => {
                    self.digits.push(b'1');
                    self.point += 1;
                }
            }
        }
        Self::new(self.digits, self.point)
    }

    /// With a point where one is needed, and at least `places` digits behind it.
    fn plain(&self, places: usize) -> String {
        let digits = text(&self.digits);
        let zeros = |count: i32| "0".repeat(count.max(0) as usize);
        let at = self.point.clamp(0, digits.len() as i32) as usize;
        let (whole, fraction) = digits.split_at(at);
        let (whole, fraction) = if digits.is_empty() {
            (String::new(), String::new())
        } else {
            let more = self.point - digits.len() as i32;
            (
                format!("{whole}{}", zeros(more)),
                format!("{}{fraction}", zeros(-self.point)),
            )
        };
        let whole = if whole.is_empty() { "0" } else { &whole };
        let padding = zeros(places as i32 - fraction.len() as i32);
        let point = if fraction.is_empty() && padding.is_empty() {
            ""
        } else {
            "."
        };
        format!("{whole}{point}{fraction}{padding}")
    }
}

fn text(digits: &[u8]) -> String {
    digits.iter().map(|digit| char::from(*digit)).collect()
}
