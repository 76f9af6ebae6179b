//! The colour of a person, 1 to 8: the same on every page. A session in which two would share one gives the
//! second the next that is free.

use super::ids::PersonId;

const COLORS: i64 = 8;

/// The reader's own outside of sessions, which they may have chosen in their account.
pub const MINE: u8 = u8::MAX;

/// A person's own.
pub fn of(person: PersonId) -> u8 {
    // Between 1 and 8.
    ((person.0 - 1).rem_euclid(COLORS) + 1) as u8
}

/// A person's among the members of a session, who come in the order of seats. From the ninth member on
/// colours are shared again.
pub fn among(members: impl IntoIterator<Item = PersonId>, person: PersonId) -> u8 {
    let mut taken = Vec::new();
    for member in members {
        let own = of(member);
        let free = (0..COLORS as u8)
            .map(|step| (own - 1 + step) % COLORS as u8 + 1)
            .find(|color| !taken.contains(color));
        let color = free.unwrap_or(own);
        if member == person {
            return color;
        }
        taken.push(color);
    }
    of(person)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn colors(ids: &[i64]) -> Vec<u8> {
        let members = || ids.iter().copied().map(PersonId);
        members().map(|one| among(members(), one)).collect()
    }

    #[test]
    fn everyone_has_their_own_until_two_share_it() {
        assert_eq!(
            [1, 2, 8, 9, 16, 17].map(|id| of(PersonId(id))),
            [1, 2, 8, 1, 8, 1]
        );
        assert_eq!(colors(&[2, 1]), [2, 1]);
        assert_eq!(colors(&[1, 9]), [1, 2]);
        assert_eq!(colors(&[8, 16, 1]), [8, 1, 2]);
        assert_eq!(
            colors(&[1, 2, 3, 4, 5, 6, 7, 8, 9]),
            [1, 2, 3, 4, 5, 6, 7, 8, 1]
        );
    }

    #[test]
    fn whoever_is_no_member_keeps_their_own() {
        assert_eq!(among([PersonId(1)], PersonId(9)), 1);
    }
}
