//! Sorting, compiled once: std's sort is compiled anew for each type, at 5 KB each in a page.

use std::cmp::Ordering;

/// Puts `items` in order; equal ones stay as they stood.
pub fn sort_by<T>(items: &mut [T], order: impl Fn(&T, &T) -> Ordering) {
    let swaps = swaps(items.len(), &|a, b| order(&items[a], &items[b]));
    for (a, b) in swaps {
        items.swap(a, b);
    }
}

/// The swaps, one after the other, that put `count` items in order.
fn swaps(count: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<(usize, usize)> {
    let mut sources = sorted(count, order);
    let mut swaps = Vec::new();
    for start in 0..count {
        // Follows the circle of places that begins here; what stands in it wanders along to its end.
        let mut at = start;
        while sources[at] != start {
            let from = sources[at];
            swaps.push((at, from));
            sources[at] = at;
            at = from;
        }
        sources[at] = at;
    }
    swaps
}

/// The places of the items in their order: merges runs of 1, 2, 4, 8… places.
fn sorted(count: usize, order: &dyn Fn(usize, usize) -> Ordering) -> Vec<usize> {
    let mut places: Vec<usize> = (0..count).collect();
    let mut run = 1;
    while run < count {
        let mut merged = Vec::with_capacity(count);
        for both in places.chunks(2 * run) {
            let (mut left, mut right) = both.split_at(run.min(both.len()));
            while let ([a, lefts @ ..], [b, rights @ ..]) = (left, right) {
                if order(*a, *b).is_le() {
                    merged.push(*a);
                    left = lefts;
                } else {
                    merged.push(*b);
                    right = rights;
                }
            }
            merged.extend_from_slice(left);
            merged.extend_from_slice(right);
        }
        places = merged;
        run *= 2;
    }
    places
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn it_sorts_as_std_does(keys: Vec<u8>) {
            // Few kinds of keys, so that many are equal; the place tells equal ones apart.
            let items: Vec<_> = keys.iter().map(|key| key % 16).enumerate().collect();
            let (mut ours, mut expected) = (items.clone(), items);
            sort_by(&mut ours, |a, b| a.1.cmp(&b.1));
            expected.sort_by_key(|item| item.1);
            prop_assert_eq!(ours, expected);
        }
    }
}
