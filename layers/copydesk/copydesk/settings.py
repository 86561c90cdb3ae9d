"""What the template tells the functions, read from the environment once and checked at once."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from functools import cache


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    articles_table: str
    operations_table: str
    raw_bucket: str
    ingest_queue_url: str
    fetch_queue_url: str
    maximum_object_bytes: int
    revision_retention: timedelta
    reject_retention: timedelta


@cache
def settings() -> Settings:
    return from_environment(os.environ)


def from_environment(environment: Mapping[str, str]) -> Settings:
    return Settings(
        articles_table=_text(environment, "ARTICLES_TABLE"),
        operations_table=_text(environment, "OPERATIONS_TABLE"),
        raw_bucket=_text(environment, "RAW_BUCKET"),
        ingest_queue_url=_text(environment, "INGEST_QUEUE_URL"),
        fetch_queue_url=_text(environment, "FETCH_QUEUE_URL"),
        maximum_object_bytes=_count(environment, "MAXIMUM_OBJECT_BYTES"),
        revision_retention=timedelta(days=_count(environment, "REVISION_RETENTION_DAYS")),
        reject_retention=timedelta(days=_count(environment, "REJECT_RETENTION_DAYS")),
    )


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
