import gzip
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import cache
from ipaddress import ip_network
from pathlib import Path

import pytest

from copydesk.crawling.http.client import SafeClient
from copydesk.crawling.http.failures import FailureKind, Unreachable
from copydesk.crawling.http.limits import Limits
from copydesk.crawling.http.streams import verified_tls
from copydesk.crawling.http.targets import look_up
from copydesk.errors import Reject, RejectReason
from tests.sites.behaviours import answer, endless, full_backlog, redirect, refused_port, routes, says, stalls
from tests.sites.certificates import self_signed, serving, trusting
from tests.sites.server import Behaviour, Server

#: Loopback is allowed, and the discard-only block (RFC 6666), which never answers.
ALLOWED = (ip_network("127.0.0.0/8"), ip_network("100::/64"))
LIMITS = Limits(connect_seconds=0.3, total_seconds=2)
OK = b"HTTP/1.1 200 OK\r\n"


@cache
def verified() -> ssl.SSLContext:
    return verified_tls()


def asking(
    port: int,
    limits: Limits = LIMITS,
    *,
    resolve: Callable[[str], Sequence[str]] = look_up,
    tls: ssl.SSLContext | None = None,
) -> SafeClient:
    return SafeClient(
        "Copydesk/1.0", limits, allowed=ALLOWED, allowed_ports=[port], resolve=resolve, tls=tls or verified()
    )


def test_a_page_comes_with_its_exact_bytes_its_content_and_where_it_came_from() -> None:
    body = gzip.compress(b"<p>one page</p>")
    with Server(answer(body, headers={"Content-Encoding": "gzip", "ETag": '"1"'}), address="127.0.0.7") as server:
        response = asking(server.port).get(server.url("/story?id=1"))
    assert (response.status, response.body, response.content()) == (200, body, b"<p>one page</p>")
    assert (response.url, response.address) == (server.url("/story?id=1"), "127.0.0.7")
    assert response.header("ETag") == '"1"'


def test_the_request_says_who_asks_what_is_understood_and_that_it_is_the_only_one() -> None:
    with Server(answer()) as server:
        asking(server.port).get(server.url("/a b?c"), headers={"If-None-Match": '"1"', "Accept": "text/plain"})
    assert server.requests[0].raw.decode().split("\r\n") == [
        "GET /a%20b?c HTTP/1.1",
        f"Host: 127.0.0.1:{server.port}",
        "User-Agent: Copydesk/1.0",
        "Accept: text/plain",
        "Accept-Encoding: gzip, deflate, br, zstd",
        "Connection: close",
        'If-None-Match: "1"',
        "",
        "",
    ]


@pytest.mark.parametrize(
    ("data", "body"),
    [
        pytest.param(OK + b"Content-Length: 3\r\n\r\n<p>", b"<p>", id="by its length"),
        pytest.param(OK + b"Content-Length: 3\r\nContent-Length: 3\r\n\r\n<p>", b"<p>", id="by its length twice"),
        pytest.param(OK + b"\r\n<p>", b"<p>", id="by the close"),
        pytest.param(b"HTTP/1.0 200 OK\r\n\r\n<p>", b"<p>", id="of HTTP/1.0"),
        pytest.param(b"HTTP/1.1 200\r\nContent-Length: 3\r\n\r\n<p>", b"<p>", id="without a reason phrase"),
        pytest.param(b"HTTP/1.1 100 Continue\r\n\r\n" + OK + b"\r\n<p>", b"<p>", id="after an interim response"),
        pytest.param(OK + b"Content-Length: 3\r\n\r\n<p>HTTP/1.1", b"<p>", id="with more after it"),
        pytest.param(OK + b"Content-Length: 0\r\n\r\n", b"", id="of nothing"),
        pytest.param(OK + b"Content-Length: 0\r\nContent-Encoding: br\r\n\r\n", b"", id="of nothing, encoded"),
        pytest.param(
            OK + b"Transfer-Encoding: chunked\r\n\r\n1;x=y\r\n<\r\n2\r\np>\r\n0\r\nDigest: z\r\n\r\n",
            b"<p>",
            id="in chunks, with extension and trailer",
        ),
        pytest.param(b"HTTP/1.1 204 No Content\r\nContent-Length: 3\r\n\r\n<p>", b"", id="of a 204"),
        pytest.param(OK.replace(b"\r\n", b"\n") + b"Content-Length: 3\n\n<p>", b"<p>", id="with bare line feeds"),
        pytest.param(OK + b"X: \xe9\r\nContent-Length: 3\r\n\r\n<p>", b"<p>", id="after a header not in ASCII"),
    ],
)
def test_a_body_ends_where_http_says(data: bytes, body: bytes) -> None:
    with Server(says(data)) as server:
        assert asking(server.port).get(server.url()).body == body


@pytest.mark.parametrize(
    ("behave", "status"),
    [
        pytest.param(redirect("/next"), 301, id="a redirect"),
        pytest.param(answer(status="304 Not Modified", headers={"Content-Length": "9"}), 304, id="not modified"),
        pytest.param(endless(b"HTTP/1.1 404 Not Found\r\n\r\n", b"<p>" * 999), 404, id="an endless error page"),
        pytest.param(stalls(b"HTTP/1.1 503 Wait\r\nContent-Length: 9\r\n\r\n"), 503, id="a slow error page"),
        pytest.param(answer(b"x", status="429 Wait", headers={"Content-Encoding": "br"}), 429, id="a garbled one"),
    ],
)
def test_another_status_is_an_answer_whose_body_nobody_reads(behave: Behaviour, status: int) -> None:
    with Server(behave) as server:
        response = asking(server.port).get(server.url())
    assert (response.status, response.body, response.content()) == (status, b"", b"")
    assert server.connections == 1


def test_what_just_keeps_the_limits_passes() -> None:
    limits = Limits(header_bytes=1000, body_bytes=1000, inflated_bytes=1000, chunks=2)
    head = OK + b"Transfer-Encoding: chunked\r\nX: "
    head += b"y" * (1000 - len(head) - 4) + b"\r\n\r\n"
    chunk = b"1ea\r\n" + b"z" * 490 + b"\r\n"
    with Server(routes({"/long": answer(b"z" * 1000), "/chunks": says(head + chunk * 2 + b"0\r\n\r\n")})) as server:
        client = asking(server.port, limits)
        assert client.get(server.url("/long")).content() == b"z" * 1000
        assert client.get(server.url("/chunks")).content() == b"z" * 980


def test_a_small_body_of_blanks_may_have_any_ratio() -> None:
    body = gzip.compress(b" " * 900_000)
    with Server(answer(body, headers={"Content-Encoding": "gzip"})) as server:
        assert len(asking(server.port).get(server.url()).content()) == 900_000


def test_no_connection_ever_reaches_an_address_that_is_not_allowed() -> None:
    with Server(answer()) as server:
        client = SafeClient("Copydesk", LIMITS, allowed_ports=[server.port], resolve=lambda _: ["127.0.0.1"])
        for host in ("127.0.0.1", "localhost", "2130706433", "[::ffff:127.0.0.1]", "news.site.org"):
            with pytest.raises(Reject) as refused:
                client.get(server.url(host=host))
            assert refused.value.reason is RejectReason.FORBIDDEN_ADDRESS
        time.sleep(0.05)
        assert server.connections == 0


def test_a_name_is_resolved_once_and_asked_where_it_was_vetted() -> None:
    answers = iter([["127.0.0.3"]])
    asked: list[str] = []

    def rebinding(host: str) -> list[str]:
        asked.append(host)
        return next(answers, ["127.0.0.1"])

    with Server(answer(b"vetted"), address="127.0.0.3") as server:
        response = asking(server.port, resolve=rebinding).get(server.url(host="news.site.org"))
    assert (asked, response.address, response.body) == (["news.site.org"], "127.0.0.3", b"vetted")
    assert server.requests[0].headers["host"] == f"news.site.org:{server.port}"


@pytest.mark.parametrize(
    ("addresses", "answers_from"),
    [
        pytest.param(["127.0.0.8", "127.0.0.9"], "127.0.0.9", id="the first refuses"),
        pytest.param(["100::1", "127.0.0.9"], "127.0.0.9", id="the first leads nowhere"),
        pytest.param(["100::1", "100::2", "100::3", "127.0.0.9"], "127.0.0.9", id="one family leads nowhere"),
        pytest.param(["127.0.0.9", "127.0.0.9", "127.0.0.8"], "127.0.0.9", id="one is named twice"),
    ],
)
def test_the_next_address_is_asked_when_one_is_dead(addresses: list[str], answers_from: str) -> None:
    with Server(answer(), address="127.0.0.9") as server:
        client = asking(server.port, resolve={"news.site.org": addresses}.__getitem__)
        assert client.get(server.url(host="news.site.org")).address == answers_from


def test_a_dead_address_leaves_time_for_the_next() -> None:
    with full_backlog("127.0.0.8") as port, Server(answer(), address="127.0.0.9", port=port) as server:
        client = asking(port, resolve=lambda _: ["127.0.0.8", "127.0.0.9"])
        assert client.get(server.url(host="news.site.org")).address == "127.0.0.9"


def test_ipv6_is_asked_like_ipv4() -> None:
    with Server(answer(b"<p>"), address="::1") as server:
        client = SafeClient(
            "Copydesk", LIMITS, allowed=[ip_network("::1/128")], allowed_ports=[server.port], tls=verified()
        )
        assert client.get(server.url()).address == "::1"
    assert server.requests[0].headers["host"] == f"[::1]:{server.port}"


def test_the_time_of_the_lookup_counts() -> None:
    clock = [0.0]

    def slow(host: str) -> list[str]:
        clock[0] += LIMITS.total_seconds
        return ["127.0.0.1"]

    with Server(answer()) as server:
        client = SafeClient(
            "Copydesk", LIMITS, allowed=ALLOWED, allowed_ports=[server.port], resolve=slow, now=lambda: clock[0]
        )
        with pytest.raises(Unreachable) as failed:
            client.get(server.url(host="news.site.org"))
    # The kind depends on which thread reads the clock first, that of the lookup or the waiting one.
    assert failed.value.kind in (FailureKind.DNS_FAILURE, FailureKind.TIMED_OUT)
    assert server.connections == 0


def test_at_most_three_addresses_are_tried() -> None:
    with Server(answer(), address="127.0.0.9") as server:
        dead = [f"127.0.0.{last}" for last in (2, 3, 4)]
        client = asking(server.port, resolve=lambda _: [*dead, "127.0.0.9"])
        with pytest.raises(Unreachable) as failed:
            client.get(server.url(host="news.site.org"))
    assert failed.value.kind is FailureKind.CONNECT_REFUSED
    assert server.connections == 0


def test_a_local_name_passes_only_into_an_allowed_network() -> None:
    with Server(answer()) as server:
        assert asking(server.port, resolve=lambda _: ["127.0.0.1"]).get(server.url(host="site")).status == 200
        with pytest.raises(Reject) as refused:
            asking(server.port, resolve=lambda _: ["8.8.8.8"]).get(server.url(host="site"))
    assert refused.value.reason is RejectReason.FORBIDDEN_ADDRESS


@pytest.mark.parametrize("host", ["news.site.org", "127.0.0.1"])
def test_tls_is_verified_for_the_name_in_the_url(tmp_path: Path, host: str) -> None:
    certificate = self_signed(tmp_path, host)
    with Server(answer(b"secret"), tls=serving(certificate)) as server:
        client = asking(server.port, resolve=lambda _: ["127.0.0.1"], tls=trusting(certificate))
        assert client.get(server.url(host=host)).body == b"secret"


def test_lookups_that_hang_do_not_pile_up() -> None:
    started: list[str] = []

    def hanging(host: str) -> list[str]:
        started.append(host)
        time.sleep(0.8)
        return ["127.0.0.1"]

    client = asking(80, Limits(connect_seconds=0.2), resolve=hanging)

    def kind(number: int) -> FailureKind:
        with pytest.raises(Unreachable) as failed:
            client.get(f"http://site{number}.org/")
        return failed.value.kind

    with ThreadPoolExecutor(70) as pool:
        assert set(pool.map(kind, range(70))) == {FailureKind.DNS_FAILURE}
    assert len(started) == 64


def test_lookups_that_ended_make_room_for_more() -> None:
    client = asking(80, resolve=lambda _: ["10.0.0.1"])
    for _ in range(65):
        with pytest.raises(Reject):
            client.get("http://news.site.org/")


def test_many_threads_share_one_client() -> None:
    with Server(lambda request, wire: says(OK + b"\r\n" + request.target.encode())(request, wire)) as server:
        client = asking(server.port)
        with ThreadPoolExecutor(32) as pool:
            bodies = list(pool.map(lambda n: client.get(server.url(f"/{n}")).body, range(200)))
    assert bodies == [f"/{n}".encode() for n in range(200)]


@pytest.mark.parametrize("failure", ["refused", "timed out", "refused by name"])
def test_a_failed_request_leaves_no_socket_open(failure: str) -> None:
    # An unclosed socket warns when it is collected, and warnings are errors here.
    with full_backlog() as full:
        port = full if failure == "timed out" else refused_port()
        host = "localhost" if failure == "refused by name" else "127.0.0.1"
        with pytest.raises(Unreachable):
            asking(port, resolve=lambda _: ["127.0.0.1", "127.0.0.1"]).get(f"http://{host}:{port}/")


def test_the_systems_resolver_is_asked_for_every_address() -> None:
    assert "127.0.0.1" in look_up("127.0.0.1")
    with pytest.raises(socket.gaierror):
        look_up("no-such-name.invalid")
