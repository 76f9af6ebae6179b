"""Rooms on python-socketio and uvicorn: `PORT=… LOG=log.db python python_socketio_uvicorn.py`.

Each message is on disk, synced, before it is acked or delivered.
"""

import json
import os
import sqlite3
import time
import uuid
from collections import defaultdict

import socketio
import uvicorn

# Heartbeats as often as Tandem's.
sio = socketio.AsyncServer(async_mode="asgi", ping_interval=10, ping_timeout=8)
heads = defaultdict(int)
people = {}

log = sqlite3.connect(os.environ["LOG"], isolation_level=None)
log.execute("PRAGMA journal_mode = WAL")
log.execute("PRAGMA synchronous = FULL")
log.execute("CREATE TABLE events (room TEXT, n INTEGER, data TEXT, PRIMARY KEY (room, n))")


@sio.event(namespace="/chat")
async def connect(sid, _environ, _auth):
    people[sid] = {"id": str(uuid.uuid4()), "name": f"guest {len(people) + 1}"}


@sio.event(namespace="/chat")
async def disconnect(sid, _reason):
    people.pop(sid, None)


@sio.event(namespace="/chat")
async def join(sid, data):
    await sio.enter_room(sid, data["room"], namespace="/chat")
    return {"ok": {"head": heads[data["room"]]}}


@sio.event(namespace="/chat")
async def send_message(sid, data):
    room = data["room"]
    heads[room] += 1
    event = {
        "stream": room,
        "n": heads[room],
        "id": str(uuid.uuid4()),
        "at": int(time.time() * 1000),
        "by": people[sid],
        "cid": data["cid"],
        "text": data["text"],
    }
    log.execute("INSERT INTO events VALUES (?, ?, ?)", (room, event["n"], json.dumps(event)))
    await sio.emit("receive_message", event, to=room, namespace="/chat")
    return {"ok": {"n": event["n"], "id": event["id"], "at": event["at"], "dup": False}}


if __name__ == "__main__":
    app = socketio.ASGIApp(sio)
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
