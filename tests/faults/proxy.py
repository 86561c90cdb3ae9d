"""This module is a proxy before the local stack that makes calls fail in the ways of AWS.

microburst (a development dependency) names the call of a request and writes errors as each service does. Its own rules
are not used. They know no seed, hand back no part of a batch and kill no caller. They also cannot lose an answer
without a body, such as that of PutObject.
"""

import asyncio
import json
import re
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random

from aiohttp import ClientSession, ClientTimeout, web
from microburst.detection import detect
from microburst.protocols import render_error

from tests.faults.callers import kill_caller
from tests.faults.mix import CANCELLATIONS, Call, Fault, Mix, words
from tests.faults.parts import Answer, answered_in_part, hurried, without_a_part

#: This is longer than the timeout of any of the functions' clients (copydesk.aws.clients).
_NEVER = 12.0
_LARGEST_REQUEST = 32 * 1024 * 1024
_HOP = frozenset({"connection", "content-length", "host", "keep-alive", "transfer-encoding"})
#: The subject of a DynamoDB call is the first key that it names.
_FIRST_KEY = re.compile(rb'"pk": ?\{"S": ?"([^"]+)"')


@dataclass(slots=True, kw_only=True)
class Proxy:
    """`stack` and `pid` are the local stack's address and process.

    `poison` marks the objects that always fail, and `deadly` those that kill their readers. `hurry` divides the pauses
    that callers ask of a queue, so that a test waits less than a message does.
    """

    stack: str
    pid: int
    mix: Mix
    poison: str = "\0"
    deadly: str = "\0"
    hurry: float = 1.0
    port: int = 0
    #: The stack's own refusals and failures, by operation.
    errors: Counter[tuple[str, int]] = field(default_factory=Counter)
    #: The number of callers that a deadly object killed, by path.
    killed: Counter[str] = field(default_factory=Counter)
    _session: ClientSession | None = None

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    async def handle(self, request: web.Request) -> web.StreamResponse:
        try:
            body = await request.read()
        except ConnectionError:
            return web.Response()  # never sent: the caller was killed during its call
        found = detect(request.headers, request.method, request.rel_url.raw_path, request.rel_url.query, body)
        call = Call(found.service or "", found.operation or request.method, _subject(request, body))
        if self.poison in call.subject:
            answer: Answer | None = _error(request, call, 400, "KMS.DisabledException")
        elif self.deadly in call.subject:
            self.killed[call.subject] += self._kill(request)
            answer = None
        else:
            answer = await self._answer(request, hurried(call, body, self.hurry), call, *self.mix.draw(call))
        if answer is None:
            _hang_up(request)
            return web.Response()  # never sent: the connection is closed
        return web.Response(status=answer.status, headers=answer.headers, body=answer.body)

    async def _answer(
        self, request: web.Request, body: bytes, call: Call, fault: Fault | None, chance: Random
    ) -> Answer | None:
        """Returns the answer that the caller gets; None breaks the connection."""
        match fault:
            case None:
                return await self._forward(request, body, call)
            case Fault.SLOW:
                await asyncio.sleep(chance.uniform(0.1, 1.0))
                return await self._forward(request, body, call)
            case Fault.TIMEOUT | Fault.LOST | Fault.KILLED_BEFORE | Fault.KILLED_AFTER:
                await self._break(request, body, call, fault)
                return None
            case Fault.PARTIAL:
                return await self._hand_back(request, body, call, chance)
            case Fault.CANCELLED:
                return _cancelled(request, call, body, chance)
        return _error(request, call, *words(call.service, fault, chance))

    async def _forward(self, request: web.Request, body: bytes, call: Call) -> Answer:
        assert self._session is not None
        headers = {name: value for name, value in request.headers.items() if name.lower() not in _HOP}
        url = self.stack + request.rel_url.raw_path_qs
        async with self._session.request(request.method, url, headers=headers, data=body) as answer:
            kept = {name: value for name, value in answer.headers.items() if name.lower() not in _HOP}
            if answer.status >= 400:
                self.errors[call.operation, answer.status] += 1
            return Answer(status=answer.status, headers=kept, body=await answer.read())

    async def _break(self, request: web.Request, body: bytes, call: Call, fault: Fault) -> None:
        if fault in {Fault.LOST, Fault.KILLED_AFTER}:
            await self._forward(request, body, call)
        if fault in {Fault.KILLED_BEFORE, Fault.KILLED_AFTER}:
            self._kill(request)
        elif fault is Fault.TIMEOUT:
            await asyncio.sleep(_NEVER)

    def _kill(self, request: web.Request) -> bool:
        if request.transport is None:
            return False  # The caller has already closed the connection.
        return kill_caller(request.transport.get_extra_info("peername")[1], parent=self.pid)

    async def _hand_back(self, request: web.Request, body: bytes, call: Call, chance: Random) -> Answer:
        parts = without_a_part(call.operation, body, chance)
        if parts is None:
            return _error(request, call, *words(call.service, Fault.THROTTLED, chance))
        done, left = parts
        return answered_in_part(await self._forward(request, done, call), call.operation, left)


def _subject(request: web.Request, body: bytes) -> str:
    key = _FIRST_KEY.search(body)
    return key[1].decode() if key else request.rel_url.raw_path


def _hang_up(request: web.Request) -> None:
    if request.transport is not None:
        request.transport.abort()


def _error(request: web.Request, call: Call, status: int, code: str, **fields: object) -> Answer:
    status, headers, body = render_error(
        call.service,
        code,
        "injected",
        status,
        protocol="rest-xml" if call.service == "s3" else "json",
        query_compat="x-amzn-query-mode" in request.headers,
        request_ct=request.headers.get("Content-Type"),
        fields=fields,
        resource=request.rel_url.raw_path,
    )
    return Answer(status=status, headers=headers, body=b"" if request.method == "HEAD" else body)


def _cancelled(request: web.Request, call: Call, body: bytes, chance: Random) -> Answer:
    reasons = [{"Code": "None"} for _ in json.loads(body)["TransactItems"]]
    chance.choice(reasons)["Code"] = chance.choice(CANCELLATIONS)
    return _error(request, call, 400, "TransactionCanceledException", CancellationReasons=reasons)


@contextmanager
def running(proxy: Proxy) -> Iterator[Proxy]:
    """Serves on a free port of loopback, in its own thread, until the block ends."""
    ready, over = threading.Event(), threading.Event()
    failures: list[BaseException] = []

    def serve() -> None:
        try:
            asyncio.run(_serve(proxy, ready.set, over))
        except BaseException as failure:  # raised again in the thread that started the proxy
            failures.append(failure)
            ready.set()

    thread = threading.Thread(target=serve, name="faults")
    thread.start()
    ready.wait(timeout=30)
    try:
        yield proxy
    finally:
        over.set()
        thread.join(timeout=30)
        if failures:
            raise failures[0]


async def _serve(proxy: Proxy, ready: Callable[[], None], over: threading.Event) -> None:
    application = web.Application(client_max_size=_LARGEST_REQUEST)
    application.router.add_route("*", "/{path:.*}", proxy.handle)
    runner = web.AppRunner(application, access_log=None, shutdown_timeout=1)
    async with ClientSession(timeout=ClientTimeout(total=60), auto_decompress=False) as proxy._session:
        await runner.setup()
        site = web.TCPSite(runner, "127.0.0.1", 0)
        await site.start()
        proxy.port = runner.addresses[0][1]
        ready()
        while not over.is_set():
            await asyncio.sleep(0.05)
        await runner.cleanup()
