"""What the kinds' `known.py` share: the penguins sample as pandas reads it, and how answers are written.

Run one from the repository's root: python src/analyses/group_by/known.py
It writes known.json beside itself; the tests of the kind compare with it.
"""

import json
from pathlib import Path

import numpy as np
import pandas as pd

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


def write(script, answers):
    Path(script).with_name("known.json").write_text(json.dumps(answers, indent=1) + "\n")
