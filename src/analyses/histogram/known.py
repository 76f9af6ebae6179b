"""Known answers of NumPy."""

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1]))
from penguins import values, write  # noqa: E402


def histogram(column, bins):
    counts, edges = np.histogram(values(column), bins="fd" if bins is None else bins)
    return {"column": column, "bins": bins, "edges": edges.tolist(), "counts": counts.tolist()}


write(__file__, [
    histogram(column, bins)
    for column in ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
    for bins in [None, 1, 7, 30, 200]
])
