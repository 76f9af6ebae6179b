//! Live pointers, the rules: how often one's own place is told, and how long another's is shown.
//!
//! Pure. A place that is held is told again every few seconds, so that silence means a cut line.

use crate::shared::{account::Person, ids::PersonId, protocol::PointerPlace};

/// At most 30 a second.
const EVERY_MS: i64 = 34;
/// A place that stays is told again after this.
const AGAIN_MS: i64 = 3_000;
/// Without a word for this long, somebody's line is cut.
const SILENT_MS: i64 = 8_000;
/// Names become initials.
const STILL_MS: i64 = 3_000;
/// A pointer that rests longer says nothing any more.
const GONE_MS: i64 = 30_000;

/// What was told of one's own place.
#[derive(Default)]
pub struct Pace {
    told: Option<PointerPlace>,
    told_at: i64,
    moved_at: i64,
}

impl Pace {
    /// Milliseconds until anything may be told.
    pub fn wait(&self, now: i64) -> i64 {
        (self.told_at + EVERY_MS - now).clamp(0, EVERY_MS)
    }

    /// Takes the place of now. True when it is to be told, as [`Self::told`] then has it.
    pub fn take(&mut self, place: Option<PointerPlace>, now: i64) -> bool {
        if place != self.told {
            self.moved_at = now;
        }
        let place = place.filter(|_| now - self.moved_at < GONE_MS);
        let is_due = place.is_some() && now - self.told_at >= AGAIN_MS;
        let is_news = place != self.told || is_due;
        if is_news {
            self.told = place;
            self.told_at = now;
        }
        is_news
    }

    /// What the others were told last; none when nothing is pointed at.
    pub fn told(&self) -> Option<PointerPlace> {
        self.told.clone()
    }

    pub fn points(&self) -> bool {
        self.told.is_some()
    }
}

/// Somebody else's pointer.
pub struct Peer {
    pub person: Person,
    pub at: PointerPlace,
    heard_at: i64,
    moved_at: i64,
}

impl Peer {
    pub fn is_still(&self, now: i64) -> bool {
        now - self.moved_at >= STILL_MS
    }
}

/// The pointers of the others, each person once.
#[derive(Default)]
pub struct Peers(pub Vec<Peer>);

impl Peers {
    /// Takes a place in; none: no longer anywhere.
    pub fn hear(&mut self, person: Person, at: Option<PointerPlace>, now: i64) {
        let Some(at) = at else {
            return self.keep(|id| id != person.id);
        };
        let known = self.0.iter_mut().find(|peer| peer.person.id == person.id);
        let Some(peer) = known else {
            return self.0.push(Peer {
                person,
                at,
                heard_at: now,
                moved_at: now,
            });
        };
        peer.heard_at = now;
        if peer.at != at {
            peer.at = at;
            peer.moved_at = now;
        }
    }

    /// Forgets those who are not to be kept.
    pub fn keep(&mut self, is_kept: impl Fn(PersonId) -> bool) {
        self.0.retain(|peer| is_kept(peer.person.id));
    }

    /// Forgets those who rest, and those whose line is cut.
    pub fn forget_old(&mut self, now: i64) {
        self.0
            .retain(|peer| now - peer.heard_at < SILENT_MS && now - peer.moved_at < GONE_MS);
    }
}

/// A pointer as it is drawn, in CSS pixels from the top left of the layer.
#[derive(Clone, Debug, PartialEq)]
pub struct RemotePointer {
    pub person: Person,
    /// 1 to 8.
    pub color: u8,
    pub x: f64,
    pub y: f64,
    /// Over a chart: how far the pole reaches up from the place.
    pub pole: Option<f64>,
    /// The name has no room on the right.
    pub flips: bool,
    /// Drawn with the initial only.
    pub is_still: bool,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::shared::{
        anchor::CardId,
        protocol::Within,
        session::testing::{ada, grace},
    };

    fn at(x: f64) -> Option<PointerPlace> {
        Some(PointerPlace {
            card: CardId::Other("run-7".into()),
            within: Within::Chart,
            x,
            y: 0.0,
        })
    }

    /// How often something is told when `place_at` is asked every `step` milliseconds for `ms`.
    fn told(pace: &mut Pace, ms: i64, step: usize, place_at: impl Fn(i64) -> f64) -> usize {
        let times = (0..ms).step_by(step).map(|ms| 1_000_000 + ms);
        times
            .filter(|now| pace.wait(*now) == 0 && pace.take(at(place_at(*now)), *now))
            .count()
    }

    #[test]
    fn a_moving_mouse_is_told_at_most_thirty_times_a_second() {
        let moving = told(&mut Pace::default(), 10_000, 1, |now| now as f64);
        assert!((290..=300).contains(&moving), "{moving}");
    }

    #[test]
    fn a_resting_mouse_is_told_only_to_show_that_the_line_is_up() {
        let resting = told(&mut Pace::default(), 29_000, 50, |_| 1.0);
        assert_eq!(resting, 1 + 29_000 / AGAIN_MS as usize);
        // One that is lost on the way does no harm.
        const { assert!(2 * AGAIN_MS < SILENT_MS) }
    }

    #[test]
    fn a_mouse_that_rests_for_long_is_gone_until_it_moves() {
        let mut pace = Pace::default();
        assert!(pace.take(at(1.0), 0));
        assert!(pace.take(at(1.0), GONE_MS) && !pace.points());
        assert!(pace.take(at(2.0), GONE_MS + 50) && pace.told() == at(2.0));
    }

    #[test]
    fn leaving_is_told_once() {
        let mut pace = Pace::default();
        assert!(!pace.take(None, 0), "nobody knows of it");
        assert!(pace.take(at(1.0), 40));
        assert!(pace.take(None, 80) && pace.told().is_none());
        assert!(!pace.take(None, 10_000));
    }

    #[test]
    fn a_clock_that_is_set_back_stops_nothing() {
        let mut pace = Pace::default();
        pace.take(at(1.0), 1_000_000);
        assert_eq!(pace.wait(0), EVERY_MS);
        assert!(pace.take(at(2.0), 40));
    }

    #[test]
    fn an_arrow_shrinks_when_still_and_goes_when_it_rests() {
        let mut peers = Peers::default();
        for now in (0..GONE_MS).step_by(1_000) {
            peers.hear(grace(), at(1.0), now);
            peers.forget_old(now);
            assert_eq!(peers.0[0].is_still(now), now >= STILL_MS);
        }
        peers.forget_old(GONE_MS);
        assert!(peers.0.is_empty());
    }

    #[test]
    fn a_cut_line_takes_its_arrow_along_within_ten_seconds() {
        let mut peers = Peers::default();
        peers.hear(grace(), at(1.0), 0);
        peers.forget_old(SILENT_MS - 1);
        assert_eq!(peers.0.len(), 1);
        peers.forget_old(SILENT_MS);
        assert!(peers.0.is_empty() && SILENT_MS < 9_000);
    }

    #[test]
    fn each_person_has_one_arrow_and_takes_it_along() {
        let mut peers = Peers::default();
        peers.hear(ada(), at(1.0), 0);
        peers.hear(grace(), at(2.0), 0);
        peers.hear(ada(), at(3.0), 100);
        let places: Vec<_> = peers.0.iter().map(|peer| peer.at.x).collect();
        assert_eq!(places, [3.0, 2.0]);
        peers.hear(ada(), None, 200);
        assert_eq!(peers.0.len(), 1);
        peers.keep(|id| id == ada().id);
        assert!(peers.0.is_empty());
    }
}
