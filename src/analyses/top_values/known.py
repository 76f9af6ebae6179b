"""Known answers of pandas."""

import sys
from pathlib import Path

sys.path.append(str(Path(__file__).parents[1]))
from penguins import plain, table, write  # noqa: E402


def top_values(column, n):
    found = table[column].value_counts().reset_index()
    found.columns = ["value", "rows"]
    found = found.sort_values(["rows", "value"], ascending=[False, True])
    top = found.head(n)
    return {
        "column": column,
        "n": n,
        "top": [[plain(value), int(rows)] for value, rows in top.itertuples(index=False)],
        "shares": (100 * top["rows"] / len(table)).tolist(),
        "others": [int(len(found) - len(top)), int(found["rows"].sum() - top["rows"].sum())],
        "missing": int(table[column].isna().sum()),
    }


write(
    __file__,
    [
        top_values(column, n)
        for column in ["species", "island", "sex", "year", "bill_length_mm", "body_mass_g"]
        for n in [1, 3, 20]
    ],
)
