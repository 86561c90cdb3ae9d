"""Reads the functions' settings from the environment variables that the template sets, once, and validates them."""

import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from typing import get_type_hints
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class IngestSettings:
    """The settings of the ingest function.

    Fetched pages have a queue of their own, so a million uploads do not delay them. Messages that may have killed the
    function come from a queue that delivers them one at a time.
    """

    articles_table: str
    operations_table: str
    raw_bucket: str
    ingest_queue_url: str
    fetched_queue_url: str
    ingest_alone_queue_url: str
    ingest_alone_dead_letter_queue_url: str
    fetch_queue_url: str
    maximum_object_bytes: int
    revision_retention: timedelta
    reject_retention: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class BackfillSettings:
    """The settings of the backfill function. `backfill_bucket` holds its input lists and its reports."""

    articles_table: str
    operations_table: str
    raw_bucket: str
    backfill_bucket: str
    maximum_object_bytes: int
    revision_retention: timedelta
    reject_retention: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """The settings of the api function."""

    articles_table: str
    operations_table: str
    raw_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """The settings of the schedule function."""

    dispatch_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchSettings:
    """The settings of the dispatch function."""

    operations_table: str
    dispatch_queue_url: str
    turns_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """The settings of the fetch function.

    `contact` is an address by which a site's owner reaches the operator. `interval` is the minimum number of seconds
    between two requests to one host. `allowed_networks` permits test sites on loopback: see `_allowed_networks`.
    """

    operations_table: str
    raw_bucket: str
    fetched_queue_url: str
    turns_queue_url: str
    fetch_queue_url: str
    discover_queue_url: str
    reject_retention: timedelta
    contact: str | None
    interval: float
    allowed_networks: tuple[IPv4Network | IPv6Network, ...]
    allowed_ports: frozenset[int]


@dataclass(frozen=True, slots=True, kw_only=True)
class DiscoverSettings:
    """The settings of the discover function."""

    operations_table: str
    raw_bucket: str
    discover_queue_url: str
    reject_retention: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    """The settings of the publish function. `unpublished_queue_url` receives records that can never be published."""

    articles_table: str
    raw_bucket: str
    event_bus: str
    unpublished_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileSettings:
    """The settings of the reconcile function."""

    operations_table: str
    raw_bucket: str
    ingest_queue_url: str


@cache
def ingest_settings() -> IngestSettings:
    return from_environment(IngestSettings, os.environ)


@cache
def backfill_settings() -> BackfillSettings:
    return from_environment(BackfillSettings, os.environ)


@cache
def api_settings() -> ApiSettings:
    return from_environment(ApiSettings, os.environ)


@cache
def schedule_settings() -> ScheduleSettings:
    return from_environment(ScheduleSettings, os.environ)


@cache
def dispatch_settings() -> DispatchSettings:
    return from_environment(DispatchSettings, os.environ)


@cache
def crawl_settings() -> CrawlSettings:
    return from_environment(CrawlSettings, os.environ)


@cache
def discover_settings() -> DiscoverSettings:
    return from_environment(DiscoverSettings, os.environ)


@cache
def reconcile_settings() -> ReconcileSettings:
    return from_environment(ReconcileSettings, os.environ)


@cache
def publish_settings() -> PublishSettings:
    return from_environment(PublishSettings, os.environ)


def from_environment[Read](kind: type[Read], environment: Mapping[str, str]) -> Read:
    """Reads the settings of one function from its environment variables.

    A field `raw_bucket` is read from RAW_BUCKET, a duration `reject_retention` from REJECT_RETENTION_DAYS.
    `_NAMED` reads the fields that need a check of their own.

    Raises:
        RuntimeError: A variable is missing or has no valid value; the message names it.
    """
    types = get_type_hints(kind)
    return kind(**{name: _read(name, types[name], environment) for name in types})


def _read(name: str, kind: object, environment: Mapping[str, str]) -> object:
    if name in _NAMED:
        return _NAMED[name](environment)
    if kind is timedelta:
        return timedelta(days=_count(environment, f"{name.upper()}_DAYS"))
    return _count(environment, name.upper()) if kind is int else _text(environment, name.upper())


def _contact(environment: Mapping[str, str]) -> str | None:
    contact = environment.get("CRAWLER_CONTACT", "").strip()
    if not contact.isprintable() or not contact.isascii():
        raise RuntimeError(f"the environment variable CRAWLER_CONTACT goes into a header: plain ASCII, not {contact!r}")
    return contact or None


def _allowed_networks(environment: Mapping[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Returns the non-public networks that may be requested nevertheless, for test sites on loopback.

    template.yaml does not set the variable. Raises RuntimeError if it is set without a local stack in place of AWS.
    """
    named = environment.get("COPYDESK_TEST_NETWORKS", "").split()
    if named and urlsplit(environment.get("AWS_ENDPOINT_URL", "")).hostname != "127.0.0.1":
        raise RuntimeError("COPYDESK_TEST_NETWORKS is for tests on a local stack: remove it")
    return tuple(map(ip_network, named))


def _ports(environment: Mapping[str, str]) -> frozenset[int]:
    ports = _text(environment, "ALLOWED_PORTS").split(",")
    if not all(port.strip().isdecimal() and 0 < int(port) < 65_536 for port in ports):
        raise RuntimeError(f"the environment variable ALLOWED_PORTS must be port numbers with commas, not {ports!r}")
    return frozenset(map(int, ports))


def _text(environment: Mapping[str, str], name: str) -> str:
    value = environment.get(name, "").strip()
    if not value:
        raise RuntimeError(f"the environment variable {name} is not set: template.yaml sets it for each function")
    return value


def _count(environment: Mapping[str, str], name: str) -> int:
    value = _text(environment, name)
    if not value.isdecimal() or int(value) == 0:
        raise RuntimeError(f"the environment variable {name} must be a whole number above 0, not {value!r}")
    return int(value)


def _seconds(environment: Mapping[str, str], name: str) -> float:
    value = _text(environment, name)
    try:
        seconds = float(value)
    except ValueError:
        seconds = -1.0
    if not 0 < seconds <= 3_600:
        raise RuntimeError(f"the environment variable {name} must be a number of seconds up to 3600, not {value!r}")
    return seconds


#: Fields that are read by a function of their own.
_NAMED: Mapping[str, Callable[[Mapping[str, str]], object]] = {
    "contact": _contact,
    "interval": lambda environment: _seconds(environment, "HOST_INTERVAL_SECONDS"),
    "allowed_networks": _allowed_networks,
    "allowed_ports": _ports,
}
