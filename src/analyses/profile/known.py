"""Known answers of pandas and NumPy."""

import sys
from pathlib import Path

import numpy as np

sys.path.append(str(Path(__file__).parents[1]))
from penguins import numbers, plain, table, write  # noqa: E402


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


write(__file__, [profile(column) for column in table.columns])
