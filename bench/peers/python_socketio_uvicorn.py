"""Rooms on python-socketio and uvicorn: `PORT=… python python_socketio_uvicorn.py`.

Keeps no log: a number a room, in memory.
"""

import os
import time
import uuid
from collections import defaultdict

import socketio
import uvicorn

sio = socketio.AsyncServer(async_mode="asgi")
heads = defaultdict(int)
people = {}


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
    await sio.emit("receive_message", event, to=room, namespace="/chat")
    return {"ok": {"n": event["n"], "id": event["id"], "at": event["at"], "dup": False}}


if __name__ == "__main__":
    app = socketio.ASGIApp(sio)
    uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="warning")
