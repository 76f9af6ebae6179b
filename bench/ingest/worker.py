"""Speaks to a worker process of Tandem: a message is its length as four bytes, least first, and JSON."""

import json
import os
import struct
import subprocess


class Worker:
    def __init__(self, program):
        self.program = program
        self.process = None

    def ask(self, request):
        if self.process is None or self.process.poll() is not None:
            pipe = subprocess.PIPE
            self.process = subprocess.Popen([self.program, "worker"], stdin=pipe, stdout=pipe)
        message = json.dumps(request).encode()
        self.process.stdin.write(struct.pack("<I", len(message)) + message)
        self.process.stdin.flush()
        head = self.process.stdout.read(4)
        if len(head) < 4:
            return {"died": self.process.wait()}
        (length,) = struct.unpack("<I", head)
        return json.loads(self.process.stdout.read(length))

    def ingest(self, path, parquet):
        """The table that a file becomes, or what the worker said instead."""
        answer = self.ask({
            "do": "ingest",
            "source": os.path.abspath(path),
            "file_name": os.path.basename(path),
            "decisions": {},
            "parquet": parquet,
        })
        return answer.get("ingested"), answer

    def peak_mb(self):
        with open(f"/proc/{self.process.pid}/status") as status:
            peak = next(line for line in status if line.startswith("VmHWM"))
        return int(peak.split()[1]) // 1024

    def close(self):
        if self.process:
            self.process.stdin.close()
            self.process.wait()
            self.process = None
