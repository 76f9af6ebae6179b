"""What a page of the grid takes, and what computing its view does: milliseconds of one worker, by rows.

    python grid.py PROGRAM [ROWS ...]
"""

import os
import sys
import tempfile
import time

from load import make
from worker import Worker

PAGES = 40
LIMIT = 60
VIEWS = {
    "sort by an integer": {"sort": [{"column": "count"}]},
    "sort by a text of 200 words": {"sort": [{"column": "station", "descending": True}]},
    "sort by two columns": {"sort": [{"column": "station"}, {"column": "load", "descending": True}]},
    "filter a range": {"filters": [{"column": "temp", "test": {"between": {"from": "20", "to": "25"}}}]},
    "filter one word of 200": {"filters": [{"column": "station", "test": {"one_of": ["Station C7"]}}]},
    "find a text": {"find": "station c7"},
    "find a number": {"find": "4711"},
}


class Table:
    def __init__(self, program, parquet, folder):
        self.worker = Worker(program)
        self.worker.ask({"do": "warm"})
        self.look = {"parquet": parquet, "folder": folder}

    def ask(self, do, view, **more):
        begin = time.perf_counter()
        answer = self.worker.ask({"do": do, "look": {**self.look, "view": view}, **more})
        took = (time.perf_counter() - begin) * 1000
        if "failed" in answer or "panicked" in answer:
            raise SystemExit(f"{do} {view}: {answer}")
        return took, answer

    def pages(self, view):
        """The median and the worst of pages all over the view."""
        total = self.ask("rows", view, offset=0, limit=1)[1]["page"]["total"]
        offsets = [total * page // PAGES for page in range(PAGES)]
        took = sorted(self.ask("rows", view, offset=offset, limit=LIMIT)[0] for offset in offsets)
        return took[PAGES // 2], took[-1]


def main():
    program = sys.argv[1]
    sizes = [int(rows) for rows in sys.argv[2:]] or [1_000_000, 10_000_000]
    print("| rows | | ms to compute | page, median | page, worst |\n|---|---|---|---|---|")
    with tempfile.TemporaryDirectory() as folder:
        csv, parquet = os.path.join(folder, "table.csv"), os.path.join(folder, "table.parquet")
        for rows in sizes:
            make(csv, rows)
            worker = Worker(program)
            worker.ingest(csv, parquet)
            worker.close()
            table = Table(program, parquet, os.path.join(folder, f"views-{rows}"))
            print(f"| {rows:,} | as it stands | | %.1f | %.1f |" % table.pages({}), flush=True)
            for name, view in VIEWS.items():
                took, _ = table.ask("compute", view)
                print(f"| {rows:,} | {name} | {took:.0f} | %.1f | %.1f |" % table.pages(view), flush=True)
            took, _ = table.ask("profile", {})
            print(f"| {rows:,} | profile of 8 columns | {took:.0f} | | |", flush=True)
            to = os.path.join(folder, "out.export")
            for form in ["csv", "parquet"]:
                view = VIEWS["sort by an integer"]
                took, _ = table.ask("export", view, format=form, to=to)
                print(f"| {rows:,} | export sorted as {form} | {took:.0f} | | |", flush=True)
            print(f"| {rows:,} | peak {table.worker.peak_mb()} MB | | | |", flush=True)
            table.worker.close()


if __name__ == "__main__":
    main()
