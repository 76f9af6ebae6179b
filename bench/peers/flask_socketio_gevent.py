"""Rooms on Flask-SocketIO with gevent: `PORT=… python flask_socketio_gevent.py`.

Keeps no log: a number a room, in memory.
"""

from gevent import monkey

monkey.patch_all()

import os
import time
import uuid
from collections import defaultdict

from flask import Flask, request
from flask_socketio import SocketIO, emit, join_room

app = Flask(__name__)
socketio = SocketIO(app, async_mode="gevent")
heads = defaultdict(int)
people = {}


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
    emit("receive_message", event, to=room)
    return {"ok": {"n": event["n"], "id": event["id"], "at": event["at"], "dup": False}}


if __name__ == "__main__":
    socketio.run(app, host="127.0.0.1", port=int(os.environ["PORT"]))
