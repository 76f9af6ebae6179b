"""Rooms on Flask-SocketIO with gevent: `PORT=… LOG=log.db python flask_socketio_gevent.py`.

Each message is on disk, synced, before it is acked or delivered.
"""

from gevent import monkey

monkey.patch_all()

import json
import os
import sqlite3
import time
import uuid
from collections import defaultdict

from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room

app = Flask(__name__)
# Heartbeats as often as Tandem's.
socketio = SocketIO(app, async_mode="gevent", ping_interval=10, ping_timeout=8)
heads = defaultdict(int)
people = {}

log = sqlite3.connect(os.environ["LOG"], isolation_level=None)
log.execute("PRAGMA journal_mode = WAL")
log.execute("PRAGMA synchronous = FULL")
log.execute("CREATE TABLE events (room TEXT, n INTEGER, data TEXT, PRIMARY KEY (room, n))")


@socketio.on("connect", namespace="/chat")
def connect():
    people[request.sid] = {"id": str(uuid.uuid4()), "name": f"guest {len(people) + 1}"}


@socketio.on("disconnect", namespace="/chat")
def disconnect(_reason):
    people.pop(request.sid, None)


@socketio.on("join", namespace="/chat")
def join(data):
    join_room(data["room"])
    return {"ok": {"head": heads[data["room"]]}}


@socketio.on("send_message", namespace="/chat")
def send_message(data):
    room = data["room"]
    heads[room] += 1
    event = {
        "stream": room,
        "n": heads[room],
        "id": str(uuid.uuid4()),
        "at": int(time.time() * 1000),
        "by": people[request.sid],
        "cid": data["cid"],
        "text": data["text"],
    }
    log.execute("INSERT INTO events VALUES (?, ?, ?)", (room, event["n"], json.dumps(event)))
    emit("receive_message", event, to=room)
    return {"ok": {"n": event["n"], "id": event["id"], "at": event["at"], "dup": False}}


if __name__ == "__main__":
    socketio.run(app, host="127.0.0.1", port=int(os.environ["PORT"]))
