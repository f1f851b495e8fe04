//! Where labels in a column or a row stand: spread so that no two meet.

/// Least distance between the middles of two labels, in tenths of an SVG unit.
pub const LABEL_STEP: i32 = 160;

/// How many labels that are `step` apart fit between `from` and `to`.
pub fn capacity(step: i32, from: i32, to: i32) -> usize {
    if to < from { 0 } else { usize::try_from((to - from) / step + 1).unwrap_or(0) }
}

/// Places for the middles of labels, in the order of `wanted`, which says where they should be: at least `step` apart
/// and between `from` and `to`, moved as little as that allows.
///
/// Labels keep the order of their wanted places; of two at the same place the first
/// comes before. There must be no more of them than [`capacity`], or the last ones leave `to`.
pub fn spread(wanted: &[i32], step: i32, from: i32, to: i32) -> Vec<i32> {
    let mut order: Vec<(i32, usize)> = wanted.iter().copied().zip(0..).collect();
    order.sort_unstable();

    // With every label moved up by the steps of those above it, "apart" becomes "not falling", which
    // pooling neighbours around their mean solves (pool adjacent violators). Limits can be applied last.
    let shift = |rank: usize| step * rank as i32;
    let mut pools: Vec<(i64, i64)> = Vec::with_capacity(order.len());
    for (rank, (place, _)) in order.iter().enumerate() {
        let mut pool = (i64::from(place - shift(rank)), 1);
        // Compares means without dividing.
        while let Some((sum, count)) = pools.pop_if(|(sum, count)| *sum * pool.1 > pool.0 * *count) {
            pool = (pool.0 + sum, pool.1 + count);
        }
        pools.push(pool);
    }
    let means = pools.iter().flat_map(|(sum, count)| (0..*count).map(move |_| sum.div_euclid(*count) as i32));

    let most = (to - shift(order.len().saturating_sub(1))).max(from);
    let mut placed: Vec<(usize, i32)> = order
        .iter()
        .zip(means)
        .enumerate()
        .map(|(rank, ((_, index), mean))| (*index, mean.clamp(from, most) + shift(rank)))
        .collect();
    placed.sort_unstable();
    placed.into_iter().map(|(_, place)| place).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exhibit::drawing::tests::Random;

    #[test]
    fn labels_with_room_stay_where_they_want_to_be() {
        assert_eq!(spread(&[500, 100, 900], LABEL_STEP, 0, 1000), [500, 100, 900]);
        assert!(spread(&[], LABEL_STEP, 0, 1000).is_empty());
    }

    #[test]
    fn neighbours_part_around_their_mean_and_the_first_stands_higher() {
        assert_eq!(spread(&[500, 500], LABEL_STEP, 0, 1000), [420, 580]);
        assert_eq!(spread(&[520, 480, 500], LABEL_STEP, 0, 1000), [660, 340, 500]);
        assert_eq!(spread(&[990, 1000], LABEL_STEP, 0, 1000), [840, 1000]);
        assert_eq!(spread(&[0, 0], LABEL_STEP, 0, 1000), [0, 160]);
    }

    #[test]
    fn labels_that_fit_never_meet_nor_leave() {
        let mut random = Random::new(1);
        for _ in 0..20_000 {
            let bottom = 100 + random.below(2900);
            let count = 1 + random.below(capacity(LABEL_STEP, 100, bottom) as i32);
            let wanted: Vec<i32> = (0..count).map(|_| 100 + random.below(bottom - 99)).collect();
            let mut heights = spread(&wanted, LABEL_STEP, 100, bottom);
            heights.sort_unstable();
            assert!(heights.iter().all(|height| (100..=bottom).contains(height)), "{wanted:?} {heights:?}");
            assert!(heights.windows(2).all(|pair| pair[1] - pair[0] >= LABEL_STEP), "{wanted:?} {heights:?}");
        }
    }
}
