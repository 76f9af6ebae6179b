"""The same CSV file to Parquet by Tandem's worker, DuckDB, Polars and pandas, in turn: seconds and peak memory.

    python load.py PROGRAM [ROWS ...]

It fails where Tandem takes more than 1.25 times as long as DuckDB, or more than 200 MB.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timedelta

from worker import Worker

ROUNDS = 3
MOST_OF_DUCKDB = 1.25
MOST_MB = 200
PEERS = {
    "DuckDB": "import duckdb as d; d.connect().execute(f\"COPY (SELECT * FROM read_csv('{csv}')) "
    "TO '{to}' (FORMAT parquet, COMPRESSION zstd)\")",
    "Polars": "import polars as p; p.read_csv(csv, try_parse_dates=True).write_parquet(to, compression='zstd')",
    "pandas": "import pandas as p; p.read_csv(csv, engine='pyarrow').to_parquet(to, compression='zstd')",
}


def make(path, rows):
    draw = random.Random(7)
    stations = [f"Station {letter}{number}" for letter in "ABCDEFGH" for number in range(25)]
    notes = ["", "ok", "checked", '"late, called"']
    begin = datetime(2020, 1, 1)
    with open(path, "w") as file:
        file.write("id,at,day,station,temp,load,count,note\n")
        for i in range(rows):
            at = begin + timedelta(seconds=37 * i)
            file.write(
                f"{i + 1},{at:%Y-%m-%d %H:%M:%S},{at:%Y-%m-%d},{draw.choice(stations)},{draw.gauss(12, 8):.1f},"
                f"{draw.random() * 1000:.3f},{draw.randrange(5000)},{draw.choice(notes)}\n"
            )


def of_tandem(program, csv, to):
    worker = Worker(program)
    # As in the server, where a worker stands ready.
    worker.ask({"do": "warm"})
    begin = time.perf_counter()
    table, answer = worker.ingest(csv, to)
    seconds, peak = time.perf_counter() - begin, worker.peak_mb()
    worker.close()
    if table is None:
        raise SystemExit(f"not read: {answer}")
    return seconds, peak


def of_peer(code, csv, to):
    module = code.split(";", 1)[0]
    timed = (
        f"import time\n{module}\ncsv, to = {csv!r}, {to!r}\nbegin = time.perf_counter()\n{code}\n"
        "seconds = time.perf_counter() - begin\n"
        "peak = next(line for line in open('/proc/self/status') if line.startswith('VmHWM'))\n"
        "print(seconds, int(peak.split()[1]) // 1024)"
    )
    # Some draw a bar of their progress before it.
    *_, seconds, peak = subprocess.check_output([sys.executable, "-c", timed], text=True).split()
    return float(seconds), int(peak)


def too_much(rows, of_tandem, of_duckdb):
    """Sentences about what is over a limit; the figures are the seconds and peak MB of the best round."""
    (seconds, peak), (theirs, _) = of_tandem, of_duckdb
    if seconds > theirs * MOST_OF_DUCKDB:
        yield f"{rows:,} rows took {seconds / theirs:.2f} times as long as with DuckDB; {MOST_OF_DUCKDB} is the most."
    if peak > MOST_MB:
        yield f"{rows:,} rows took {peak} MB; {MOST_MB} is the most."


def main():
    program = sys.argv[1]
    sizes = [int(rows) for rows in sys.argv[2:]] or [10_000, 1_000_000, 10_000_000]
    print("| rows | MB | | seconds, best of 3 | peak MB |\n|---|---|---|---|---|")
    failed = []
    with tempfile.TemporaryDirectory() as folder:
        csv, to = os.path.join(folder, "table.csv"), os.path.join(folder, "table.parquet")
        for rows in sizes:
            make(csv, rows)
            size = os.path.getsize(csv) / 1e6
            ways = {"Tandem": lambda: of_tandem(program, csv, to)}
            ways |= {name: lambda code=code: of_peer(code, csv, to) for name, code in PEERS.items()}
            # Round by round, so that a slow minute of the machine is everyone's.
            rounds = [{name: way() for name, way in ways.items()} for _ in range(ROUNDS)]
            best = {name: min(figures[name] for figures in rounds) for name in ways}
            for name, (seconds, peak) in best.items():
                print(f"| {rows:,} | {size:.0f} | {name} | {seconds:.2f} | {peak} |", flush=True)
            failed += too_much(rows, best["Tandem"], best["DuckDB"])
    if failed:
        raise SystemExit("\n".join(failed))


if __name__ == "__main__":
    main()
