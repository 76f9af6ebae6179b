"""A bot in a session: joins, says hello, profiles the newest data set and prints the result.

    TANDEM_URL=http://127.0.0.1:3000 TANDEM_TOKEN=tdm_… python bot.py <session uuid>
"""

import os
import sys
import uuid

import socketio

SESSION = sys.argv[1]
client = socketio.SimpleClient()
client.connect(
    f"{os.environ['TANDEM_URL']}?auth=token",  # the token comes with the connection
    namespace="/session",
    transports=["websocket"],
    auth={"token": os.environ["TANDEM_TOKEN"]},
)


def ask(name, **fields):
    answer = client.call(name, {"session_uuid": SESSION, **fields}, timeout=10)
    if "err" in answer:
        raise SystemExit(f"{answer['err']['code']}: {answer['err']['message']}")
    return answer["ok"]


datasets = ask("join")["snapshot"]["datasets"]
ask("send_message", cid=str(uuid.uuid4()), text="I am going to profile the data.")
if not datasets:
    raise SystemExit("There is no data yet.")
ask("run_analysis", cid=str(uuid.uuid4()), dataset_id=datasets[-1]["dataset_id"], spec={"kind": "profile"})
while True:
    name, event = client.receive(timeout=30)
    if name == "analysis_update" and event["status"] == "failed":
        raise SystemExit(event["error"])
    if name == "analysis_update" and event["status"] == "done":
        print(event["output"]["summary"])
        for row in event["output"]["table"]["rows"]:
            print("\t".join(str(cell) for cell in row))
        break
client.disconnect()
