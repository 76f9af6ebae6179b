"""Feeds a live data set with what comes on standard input: a JSON object a line, each stored once.

    sensor-program | TANDEM_URL=http://127.0.0.1:3000 TANDEM_TOKEN=tdm_… python feed.py <data set id>
"""

import os
import queue
import sys
import threading
import time
import urllib.error
import urllib.request
import uuid

ADDRESS = f"{os.environ['TANDEM_URL']}/api/datasets/{sys.argv[1]}/rows"
MOST_ROWS = 1_000
lines = queue.Queue(maxsize=10 * MOST_ROWS)  # who sends faster than we do waits


def read():
    for line in sys.stdin:
        if line.strip():
            lines.put(line)
    lines.put(None)


def batches():
    """What came within a quarter of a second, together."""
    while (line := lines.get()) is not None:
        batch, until = [line], time.monotonic() + 0.25
        while line is not None and len(batch) < MOST_ROWS and (left := until - time.monotonic()) > 0:
            try:
                line = lines.get(timeout=left)
            except queue.Empty:
                break
            batch += [line] if line is not None else []
        yield "".join(batch)
        if line is None:
            return


def send(batch):
    """Tries until it is stored: the same key makes sure that it is so once."""
    headers = {
        "Authorization": f"Bearer {os.environ['TANDEM_TOKEN']}",
        "Content-Type": "application/x-ndjson",
        "Idempotency-Key": str(uuid.uuid4()),
    }
    wait = 0.5
    while True:
        try:
            request = urllib.request.Request(ADDRESS, batch.encode(), headers, method="POST")
            with urllib.request.urlopen(request, timeout=30):
                return
        except urllib.error.HTTPError as refused:
            if refused.code not in (429, 500, 502, 503, 504, 507):
                raise SystemExit(f"{refused.code}: {refused.read().decode()}")
        except OSError as lost:
            print(f"{lost}: again in {wait} s", file=sys.stderr)
        time.sleep(wait)
        wait = min(2 * wait, 10)


threading.Thread(target=read, daemon=True).start()
for batch in batches():
    send(batch)
