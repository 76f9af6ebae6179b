"""Known answers of pandas."""

import sys
from pathlib import Path


sys.path.append(str(Path(__file__).parents[1]))
from penguins import plain, table, write  # noqa: E402


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


write(__file__, [
    group_by(by, measure)
    for by, measure in [
        ("species", "body_mass_g"),
        ("island", "bill_length_mm"),
        ("sex", "flipper_length_mm"),
        ("year", "bill_depth_mm"),
    ]
])
