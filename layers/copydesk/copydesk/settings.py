"""What the template tells the functions, read from the environment once and checked at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from ipaddress import IPv4Network, IPv6Network, ip_network
from urllib.parse import urlsplit


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The ingest function's. Pages that were fetched come by a queue of their own: a million uploads do not keep them
    waiting. What may have killed the function is worked on from a queue of single messages.
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
    """The backfill function's. `backfill_bucket` is where lists come from and reports go."""

    articles_table: str
    operations_table: str
    raw_bucket: str
    backfill_bucket: str
    maximum_object_bytes: int
    revision_retention: timedelta
    reject_retention: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class ApiSettings:
    """The api function's."""

    articles_table: str
    operations_table: str
    raw_bucket: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ScheduleSettings:
    """The schedule function's."""

    dispatch_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class DispatchSettings:
    """The dispatch function's."""

    operations_table: str
    dispatch_queue_url: str
    turns_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CrawlSettings:
    """The fetch function's.

    `contact` is how a site's owner reaches whoever runs this; `interval` the least seconds between two requests to
    one host. `allowed_networks` lets the tests' sites on loopback be asked: see `_allowed_networks`.
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
    """The discover function's."""

    operations_table: str
    raw_bucket: str
    discover_queue_url: str
    reject_retention: timedelta


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishSettings:
    """The publish function's. `unpublished_queue_url` is where records go that can never be told."""

    articles_table: str
    raw_bucket: str
    event_bus: str
    unpublished_queue_url: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ReconcileSettings:
    """The reconcile function's."""

    operations_table: str
    raw_bucket: str
    ingest_queue_url: str


@cache
def settings() -> Settings:
    return from_environment(os.environ)


@cache
def backfill_settings() -> BackfillSettings:
    return backfill_from_environment(os.environ)


@cache
def api_settings() -> ApiSettings:
    return api_from_environment(os.environ)


@cache
def schedule_settings() -> ScheduleSettings:
    return schedule_from_environment(os.environ)


@cache
def dispatch_settings() -> DispatchSettings:
    return dispatch_from_environment(os.environ)


@cache
def crawl_settings() -> CrawlSettings:
    return crawl_from_environment(os.environ)


@cache
def discover_settings() -> DiscoverSettings:
    return discover_from_environment(os.environ)


@cache
def reconcile_settings() -> ReconcileSettings:
    return reconcile_from_environment(os.environ)


@cache
def publish_settings() -> PublishSettings:
    return publish_from_environment(os.environ)


def from_environment(environment: Mapping[str, str]) -> Settings:
    return Settings(
        articles_table=_text(environment, "ARTICLES_TABLE"),
        operations_table=_text(environment, "OPERATIONS_TABLE"),
        raw_bucket=_text(environment, "RAW_BUCKET"),
        ingest_queue_url=_text(environment, "INGEST_QUEUE_URL"),
        fetched_queue_url=_text(environment, "FETCHED_QUEUE_URL"),
        ingest_alone_queue_url=_text(environment, "INGEST_ALONE_QUEUE_URL"),
        ingest_alone_dead_letter_queue_url=_text(environment, "INGEST_ALONE_DEAD_LETTER_QUEUE_URL"),
        fetch_queue_url=_text(environment, "FETCH_QUEUE_URL"),
        maximum_object_bytes=_count(environment, "MAXIMUM_OBJECT_BYTES"),
        revision_retention=timedelta(days=_count(environment, "REVISION_RETENTION_DAYS")),
        reject_retention=timedelta(days=_count(environment, "REJECT_RETENTION_DAYS")),
    )


def backfill_from_environment(environment: Mapping[str, str]) -> BackfillSettings:
    return BackfillSettings(
        articles_table=_text(environment, "ARTICLES_TABLE"),
        operations_table=_text(environment, "OPERATIONS_TABLE"),
        raw_bucket=_text(environment, "RAW_BUCKET"),
        backfill_bucket=_text(environment, "BACKFILL_BUCKET"),
        maximum_object_bytes=_count(environment, "MAXIMUM_OBJECT_BYTES"),
        revision_retention=timedelta(days=_count(environment, "REVISION_RETENTION_DAYS")),
        reject_retention=timedelta(days=_count(environment, "REJECT_RETENTION_DAYS")),
    )


def api_from_environment(environment: Mapping[str, str]) -> ApiSettings:
    return ApiSettings(
        articles_table=_text(environment, "ARTICLES_TABLE"),
        operations_table=_text(environment, "OPERATIONS_TABLE"),
        raw_bucket=_text(environment, "RAW_BUCKET"),
    )


def schedule_from_environment(environment: Mapping[str, str]) -> ScheduleSettings:
    return ScheduleSettings(dispatch_queue_url=_text(environment, "DISPATCH_QUEUE_URL"))


def dispatch_from_environment(environment: Mapping[str, str]) -> DispatchSettings:
    return DispatchSettings(
        operations_table=_text(environment, "OPERATIONS_TABLE"),
        dispatch_queue_url=_text(environment, "DISPATCH_QUEUE_URL"),
        turns_queue_url=_text(environment, "TURNS_QUEUE_URL"),
    )


def crawl_from_environment(environment: Mapping[str, str]) -> CrawlSettings:
    return CrawlSettings(
        operations_table=_text(environment, "OPERATIONS_TABLE"),
        raw_bucket=_text(environment, "RAW_BUCKET"),
        fetched_queue_url=_text(environment, "FETCHED_QUEUE_URL"),
        turns_queue_url=_text(environment, "TURNS_QUEUE_URL"),
        fetch_queue_url=_text(environment, "FETCH_QUEUE_URL"),
        discover_queue_url=_text(environment, "DISCOVER_QUEUE_URL"),
        reject_retention=timedelta(days=_count(environment, "REJECT_RETENTION_DAYS")),
        contact=_contact(environment),
        interval=_seconds(environment, "HOST_INTERVAL_SECONDS"),
        allowed_networks=_allowed_networks(environment),
        allowed_ports=_ports(environment),
    )


def discover_from_environment(environment: Mapping[str, str]) -> DiscoverSettings:
    return DiscoverSettings(
        operations_table=_text(environment, "OPERATIONS_TABLE"),
        raw_bucket=_text(environment, "RAW_BUCKET"),
        discover_queue_url=_text(environment, "DISCOVER_QUEUE_URL"),
        reject_retention=timedelta(days=_count(environment, "REJECT_RETENTION_DAYS")),
    )


def reconcile_from_environment(environment: Mapping[str, str]) -> ReconcileSettings:
    return ReconcileSettings(
        operations_table=_text(environment, "OPERATIONS_TABLE"),
        raw_bucket=_text(environment, "RAW_BUCKET"),
        ingest_queue_url=_text(environment, "INGEST_QUEUE_URL"),
    )


def publish_from_environment(environment: Mapping[str, str]) -> PublishSettings:
    return PublishSettings(
        articles_table=_text(environment, "ARTICLES_TABLE"),
        raw_bucket=_text(environment, "RAW_BUCKET"),
        event_bus=_text(environment, "EVENT_BUS"),
        unpublished_queue_url=_text(environment, "UNPUBLISHED_QUEUE_URL"),
    )


def _contact(environment: Mapping[str, str]) -> str | None:
    contact = environment.get("CRAWLER_CONTACT", "").strip()
    if not contact.isprintable() or not contact.isascii():
        raise RuntimeError(f"the environment variable CRAWLER_CONTACT goes into a header: plain ASCII, not {contact!r}")
    return contact or None


def _allowed_networks(environment: Mapping[str, str]) -> tuple[IPv4Network | IPv6Network, ...]:
    """Networks that are not public and may be asked all the same, for sites that a test serves on loopback.

    template.yaml does not set the variable, and where there is no local stack in place of AWS it is an error.
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
