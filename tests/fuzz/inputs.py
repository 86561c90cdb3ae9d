"""This module defines an input and its door. The same seed, class and number make the same input."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

URL = "https://www.examplepost.example/2026/03/story"


class Door(StrEnum):
    """A door is the part of Copydesk that gets an input."""

    PAGE = "page"
    #: The page is explained, written in all formats, stored, compared and published.
    WAY = "way"
    LISTING = "listing"
    ROBOTS = "robots"
    ADDRESS = "address"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """`note` describes an input whose bytes do not, such as the attacked pattern.

    `half` is the same input with half as many repetitions. The body may take at most three times its time and memory.
    """

    body: bytes
    half: bytes | None = None
    door: Door = Door.PAGE
    url: str | None = URL
    content_type: str | None = None
    content_encoding: str | None = None
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A class of inputs.

    `share` is its part of a run in thousandths; cheap classes have larger ones. A class with a `count` has only that
    many inputs, and they come first. `batch` inputs share a process.
    """

    name: str
    make: Callable[[Random, int], Input]
    share: int
    count: int | None = None
    batch: int = 20


def made(kind: Kind, seed: int, number: int) -> Input:
    return kind.make(Random(f"{seed}/{kind.name}/{number}"), number)
