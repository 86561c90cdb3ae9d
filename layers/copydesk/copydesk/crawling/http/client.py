"""Sends one GET to one vetted address, within limits, without redirects, cookies or connection reuse."""

import socket
import ssl
import time
from collections.abc import Callable, Collection, Mapping, Sequence
from threading import Lock

import h11

from copydesk.crawling.http.addresses import Address, Network
from copydesk.crawling.http.exchange import Exchange
from copydesk.crawling.http.failures import FailureKind
from copydesk.crawling.http.limits import DEFAULT_LIMITS, Deadline, Limits
from copydesk.crawling.http.messages import Response
from copydesk.crawling.http.streams import Stream, connect, verified_tls
from copydesk.crawling.http.targets import Resolver, Target, look_up, parse_target
from copydesk.errors import Reject, RejectReason

_ACCEPT = "text/html,application/xhtml+xml,application/rss+xml,application/atom+xml,application/xml;q=0.9,*/*;q=0.8"

#: Many threads make requests, and any response may be a decompression bomb. Only one response inflates at a time.
_INFLATING = Lock()


class SafeClient:
    """A client that requests public hosts only. It may be used from many threads at once.

    Networks in `allowed` may be requested although they are not public, as tests need.
    """

    def __init__(
        self,
        user_agent: str,
        limits: Limits = DEFAULT_LIMITS,
        *,
        allowed: Sequence[Network] = (),
        allowed_ports: Collection[int] = (80, 443),
        resolve: Callable[[str], Sequence[str]] = look_up,
        tls: ssl.SSLContext | None = None,
        now: Callable[[], float] = time.monotonic,
    ) -> None:
        self._user_agent = user_agent
        self._limits = limits
        self._ports = frozenset(allowed_ports)
        self._resolver = Resolver(resolve, allowed)
        self._tls = tls or verified_tls()
        self._now = now

    def get(
        self, url: str, *, headers: Mapping[str, str] | None = None, seconds: Callable[[], float] | None = None
    ) -> Response:
        """Returns the host's response, whatever its status. `seconds` returns a shorter time limit than the usual one.

        Raises Reject if the target is forbidden or unverified, or the response too large or broken. Raises Unreachable
        if there is no complete response.
        """
        target = parse_target(url, ports=self._ports)
        total = self._limits.total_seconds
        deadline = Deadline(total if seconds is None else min(total, seconds()), self._now)
        sock, address = self._connect(target, deadline)
        with Stream(sock, deadline) as stream:
            if target.scheme == "https":
                stream.secure(self._tls, target.host)
            exchange = Exchange(stream, self._limits)
            exchange.ask(target.path, self._headers(target) | dict(headers or {}))
            head = exchange.head()
            body = exchange.body(head) if 200 <= head.status_code < 300 else b""
        return self._response(url, str(address), head, body)

    def _connect(self, target: Target, deadline: Deadline) -> tuple[socket.socket, Address]:
        seconds = self._limits.connect_seconds
        addresses = self._resolver.addresses(target, deadline.sooner(seconds, FailureKind.DNS_FAILURE))
        return connect(addresses, target.port, deadline.sooner(seconds, FailureKind.CONNECT_TIMEOUT))

    def _headers(self, target: Target) -> dict[str, str]:
        return {
            "Host": target.authority,
            "User-Agent": self._user_agent,
            "Accept": _ACCEPT,
            "Accept-Encoding": "gzip, deflate, br, zstd",
            "Connection": "close",
        }

    def _response(self, url: str, address: str, head: h11.Response, body: bytes) -> Response:
        headers = tuple((name.decode("ascii"), value.decode("latin-1")) for name, value in head.headers)
        response = Response(url=url, status=head.status_code, headers=headers, body=body, address=address)
        if body:
            self._check_inflated(response)
        return response

    def _check_inflated(self, response: Response) -> None:
        with _INFLATING:
            size = len(response.content())
        if size > self._limits.inflated_bytes:
            raise Reject(RejectReason.TOO_LARGE, f"inflates to over {self._limits.inflated_bytes} bytes")
        ratio = size / len(response.body)
        if ratio > self._limits.ratio and size > self._limits.ratio_from_bytes:
            raise Reject(RejectReason.TOO_LARGE, f"inflates {ratio:.0f}-fold, over {self._limits.ratio:g}")
