"""A host's addresses: looked up once, within a time, and refused together if any of them is forbidden."""

import socket
from collections.abc import Callable, Iterable, Sequence
from concurrent.futures import Future
from ipaddress import ip_address
from threading import BoundedSemaphore, Thread

from copydesk.crawling.addresses import Address, Network, is_within, why_forbidden
from copydesk.crawling.deadlines import Deadline
from copydesk.crawling.failures import FailureKind, Unreachable
from copydesk.crawling.targets import Target
from copydesk.errors import Reject, RejectReason

#: Lookups under way at once, given up ones among them: twice the messages of a batch. glibc ends each in about 30 s.
_MAX_LOOKUPS = 64


def look_up(host: str) -> list[str]:
    """The addresses of a name, as the system finds them; raises OSError."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, None, type=socket.SOCK_STREAM)]


class Resolver:
    """Finds the addresses that a target may be asked at; raises Reject where there must not be any."""

    def __init__(self, resolve: Callable[[str], Sequence[str]], allowed: Iterable[Network]) -> None:
        self._resolve = resolve
        self._allowed = tuple(allowed)
        self._slots = BoundedSemaphore(_MAX_LOOKUPS)

    def addresses(self, target: Target, deadline: Deadline) -> list[Address]:
        if target.is_local_name and not self._allowed:
            raise Reject(RejectReason.FORBIDDEN_ADDRESS, f"{target.host} is a local name")
        found = [target.address] if target.address else self._found(target.host, deadline)
        for address in found:
            self._vet(target, address)
        return found

    def _vet(self, target: Target, address: Address) -> None:
        why = why_forbidden(address, self._allowed)
        if why is None and target.is_local_name and not is_within(address, self._allowed):
            why = "a local name"
        if why is not None:
            raise Reject(RejectReason.FORBIDDEN_ADDRESS, f"{target.host}: {why}")

    def _found(self, host: str, deadline: Deadline) -> list[Address]:
        try:
            texts = self._future(host, deadline).result(deadline.left())
            found = [ip_address(text) for text in dict.fromkeys(texts)]
        except TimeoutError as error:
            raise deadline.passed() from error
        except (OSError, ValueError) as error:
            raise Unreachable(FailureKind.DNS_FAILURE, f"{host}: {error}") from error
        if not found:
            raise Unreachable(FailureKind.DNS_FAILURE, f"{host} has no address")
        return found

    def _future(self, host: str, deadline: Deadline) -> Future[Sequence[str]]:
        """getaddrinfo knows no time limit: it runs on a thread that can be left behind."""
        if not self._slots.acquire(timeout=deadline.left()):
            raise deadline.passed()
        future: Future[Sequence[str]] = Future()
        Thread(target=self._run, args=(host, future), daemon=True).start()
        return future

    def _run(self, host: str, future: Future[Sequence[str]]) -> None:
        try:
            future.set_result(self._resolve(host))
        except BaseException as error:
            # Raised again where the result is read; else nobody would learn of it.
            future.set_exception(error)
        finally:
            self._slots.release()
