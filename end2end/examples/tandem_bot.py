"""Takes part in a Tandem session: joins, writes, profiles its newest data set, prints the result.

Usage: tandem_bot.py SESSION_UUID, with TANDEM_URL (http://127.0.0.1:3000 without it) and TANDEM_TOKEN,
made under "Tokens" on the home page. Needs python-socketio, requests and websocket-client. Without any
data in the session it brings the sample.
"""

import os
import queue
import sys
import uuid

import requests
import socketio

URL = os.environ.get("TANDEM_URL", "http://127.0.0.1:3000")
HEADERS = {"Authorization": f"Bearer {os.environ['TANDEM_TOKEN']}"}
SESSION = sys.argv[1]
NAMESPACE = "/session"
PATIENCE_S = 60


def main():
    updates = queue.Queue()
    # Headers go with the first request only, so one connection from the beginning.
    tandem = socketio.Client()
    tandem.on("analysis_update", updates.put, namespace=NAMESPACE)
    tandem.connect(URL, headers=HEADERS, transports=["websocket"], namespaces=[NAMESPACE], wait_timeout=10)
    try:
        joined = ask(tandem, "join")
        print(f"Joined as {joined['me']['name']}: {joined['snapshot']['title']}")
        ask(tandem, "send_message", cid=new_cid(), text="A Python script is here and profiles the data.")
        dataset_id = newest_dataset(joined["snapshot"]) or bring_the_sample()
        run = ask(tandem, "run_analysis", cid=new_cid(), dataset_id=dataset_id, spec={"kind": "profile"})
        show(result_of(run["run_id"], updates))
    finally:
        tandem.disconnect()


def ask(tandem, event, **fields):
    """Sends an event and gives back what its ack says."""
    payload = {"session_uuid": SESSION, **fields}
    ack = tandem.call(event, payload, namespace=NAMESPACE, timeout=PATIENCE_S)
    if "err" in ack:
        sys.exit(f"{event}: {ack['err']['message']} ({ack['err']['code']})")
    return ack["ok"]


def new_cid():
    """The script's own id for a command: sent twice, it is stored once."""
    return str(uuid.uuid4())


def newest_dataset(state):
    return state["datasets"][-1]["dataset_id"] if state["datasets"] else None


def bring_the_sample():
    answer = requests.post(f"{URL}/api/sessions/{SESSION}/datasets/sample", headers=HEADERS, timeout=PATIENCE_S)
    answer.raise_for_status()
    return answer.json()["dataset_id"]


def result_of(run_id, updates):
    """Waits for the run's end; a large output is not in the event but at its address."""
    while True:
        update = updates.get(timeout=PATIENCE_S)
        if update["run_id"] != run_id or update["status"] in ("queued", "running"):
            continue
        if update["status"] != "done":
            sys.exit(f"The run was {update['status']}: {update.get('error', 'no reason given')}")
        if "output" in update:
            return update["output"]
        answer = requests.get(f"{URL}{update['output_url']}", headers=HEADERS, timeout=PATIENCE_S)
        answer.raise_for_status()
        return answer.json()


def show(output):
    print(output["summary"])
    names = [column["name"] for column in output["table"]["columns"]]
    for row in [names, *output["table"]["rows"]]:
        print("\t".join("" if cell is None else str(cell) for cell in row))


main()
