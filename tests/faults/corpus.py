"""This module makes articles with their revisions, and other inputs, all from a seed."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from random import Random

from copydesk.extraction import extract_article
from copydesk.model import Article, Source
from copydesk.web.timestamps import instant
from copydesk.web.urls import article_id

WORDS = (
    "harbour bridge council budget winter railway garden teacher engine market island museum flood doctor season "
    "window village orchestra ferry library captain factory border valley election festival hospital airport glacier "
    "drought printer painter kitchen stadium lantern forest tunnel parade survey harvest archive canal medal summit"
).split()
#: One transaction cannot drop so many paragraphs beside a head. The rest is dropped after it.
LONG = 130


class Way(StrEnum):
    """This is the way by which a page comes."""

    OBJECTS = "objects of their own, with the time they were fetched"
    ONE_KEY = "one object, written again and again at one stated time"
    INLINE = "messages that carry the page"
    AHEAD = "objects whose last one states a time that is yet to come"


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """This is a revision of an article as it is delivered; `fetched_at` is the time that its sender states."""

    url: str
    number: int
    way: Way
    page: bytes
    fetched_at: str

    @property
    def key(self) -> str:
        name = self.url.rpartition("/")[2]
        return f"faults/{name}.html" if self.way is Way.ONE_KEY else f"faults/{name}-{self.number}.html"

    @property
    def article(self) -> Article:
        return extract_article(self.page, url=self.url, content_type="text/html")


@dataclass(frozen=True, slots=True, kw_only=True)
class Story:
    """This is an article; the last of its `versions` is the newest."""

    url: str
    versions: tuple[Version, ...]

    @property
    def article_id(self) -> str:
        return article_id(canonical_url=None, url=self.url, source=Source(bucket="", key=""))


def stories(count: int, *, seed: int, now: datetime) -> Iterator[Story]:
    for number in range(count):
        yield _story(number, Random(f"story {seed} {number}"), now)  # noqa: S311  # no secret


def _story(number: int, chance: Random, now: datetime) -> Story:
    url = f"https://news{number % 20}.example.org/made-up-{number}"
    [way] = chance.choices(list(Way), (45, 15, 30, 10))
    [revisions] = chance.choices((1, 2, 3, 4), (55, 25, 12, 8))
    first = now - timedelta(hours=chance.randrange(30, 60))
    # An article without a date is indexed under the date of its fetch, so each edit moves its quotes.
    date = f'<meta property="article:published_time" content="{first:%Y-%m-%d}">' if chance.random() < 0.6 else ""
    body = _paragraphs(LONG if chance.random() < 0.01 else chance.randrange(4, 12), chance)
    versions: list[Version] = []
    for revision in range(1, revisions + 1):
        page = _page(f"{_sentence(chance, 5)} {number}", revision, date, body)
        fetched_at = first if way is Way.ONE_KEY else first + timedelta(hours=revision)
        if way is Way.AHEAD and revision == revisions:
            fetched_at = now + timedelta(days=2)
        versions.append(Version(url=url, number=revision, way=way, page=page, fetched_at=instant(fetched_at)))
        body = _edited(body, chance)
    return Story(url=url, versions=tuple(versions))


def _edited(body: Sequence[str], chance: Random) -> list[str]:
    """Returns an edited body. Most paragraphs stay; a long article keeps only its beginning."""
    if len(body) >= LONG:
        return [*body[:5], *_paragraphs(1, chance)]
    kept = [each for each in body if chance.random() < 0.8]
    place = chance.randrange(len(kept) + 1)
    return [*kept[:place], *_paragraphs(chance.randrange(1, 3), chance), *kept[place:]]


def _paragraphs(count: int, chance: Random) -> list[str]:
    found = [f"<p>{_sentence(chance, 24)}. {_sentence(chance, 18)}.</p>" for _ in range(count)]
    speaker = f"{chance.choice(WORDS).title()} {chance.choice(WORDS).title()}"
    return [*found, f"<p>“{_sentence(chance, 12)},” said {speaker}. {_sentence(chance, 14)}.</p>"]


def _sentence(chance: Random, words: int) -> str:
    return " ".join(chance.choice(WORDS) for _ in range(words)).capitalize()


def _page(headline: str, revision: int, dated: str, body: Sequence[str]) -> bytes:
    # Headline and text both name the revision, so that a mixture of two revisions is found.
    paragraphs = "\n".join(
        [*body, f"<p>This is how revision {revision} of the story of {headline.lower()} ends today.</p>"]
    )
    title = f"{headline}, revision {revision}"
    head = f'<meta charset="utf-8"><title>{title}</title>{dated}'
    body = f"<article><h1>{title}</h1>{paragraphs}</article>"
    return f"<!doctype html><html><head>{head}</head><body>{body}</body></html>".encode()
