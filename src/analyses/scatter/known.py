"""Known answers of SciPy."""

import sys
from pathlib import Path

from scipy import stats

sys.path.append(str(Path(__file__).parents[1]))
from penguins import table, write  # noqa: E402


def scatter(x, y):
    both = table.dropna(subset=[x, y])
    line = stats.linregress(both[x], both[y])
    return {
        "x": x,
        "y": y,
        "n": len(both),
        "slope": float(line.slope),
        "intercept": float(line.intercept),
        "r": float(line.rvalue),
        "r2": float(line.rvalue**2),
    }


write(__file__, [
    scatter("flipper_length_mm", "body_mass_g"),
    scatter("bill_length_mm", "bill_depth_mm"),
    scatter("body_mass_g", "year"),
    scatter("body_mass_g", "body_mass_g"),
])
