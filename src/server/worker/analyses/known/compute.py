"""Computes known answers about the penguins sample with pandas, NumPy and SciPy.

Run from the repository's root: python src/server/worker/analyses/known/compute.py
It writes penguins.json beside itself; the tests of the analyses compare with it.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd
from scipy import stats

here = Path(__file__).parent
table = pd.read_csv("public/samples/penguins.csv")
# Whole numbers with gaps are floats to pandas; they are integers to us.
integers = ["flipper_length_mm", "body_mass_g", "year"]
numbers = ["bill_length_mm", "bill_depth_mm", *integers]


def plain(value):
    if value is None or (isinstance(value, float) and np.isnan(value)):
        return None
    return value.item() if isinstance(value, np.generic) else value


def values(column):
    found = table[column].dropna()
    return found.astype("int64").to_numpy() if column in integers else found.to_numpy()


def profile(column):
    found = table[column].dropna()
    answer = {
        "column": column,
        "values": int(found.count()),
        "missing": int(table[column].isna().sum()),
        "distinct": int(found.nunique()),
        "lowest": plain(found.min()),
        "highest": plain(found.max()),
    }
    if column in numbers:
        answer["mean"] = float(np.mean(found))
        answer["deviation"] = float(np.std(found, ddof=1))
        answer["median"] = float(np.median(found))
    return answer


def group_by(by, measure):
    groups = []
    for key, rows in table.groupby(by, dropna=False):
        found = rows[measure].dropna()
        groups.append(
            {
                "key": plain(key),
                "rows": len(rows),
                "values": int(found.count()),
                "sum": float(found.sum()),
                "mean": float(found.mean()),
                "median": float(found.median()),
                "lowest": float(found.min()),
                "highest": float(found.max()),
            }
        )
    return {"by": by, "measure": measure, "groups": groups}


def histogram(column, bins):
    counts, edges = np.histogram(values(column), bins="fd" if bins is None else bins)
    return {"column": column, "bins": bins, "edges": edges.tolist(), "counts": counts.tolist()}


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


known = {
    "profile": [profile(column) for column in table.columns],
    "group_by": [
        group_by(by, measure)
        for by, measure in [
            ("species", "body_mass_g"),
            ("island", "bill_length_mm"),
            ("sex", "flipper_length_mm"),
            ("year", "bill_depth_mm"),
        ]
    ],
    "histogram": [
        histogram(column, bins)
        for column in ["bill_length_mm", "bill_depth_mm", "flipper_length_mm", "body_mass_g"]
        for bins in [None, 1, 7, 30, 200]
    ],
    "scatter": [
        scatter("flipper_length_mm", "body_mass_g"),
        scatter("bill_length_mm", "bill_depth_mm"),
        scatter("body_mass_g", "year"),
        scatter("body_mass_g", "body_mass_g"),
    ],
}
(here / "penguins.json").write_text(json.dumps(known, indent=1) + "\n")
