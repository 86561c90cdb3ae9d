"""The server admits only requests with the token, to a loopback address, with forms of its own pages."""

from collections.abc import Iterator
from http.client import HTTPConnection, HTTPResponse
from socket import IPPROTO_TCP, TCP_NODELAY
from threading import Thread
from urllib.parse import urlencode

import pytest

from copydesk.cli.web_console.server import Answer, Asked, Handler, Server


@pytest.fixture(scope="module")
def server() -> Iterator[Server]:
    """Yields a server whose pages repeat the request."""

    def said(asked: Asked) -> Answer:
        if asked.path == "/away":
            return Answer(body="", status=303, location="/sent/1")
        return Answer(body=f"{asked.path} {dict(asked.query)} {asked.form}")

    with Server(0, said) as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


type Told = tuple[HTTPResponse, str]


def ask(server: Server, path: str, *, method: str = "GET", body: str | None = None, **headers: str) -> Told:
    connection = HTTPConnection("127.0.0.1", server.server_port, timeout=5)
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    connection.request(method, path, body=body, headers=named)
    answer = connection.getresponse()
    told = answer, answer.read().decode()
    connection.close()
    return told


def cookie(server: Server) -> str:
    return f"{server.cookie}={server.token}"


def test_the_token_becomes_a_cookie_and_leaves_the_address(server: Server) -> None:
    answer, _ = ask(server, f"//evil.example/x?token={server.token}&day=2026-01-02")
    assert answer.status == 303
    assert answer.getheader("Location") == "/evil.example/x?day=2026-01-02"
    assert answer.getheader("Set-Cookie") == f"{cookie(server)}; HttpOnly; SameSite=Strict; Path=/"


def test_who_has_the_cookie_is_let_in(server: Server) -> None:
    answer, body = ask(server, "/a?b=c", Cookie=cookie(server))
    assert (answer.status, body) == (200, "/a {'b': 'c'} None")


@pytest.mark.parametrize("told", ["", "other=1", "copydesk-{port}=wrong", "copydesk-{port}=\xe9", "\x01=;;,"])
def test_who_has_no_token_is_not(server: Server, told: str) -> None:
    for path in ("/", "/?token=wrong", "/?token=%ff", "/console.js"):
        answer, body = ask(server, path, Cookie=told.format(port=server.server_port))
        assert answer.status == 403
        assert "copydesk console" in body


@pytest.mark.parametrize("host", ["evil.example", "localhost", "127.0.0.1", "evil.example:{port}", ""])
def test_another_host_name_leads_nowhere(server: Server, host: str) -> None:
    """An attacker may point a name to this machine. The pages would then be open to the attacker's site."""
    told = {"Host": host.format(port=server.server_port), "Cookie": cookie(server)}
    assert ask(server, f"/?token={server.token}", **told)[0].status == 421
    assert ask(server, "/act", method="POST", body="", **told)[0].status == 421


def test_a_form_of_our_own_page_acts(server: Server) -> None:
    body = urlencode({"a": "b c", "form_token": server.form_token})
    answer, said = ask(server, "/act", method="POST", body=body, Cookie=cookie(server), Origin=f"http://{server.host}")
    assert (answer.status, said) == (200, "/act {} {'a': 'b c'}")


def test_an_action_may_lead_to_a_page(server: Server) -> None:
    answer, _ = ask(server, "/away", method="POST", body=f"form_token={server.form_token}", Cookie=cookie(server))
    assert (answer.status, answer.getheader("Location")) == (303, "/sent/1")
    assert ask(server, "/a", Cookie=cookie(server))[0].getheader("Location") is None


@pytest.mark.parametrize(
    ("body", "headers", "status"),
    [
        ("form_token={form}", {}, 403),
        ("form_token={form}", {"Cookie": "{cookie}", "Origin": "http://evil.example"}, 421),
        ("form_token={form}", {"Cookie": "{cookie}", "Origin": "null"}, 421),
        ("a=b", {"Cookie": "{cookie}"}, 403),
        ("form_token={token}", {"Cookie": "{cookie}"}, 403),
        ("form_token=%ff", {"Cookie": "{cookie}"}, 403),
        ("form_token={form}", {"Cookie": "{cookie}", "Content-Length": "99999999"}, 413),
        ("form_token={form}", {"Cookie": "{cookie}", "Content-Length": "-1"}, 413),
        ("form_token={form}", {"Cookie": "{cookie}", "Content-Length": "²"}, 413),
    ],
)
def test_a_form_of_another_page_does_not(server: Server, body: str, headers: dict[str, str], status: int) -> None:
    values = {"form": server.form_token, "token": server.token, "cookie": cookie(server)}
    told = {name: value.format(**values) for name, value in headers.items()}
    assert ask(server, "/act", method="POST", body=body.format(**values), **told)[0].status == status


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "HEAD"])
def test_other_methods_are_none(server: Server, method: str) -> None:
    assert ask(server, "/", method=method, Cookie=cookie(server))[0].status == 501


def test_every_answer_allows_nothing_from_elsewhere(server: Server) -> None:
    for headers in ({"Cookie": cookie(server)}, {}):
        answer, _ = ask(server, "/", **headers)
        policy = answer.getheader("Content-Security-Policy") or ""
        assert "default-src 'none'" in policy
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert answer.getheader("Cache-Control") == "no-store"
        assert answer.getheader("Referrer-Policy") == "same-origin"


def test_it_listens_on_the_loopback_alone(server: Server) -> None:
    assert server.server_address[0] == "127.0.0.1"
    assert server.address.startswith(f"http://127.0.0.1:{server.server_port}/?token=")
    assert len(server.token) >= 43


def test_a_body_does_not_wait_for_the_acknowledgment_of_its_headers(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen = []

    def answered(handler: Handler) -> None:
        seen.append(handler.connection.getsockopt(IPPROTO_TCP, TCP_NODELAY))
        handler._refuse(403, "no")

    monkeypatch.setattr(Handler, "do_GET", answered)
    ask(server, "/")
    assert seen != [0]
    assert len(seen) == 1
