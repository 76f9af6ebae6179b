# pip install "python-socketio[client]"
import os, uuid
import socketio

session_uuid = "0f8fad5b-d9cb-469f-a165-70867728950e"
client = socketio.SimpleClient()
client.connect(
    "http://127.0.0.1:3000",
    namespace="/session",
    auth={"token": os.environ["TANDEM_TOKEN"]},
)
joined = client.call("join", {"session_uuid": session_uuid})
if "err" in joined:
    raise SystemExit(joined["err"]["message"])
message = {"session_uuid": session_uuid, "cid": str(uuid.uuid4()), "text": "Hello"}
client.call("send_message", message)
while True:
    name, event = client.receive()
    if name == "receive_message":
        print(f"{event['by']['name']}: {event['text']}")
