"""Known answers: NumPy's counts, and how many bins it would make, between round edges."""

import sys
from decimal import Decimal
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1]))
from penguins import integers, values, write  # noqa: E402

STEPS = [Decimal(digits).scaleb(power) for power in range(-5, 6) for digits in ("1", "2", "2.5", "5")]


def grid(low, high, step, whole):
    first, last = (low / step).__floor__(), (high / step).__ceil__()
    if whole and step == 1 and last * step == high:
        last += 1
    return [step * i for i in range(first, max(last, first + 1) + 1)]


def round_edges(found, wanted, whole, asked):
    low, high = Decimal(str(found.min())), Decimal(str(found.max()))
    if wanted == 1:
        edges = round_edges(found, 10, False, True)
        return [edges[0], edges[-1]]
    suits = [
        step for step in STEPS
        if not whole or (step < 1 and asked) or (step >= 1 and step % 1 == 0)
    ]
    # Grids with far too many bins are not worth making.
    grids = [grid(low, high, step, whole) for step in suits if (high - low) / step < 1000]
    bins = [(max(Decimal(n) / wanted, Decimal(wanted) / n), edges[1] - edges[0], edges)
            for edges in grids if (n := len(edges) - 1) <= 200]
    return min(bins)[2]


def wanted_bins(found, bins, whole):
    if bins is not None or not whole:
        return len(np.histogram_bin_edges(found, bins="fd" if bins is None else bins)) - 1
    iqr = np.subtract(*np.percentile(found, [75, 25]))
    return int(np.ceil((np.ptp(found) + 1) / max(1, 2 * iqr / np.cbrt(len(found)))))


def histogram(column, bins):
    found, whole = values(column), column in integers
    wanted = wanted_bins(found, bins, whole)
    edges = [float(edge) for edge in round_edges(found, wanted, whole, bins is not None)]
    counts, _ = np.histogram(found, edges)
    return {"column": column, "bins": bins, "edges": edges, "counts": counts.tolist()}


write(__file__, [
    histogram(column, bins)
    for column in ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    for bins in [None, 1, 7, 10, 30, 200]
])
