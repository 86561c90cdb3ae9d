"""This module holds all inputs of a run, and finds the input of a message in a dead-letter queue."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from random import Random
from typing import Any

from copydesk.aws.queues.envelopes import INLINE_PREFIX
from copydesk.errors import RejectReason
from tests.faults.corpus import Story, Version, Way, stories

#: Keys with this word name objects that can never be read, as under a disabled KMS key. The proxy answers for them.
POISON = "poison"
#: Keys with this word name objects that end the function, as one does that takes too much memory.
DEADLY = "deadly"

_REFUSED = (
    (b"", RejectReason.EMPTY_BODY),
    (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 8, RejectReason.NOT_TEXT),
    (b"<!doctype html><title>Log in</title><form><input name=user></form>", RejectReason.NO_ARTICLE_TEXT),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """This input must end as a reject: an object, or a message without a meaning."""

    name: str
    body: bytes
    reason: RejectReason
    is_message: bool = False


@dataclass(slots=True, kw_only=True)
class Inputs:
    stories: Sequence[Story]
    refused: Sequence[Refused]
    poison: Sequence[str]
    deadly: Sequence[str]
    #: Rejects from before this time are not of this run.
    began: str = ""
    #: The version id that S3 gave an object → the name of the input.
    stored: dict[tuple[str, str], str] = field(default_factory=dict)
    #: The message that carries a page → the name of the input.
    sent: dict[str, str] = field(default_factory=dict)

    @property
    def versions(self) -> Iterator[Version]:
        return (version for story in self.stories for version in story.versions)

    def names_in(self, message: str) -> set[str]:
        """Returns the names of the inputs that a message carries."""
        said = _parsed(message)
        if "Records" in said:
            objects = [record["s3"]["object"] for record in said["Records"]]
            # Ingest keeps an inline page as an object, whose notification is skipped. The message itself is the input.
            named = [each for each in objects if not each["key"].startswith(INLINE_PREFIX)]
            return {self.stored[each["key"], each["versionId"]] for each in named}
        return {self.sent.get(message, message)}


def made_up(count: int, *, seed: int, now: datetime) -> Inputs:
    refused = [
        Refused(name=f"faults/refused-{number}-{reason}.html", body=body, reason=reason)
        for number in range(max(1, count // 50))
        for body, reason in _REFUSED
    ]
    refused += [
        Refused(name=f"no message {number}", body=b"", reason=RejectReason.UNKNOWN_MESSAGE, is_message=True)
        for number in range(max(1, count // 50))
    ]
    poison = [f"faults/{POISON}-{number}.html" for number in range(max(2, count // 150))]
    deadly = [f"faults/{DEADLY}-{number}.html" for number in range(max(1, count // 300))]
    found = list(stories(count, seed=seed, now=now))
    inputs = Inputs(stories=found, refused=refused, poison=poison, deadly=deadly)
    inputs.sent = {carried(each): name_of(each) for each in inputs.versions if each.way is Way.INLINE}
    return inputs


def name_of(version: Version) -> str:
    return f"{version.url} {version.number}"


def carried(version: Version) -> str:
    """Returns the message that carries a page."""
    return json.dumps({"html": version.page.decode(), "url": version.url, "fetched_at": version.fetched_at})


type Delivery = Version | Refused | str


def in_any_order(inputs: Inputs, chance: Random) -> list[Delivery]:
    """Returns all deliveries in a random order, but writes of one key stay in order, as their sequencers tell."""
    placed: list[tuple[float, int, Delivery]] = []
    for story in inputs.stories:
        at = [chance.random() for _ in story.versions]
        if story.versions[0].way is Way.ONE_KEY:
            at.sort()
        placed += [(when, len(placed), version) for when, version in zip(at, story.versions, strict=True)]
    others: list[Delivery] = [*inputs.refused, *inputs.poison, *inputs.deadly]
    placed += [(chance.random(), -number, each) for number, each in enumerate(others, 1)]
    return [each for _, _, each in sorted(placed, key=lambda place: place[:2])]


def _parsed(message: str) -> dict[str, Any]:
    try:
        said = json.loads(message)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}
