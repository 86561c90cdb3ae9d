"""What is tried: an input, and the door it comes in by. The same seed, class and number make the same input."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from random import Random

URL = "https://www.examplepost.example/2026/03/story"


class Door(StrEnum):
    """Which part of Copydesk an input is given to."""

    PAGE = "page"
    #: A page, and all that is done with its article: explained, written in all formats, stored, compared, told.
    WAY = "way"
    LISTING = "listing"
    ROBOTS = "robots"
    ADDRESS = "address"
    PATTERN = "pattern"


@dataclass(frozen=True, slots=True, kw_only=True)
class Input:
    """`note` says what the input is, where its bytes do not: the pattern that it attacks. `half` is the same with half
    as many of what it repeats: the body may take at most thrice the time and memory of it.
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
    """A class of inputs. `share` is its part of a run (thousandths, more of what costs little); of a class with a `count` that many are all there are, and
    those come first; `batch` of them share a process.
    """

    name: str
    make: Callable[[Random, int], Input]
    share: int
    count: int | None = None
    batch: int = 20


def made(kind: Kind, seed: int, number: int) -> Input:
    return kind.make(Random(f"{seed}/{kind.name}/{number}"), number)
