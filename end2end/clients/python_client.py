"""PyPI's python-socketio takes part in a session: by WebSocket, by polling, and by an upgrade.

Called with the server's address. Prints one JSON line for each claim: client, claim, trouble.
"""

import json
import queue
import sys
import uuid

import requests
import socketio

URL = sys.argv[1]
PASSWORD = "correct horse battery"
NAMESPACE = "/session"
WAYS = {"websocket": ["websocket"], "polling": ["polling"], "upgrade": ["polling", "websocket"]}


class Account:
    """A signed-in program: its cookie is all it has."""

    def __init__(self, name):
        self.name = name
        for path in ("register", "login"):
            self.http = requests.Session()
            self.http.trust_env = False
            self.post(path, username=name, password=PASSWORD)

    def post(self, path, **form):
        answer = self.http.post(
            f"{URL}/api/{path}", data=form, headers={"Accept": "application/json"}, allow_redirects=False, timeout=10
        )
        answer.raise_for_status()
        return answer

    def create_session(self, title):
        return self.post("create_session", title=title).headers["Location"].rsplit("/", 1)[1]

    def join_session(self, session_uuid):
        self.post("join_session", session_uuid=session_uuid)


class Client:
    """A connected socket with what it heard."""

    def __init__(self, account, transports, namespace=NAMESPACE, headers=None):
        self.heard = queue.Queue()
        # Every request of a polling connection is checked for its login, so the cookie must come with
        # each: this client sends `headers` with the first one only, an HTTP session's cookies always.
        http = account.http if account else requests.Session()
        self.socket = socketio.Client(reconnection=False, http_session=http)
        self.socket.on("*", lambda event, data=None: self.heard.put((event, data)), namespace=namespace)
        self.socket.connect(
            URL, headers=headers or {}, transports=transports, namespaces=[namespace], wait_timeout=5
        )

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.socket.disconnect()

    def call(self, event, payload):
        return self.socket.call(event, payload, namespace=NAMESPACE, timeout=5)

    def ask(self, event, payload):
        ack = self.call(event, payload)
        assert "ok" in ack, f"{event}: {ack}"
        return ack["ok"]

    def refusal(self, event, payload):
        ack = self.call(event, payload)
        assert "err" in ack, f"{event} was taken: {ack}"
        return ack["err"]["code"]

    def wait_for(self, event, wanted):
        while True:
            name, data = self.heard.get(timeout=5)
            if name == event and wanted(data):
                return data


def sends_with_an_ack_and_is_heard(ways, ada, grace, _noor, session_uuid):
    with Client(ada, ways) as one, Client(grace, ways) as other:
        joined = one.ask("join", {"session_uuid": session_uuid})
        assert joined["me"]["name"] == ada.name, joined
        other.ask("join", {"session_uuid": session_uuid})
        cid = str(uuid.uuid4())
        ok = one.ask("send_message", {"session_uuid": session_uuid, "cid": cid, "text": "hello from Python"})
        event = other.wait_for("receive_message", lambda data: data.get("cid") == cid)
        assert (event["n"], event["id"]) == (ok["n"], ok["id"]), (event, ok)
        assert (event["text"], event["by"]["name"]) == ("hello from Python", ada.name), event


def resumes_after_its_cursor(ways, ada, grace, _noor, session_uuid):
    with Client(ada, ways) as one:
        head = one.ask("join", {"session_uuid": session_uuid})["head"]
    texts = [f"missed {at}" for at in range(12)]
    with Client(grace, ways) as other:
        other.ask("join", {"session_uuid": session_uuid})
        for text in texts:
            other.ask("send_message", {"session_uuid": session_uuid, "cid": str(uuid.uuid4()), "text": text})
    with Client(ada, ways) as again:
        resumed = again.ask("join", {"session_uuid": session_uuid, "after": head})
        assert [event["text"] for event in resumed["events"]] == texts, resumed["events"]
        assert [event["n"] for event in resumed["events"]] == list(range(head + 1, head + 13))


def is_heard_by_everyone_and_typing_by_the_others(ways, ada, grace, _noor, session_uuid):
    with Client(ada, ways) as one, Client(ada, ways) as tab, Client(grace, ways) as other:
        for each in (one, tab, other):
            each.ask("join", {"session_uuid": session_uuid})
        cid = str(uuid.uuid4())
        one.ask("send_message", {"session_uuid": session_uuid, "cid": cid, "text": "to all"})
        events = [each.wait_for("receive_message", lambda data: data["cid"] == cid) for each in (one, tab, other)]
        assert events[0] == events[1] == events[2], events
        one.ask("typing", {"session_uuid": session_uuid, "is_typing": True})
        other.wait_for("user_typing", lambda data: data["user"]["name"] == ada.name)
        # What comes after it shows that it did not come.
        cid = str(uuid.uuid4())
        one.ask("send_message", {"session_uuid": session_uuid, "cid": cid, "text": "after it"})
        while (heard := one.heard.get(timeout=5))[0] != "receive_message":
            assert heard[0] != "user_typing", heard


def hears_nothing_after_leaving(ways, ada, grace, _noor, session_uuid):
    with Client(ada, ways) as one, Client(grace, ways) as other:
        for each in (one, other):
            each.ask("join", {"session_uuid": session_uuid})
        other.ask("leave", {"session_uuid": session_uuid})
        while not other.heard.empty():
            other.heard.get()
        one.ask("send_message", {"session_uuid": session_uuid, "cid": str(uuid.uuid4()), "text": "behind the door"})
        # Its own ack would come after the message, had there been one.
        other.ask("sync", {"session_uuid": session_uuid, "after": 0, "max": 1})
        assert "receive_message" not in [name for name, _ in list(other.heard.queue)]


def is_gone_for_the_others_after_disconnecting(ways, ada, grace, _noor, session_uuid):
    with Client(ada, ways) as one:
        one.ask("join", {"session_uuid": session_uuid})
        with Client(grace, ways) as other:
            other.ask("join", {"session_uuid": session_uuid})
        names = {ada.name, grace.name}
        while grace.name in names:
            name, data = one.heard.get(timeout=15)
            if name == "users_updated":
                names = {user["name"] for user in data["users"] if user["state"] != "away"}


def is_refused_an_unknown_namespace(ways, ada, *_):
    is_refused(lambda: Client(ada, ways, namespace="/nowhere"))


def is_refused_from_another_site(ways, ada, *_):
    is_refused(lambda: Client(ada, ways, headers={"Origin": "https://elsewhere.example"}))


def is_refused(connect):
    try:
        client = connect()
    except socketio.exceptions.ConnectionError:
        return
    client.socket.disconnect()
    raise AssertionError("it was let in")


def is_acked_once_for_one_cid(ways, ada, _grace, _noor, session_uuid):
    with Client(ada, ways) as one:
        one.ask("join", {"session_uuid": session_uuid})
        message = {"session_uuid": session_uuid, "cid": str(uuid.uuid4()), "text": "once"}
        first, second = one.ask("send_message", message), one.ask("send_message", message)
        assert second == {**first, "dup": True}, (first, second)


def is_refused_without_a_login(ways, *_):
    is_refused(lambda: Client(None, ways))


def is_refused_as_a_stranger(ways, _ada, _grace, noor, session_uuid):
    with Client(noor, ways) as stranger:
        for event, rest in (
            ("join", {}),
            ("send_message", {"cid": str(uuid.uuid4()), "text": "let me in"}),
            ("sync", {"after": 0, "max": 100}),
        ):
            assert stranger.refusal(event, {"session_uuid": session_uuid, **rest}) == "session/refused"


def gets_an_err_ack_for_malformed_payloads(ways, ada, _grace, _noor, session_uuid):
    with Client(ada, ways) as one:
        one.ask("join", {"session_uuid": session_uuid})
        for payload in (
            {},
            "not an object",
            {"session_uuid": session_uuid, "cid": str(uuid.uuid4()), "text": 7},
            {"session_uuid": session_uuid, "cid": str(uuid.uuid4()), "text": "x", "at": 0},
        ):
            one.refusal("send_message", payload)
        one.ask("send_message", {"session_uuid": session_uuid, "cid": str(uuid.uuid4()), "text": "still here"})


CLAIMS = (
    sends_with_an_ack_and_is_heard,
    resumes_after_its_cursor,
    is_heard_by_everyone_and_typing_by_the_others,
    hears_nothing_after_leaving,
    is_gone_for_the_others_after_disconnecting,
    is_refused_an_unknown_namespace,
    is_refused_from_another_site,
    is_acked_once_for_one_cid,
    is_refused_without_a_login,
    is_refused_as_a_stranger,
    gets_an_err_ack_for_malformed_payloads,
)


def main():
    tag = uuid.uuid4().hex[:8]
    ada, grace, noor = (Account(f"py-{name}-{tag}") for name in ("ada", "grace", "noor"))
    for way, transports in WAYS.items():
        session_uuid = ada.create_session(f"By {way}")
        grace.join_session(session_uuid)
        for claim in CLAIMS:
            trouble = None
            try:
                claim(transports, ada, grace, noor, session_uuid)
            except Exception as error:  # whatever it was is the answer
                trouble = f"{type(error).__name__}: {error}"
            line = {"client": f"python-socketio, {way}", "claim": claim.__name__, "trouble": trouble}
            print(json.dumps(line), flush=True)


main()
