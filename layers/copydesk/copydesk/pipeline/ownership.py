"""Who owns an article's id, where several pages name one canonical address and tell different stories.

All is decided from first sightings: what the earliest fetch of each URL named and said. They form a set that only
grows towards earlier times, so that the order of arrival decides nothing. The page whose own URL is the address owns
the id. Where it never came, the page that was seen first holds it. Any other page with the same text is an alias. A
page with another text has an article under its own URL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from copydesk.model import IDENTITY_CONFLICT, Article, Conflict, Source
from copydesk.pipeline.messages import Candidate

#: The fingerprints of shorter texts tell nothing: they are the same where each word is.
FEWEST_WORDS = 100
#: Of 64 bits: the 99th percentile of the edits of `SAME_STORY` in bench/duplicates.py, by the kind of edit that changes
#: most. Of 80,000 pairs of different articles 0.04 % are as near.
MOST_BITS_APART = 18
#: Pages that one address is believed to be named by. They are kept in one item; honest addresses have three or four.
MOST_CLAIMS = 50
#: Texts of a URL beside its first that are kept to compare with, the earliest ones.
MOST_TEXTS = 15


class Place(StrEnum):
    """Where the article of a page that names another address is to be found."""

    HOLDS = "holds"
    ALIAS = "alias"
    HOME = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A text that a URL had, and the first fetch that brought it. `text` is the digest of its words."""

    at: str
    raw: str
    fingerprint: str
    words: int
    text: str

    @property
    def fetch(self) -> tuple[str, str]:
        return self.at, self.raw


@dataclass(frozen=True, slots=True, kw_only=True)
class Sighting(Wording):
    """The first fetch of a URL, the id that it named, and the other texts that the URL had `later`.

    `place` in a claim is what was made of it last, None where nothing was.
    """

    names: str
    later: tuple[Wording, ...] = ()
    place: Place | None = None

    @property
    def texts(self) -> tuple[Wording, ...]:
        return self, *self.later


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """What is known about an id: the sighting of its own URL, and those of other URLs that name it, by their ids."""

    of: str
    page: Sighting | None = None
    claims: Mapping[str, Sighting] = field(default_factory=dict)

    @property
    def tenant(self) -> str | None:
        """The id of the page whose article has this id; None where its own page names yet another address."""
        if self.page:
            return self.of if self.page.names == self.of else None
        return min(self.claims, key=self._seen, default=None)

    def place(self, page: str) -> Place:
        """Where the article of a page that names this id is to be found."""
        tenant = self.tenant
        if tenant == page:
            return Place.HOLDS
        if tenant is None or page not in self.claims:
            return Place.HOME
        held = self.page or self.claims[tenant]
        same = any(is_same_text(self.claims[page], each) for each in held.texts)
        return Place.ALIAS if same else Place.HOME

    def unsettled(self) -> list[str]:
        """The pages that are not where they belong, in the order in which they were seen."""
        wrong = (page for page, claim in self.claims.items() if claim.place is not self.place(page))
        return sorted(wrong, key=self._seen)

    def _seen(self, page: str) -> tuple[str, str, str]:
        return *self.claims[page].fetch, page


def sighting(candidate: Candidate) -> Sighting:
    return seen(candidate.article, at=candidate.date_downloaded, source=candidate.source, names=candidate.article_id)


def seen(article: Article, *, at: str, source: Source, names: str) -> Sighting:
    """The sighting of a URL by one fetch of it, which brought an article and named an id."""
    return Sighting(
        at=at,
        raw=raw_of(source),
        names=names,
        fingerprint=article.fingerprint,
        words=article.word_count,
        text=sha256(" ".join(article.text.casefold().split()).encode("utf-8", "surrogatepass")).hexdigest()[:16],
    )


def merged(mine: Sighting, known: Sighting | None) -> Sighting:
    """What two sightings of one URL are together: the first, and the earliest of the other texts.

    Of one fetch that is read anew, the latest reading counts.
    """
    if known is None:
        return mine
    others = [each for each in (known, *known.later) if each.fetch != mine.fetch]
    first = mine if mine.fetch <= known.fetch else known
    texts: dict[str, Wording] = {}
    for each in sorted([mine, *others], key=lambda each: each.fetch):
        texts.setdefault(each.text, each)
    later = [_wording(each) for text, each in texts.items() if text != first.text]
    return replace(first, later=tuple(later[:MOST_TEXTS]))


def _wording(of: Wording) -> Wording:
    return Wording(at=of.at, raw=of.raw, fingerprint=of.fingerprint, words=of.words, text=of.text)


def is_same_text(one: Wording, other: Wording) -> bool:
    if one.text == other.text:
        return one.words > 0
    if min(one.words, other.words) < FEWEST_WORDS:
        return False
    return (int(one.fingerprint, 16) ^ int(other.fingerprint, 16)).bit_count() <= MOST_BITS_APART


def own_id(candidate: Candidate) -> str:
    return candidate.own_id or candidate.article_id


def placed(candidate: Candidate, article_id: str) -> Candidate:
    """The candidate under the id that is its; a canonical address that it names beside that is a conflict."""
    if article_id == candidate.article_id:
        return candidate
    moved = replace(candidate, article_id=article_id, own_id=None)
    if candidate.own_id is None:
        return moved
    article = candidate.article
    conflict = Conflict(field="canonical_url", source=IDENTITY_CONFLICT, value=article.canonical_url or "")
    flags = (*article.quality.flags, IDENTITY_CONFLICT)
    article = replace(
        article,
        canonical_url=None,
        conflicts=(*article.conflicts, conflict),
        quality=replace(article.quality, flags=flags),
    )
    return replace(moved, article=article)


def raw_of(source: Source) -> str:
    """A raw object as a text that sorts by bucket, key and place in it."""
    place = "" if source.offset is None else f"{source.offset:015d}"
    return "\0".join((source.bucket, source.key, place))
