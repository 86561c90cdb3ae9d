"""Serves the console on this machine only, to the visitor with the token. Pages load nothing from elsewhere."""

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from hmac import compare_digest
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from secrets import token_urlsafe
from threading import Lock
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit

from copydesk.cli.inspector.markup import Html

LOOPBACK = "127.0.0.1"
#: The seconds within which a visitor must have sent a request, and the most bytes of a form.
_PATIENCE, _LONGEST_FORM = 30, 64 * 1024
#: Only our own style, script, forms and pages are allowed (Content Security Policy 3).
POLICY = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)
_HEADERS = {
    "Cache-Control": "no-store",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    # Without a referrer, a browser would not name the page of a form (Fetch, 3.2).
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-DNS-Prefetch-Control": "off",
}
_HTML = "text/html; charset=utf-8"


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """A request of the visitor. `form` is None unless it is an action. An action's form must contain `form_token`."""

    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] | None = None
    form_token: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Answer:
    body: str | Html
    status: int = 200
    content_type: str = _HTML
    policy: str = POLICY
    #: The address to which a browser is sent, with status 303.
    location: str | None = None


type Site = Callable[[Asked], Answer]


class Server(ThreadingHTTPServer):
    """Serves the pages of `site` on a loopback port. Port 0 selects a free one.

    `acting` is held by a form until it is done, so that two clicks do not send one page twice.
    """

    daemon_threads = True

    def __init__(self, port: int, site: Site) -> None:
        super().__init__((LOOPBACK, port), Handler)
        self.site = site
        self.acting = Lock()
        self.token = token_urlsafe(32)
        self.form_token = sha256(f"form {self.token}".encode()).hexdigest()

    @property
    def host(self) -> str:
        return f"{LOOPBACK}:{self.server_port}"

    @property
    def cookie(self) -> str:
        """The name of the cookie. All ports of a host share cookies (RFC 6265, 8.5), so it contains the port."""
        return f"copydesk-{self.server_port}"

    @property
    def address(self) -> str:
        return f"http://{self.host}/?{urlencode({'token': self.token})}"

    def handle_error(self, request: Any, client_address: Any) -> None:
        if not isinstance(sys.exception(), OSError):  # It is no error if a visitor leaves early.
            super().handle_error(request, client_address)


class Handler(BaseHTTPRequestHandler):
    server: Server
    timeout = _PATIENCE
    protocol_version = "HTTP/1.1"
    # A body would wait 40 ms for the visitor's delayed acknowledgment of the headers (RFC 1122, 4.2.3.2 and 4.2.3.4).
    disable_nagle_algorithm = True

    def version_string(self) -> str:
        return "copydesk"

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002  # its name in the library
        """Logs nothing, because addresses contain the token."""

    def do_GET(self) -> None:
        if self.headers.get("Host") != self.server.host:
            return self._refuse(421, "The console answers at its own address alone.")
        parts = urlsplit(self.path)
        query = dict(parse_qsl(parts.query))
        if (token := query.pop("token", None)) is not None and _same(token, self.server.token):
            return self._let_in(parts.path, query)
        if not self._is_let_in():
            return self._refuse(403, "Open the address that `copydesk console` printed.")
        return self._answer(Asked(path=parts.path, query=query, form_token=self.server.form_token))

    def do_POST(self) -> None:
        origin = self.headers.get("Origin")
        if self.headers.get("Host") != self.server.host or origin not in (None, f"http://{self.server.host}"):
            return self._refuse(421, "The console answers its own pages alone.")
        if not self._is_let_in():
            return self._refuse(403, "Open the address that `copydesk console` printed.")
        length = self.headers.get("Content-Length", "")
        if not (length.isascii() and length.isdigit()) or int(length) > _LONGEST_FORM:
            return self._refuse(413, "The form is too long.")
        form = dict(parse_qsl(self.rfile.read(int(length)).decode("utf-8", "replace")))
        if not _same(form.pop("form_token", ""), self.server.form_token):
            return self._refuse(403, "The form is of another console. Load its page again.")
        path = urlsplit(self.path).path
        with self.server.acting:
            return self._answer(Asked(path=path, form=form, form_token=self.server.form_token))

    def _is_let_in(self) -> bool:
        try:
            cookies = SimpleCookie(self.headers.get("Cookie", ""))
        except CookieError:
            return False
        found = cookies.get(self.server.cookie)
        return found is not None and _same(found.value, self.server.token)

    def _let_in(self, path: str, query: Mapping[str, str]) -> None:
        """Moves the token from the address to a cookie, so that no address contains it."""
        self.send_response(303)
        # A path that begins with two slashes would lead to another host.
        onward = f"/{path.lstrip('/')}" + (f"?{urlencode(query)}" if query else "")
        self.send_header("Set-Cookie", f"{self.server.cookie}={self.server.token}; HttpOnly; SameSite=Strict; Path=/")
        self._send(Answer(body="", location=onward))

    def _answer(self, asked: Asked) -> None:
        answer = self.server.site(asked)
        self.send_response(answer.status)
        self._send(answer)

    def _refuse(self, status: int, why: str) -> None:
        # The rest of the request is not read, so the connection cannot be used again.
        self.close_connection = True
        self.send_response(status)
        self._send(Answer(body=why + "\n", content_type="text/plain; charset=utf-8"))

    def _send(self, answer: Answer) -> None:
        body = answer.body.encode("utf-8", "replace")
        headers = {"Content-Type": answer.content_type, "Content-Security-Policy": answer.policy}
        if answer.location is not None:
            headers["Location"] = answer.location
        for name, value in {**_HEADERS, **headers, "Content-Length": str(len(body))}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _same(told: str, secret: str) -> bool:
    return compare_digest(told.encode("utf-8", "replace"), secret.encode())
