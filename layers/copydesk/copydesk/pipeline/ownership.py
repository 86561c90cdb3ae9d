"""Decides which page owns an article's id when several pages name one canonical address but differ in text.

The decision uses first sightings only: what the earliest fetch of each URL named and contained. This set only grows
towards earlier times, so the order of arrival does not matter. The page whose own URL is the address owns the id. If
that page never came, the page that was seen first holds the id. Another page with the same text is an alias. A page
with a different text has an article under its own URL.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from hashlib import sha256

from copydesk.model import IDENTITY_CONFLICT, Article, Conflict, Source
from copydesk.pipeline.messages import Candidate

#: Fingerprints of shorter texts are not compared, because texts that short agree by chance.
FEWEST_WORDS = 100
#: The most differing bits, of 64. Source: bench/duplicates.py, the 99th percentile of the edits of `SAME_STORY`, for
#: the kind of edit that changes most. Of 80,000 pairs of different articles, 0.04 % are as close.
MOST_BITS_APART = 18
#: The most pages that may claim one address, as one item stores them. Honest addresses have three or four.
MOST_CLAIMS = 50
#: The most other texts of a URL that are kept for comparison, the earliest ones.
MOST_TEXTS = 15


class Place(StrEnum):
    """The place of the article of a page that names another address.

    `HOLDS`: under the named id. `ALIAS`: the named id holds another page's article with the same text.
    `HOME`: under the id of the page's own URL.
    """

    HOLDS = "holds"
    ALIAS = "alias"
    HOME = "home"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A text that a URL once had, and the first fetch that brought it. `text` is a digest of its words."""

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
    """The first fetch of a URL, the id that it named, and in `later` the other texts of the URL.

    `place` is set in claims only. It is the place last assigned to the article, or None if none was.
    """

    names: str
    later: tuple[Wording, ...] = ()
    place: Place | None = None

    @property
    def texts(self) -> tuple[Wording, ...]:
        return self, *self.later


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """The knowledge about an id: the sighting of its own URL, and by id those of URLs that name it."""

    of: str
    page: Sighting | None = None
    claims: Mapping[str, Sighting] = field(default_factory=dict)

    @property
    def tenant(self) -> str | None:
        """The id of the page whose article has this id; None if the id's own page names yet another address."""
        if self.page:
            return self.of if self.page.names == self.of else None
        return min(self.claims, key=self._seen, default=None)

    def place(self, page: str) -> Place:
        """Returns the place of the article of a page that names this id."""
        tenant = self.tenant
        if tenant == page:
            return Place.HOLDS
        if tenant is None or page not in self.claims:
            return Place.HOME
        held = self.page or self.claims[tenant]
        same = any(is_same_text(self.claims[page], each) for each in held.texts)
        return Place.ALIAS if same else Place.HOME

    def unsettled(self) -> list[str]:
        """Returns the pages whose articles are not in their place, in the order in which they were seen."""
        wrong = (page for page, claim in self.claims.items() if claim.place is not self.place(page))
        return sorted(wrong, key=self._seen)

    def _seen(self, page: str) -> tuple[str, str, str]:
        return *self.claims[page].fetch, page


def with_claim(known: Standing, page: str, first: Sighting) -> Standing:
    """Adds the claim of a page to what is known about an id. An id with MOST_CLAIMS claims accepts no new one."""
    before = known.claims.get(page)
    if before is None and len(known.claims) >= MOST_CLAIMS:
        return known
    claim = replace(first, later=(), place=before.place if before else None)
    return replace(known, claims={**known.claims, page: claim})


def sighting(candidate: Candidate) -> Sighting:
    """Returns the sighting of the candidate's own page. What other pages add to its text does not count."""
    own = candidate.alone or candidate.article
    return seen(own, at=candidate.date_downloaded, source=candidate.source, names=candidate.article_id)


def seen(article: Article, *, at: str, source: Source, names: str) -> Sighting:
    """Returns the sighting of a URL by one fetch, which brought `article` and named the id `names`."""
    return Sighting(
        at=at,
        raw=raw_of(source),
        names=names,
        fingerprint=article.fingerprint,
        words=article.word_count,
        text=sha256(" ".join(article.text.casefold().split()).encode("utf-8", "surrogatepass")).hexdigest()[:16],
    )


def merged(mine: Sighting, known: Sighting | None) -> Sighting:
    """Combines two sightings of one URL: the first fetch, and the earliest of the other texts.

    If both are the same fetch, extracted twice, the later extraction counts.
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
    """Returns the candidate under the given id. If it names another canonical address, that is noted as a conflict."""
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
    """Returns a raw object as a text that sorts by bucket, key and offset."""
    place = "" if source.offset is None else f"{source.offset:015d}"
    return "\0".join((source.bucket, source.key, place))
