"""Who owns an article's id, where several pages name one canonical address and tell different stories.

The page whose own URL is the address owns it. Until it comes, the claimant with the least id holds the address, so
that the order of arrival decides nothing. A page with another text goes to the id of its own URL.
"""

from dataclasses import dataclass, replace
from enum import Enum, auto

from copydesk.delivery import Candidate
from copydesk.model import IDENTITY_CONFLICT, Conflict

#: Shorter texts are notices and teasers, whose fingerprints tell nothing.
FEWEST_WORDS = 100
#: Of 64 bits: the 99th percentile of the edits of `SAME_STORY` in bench/duplicates.py, by the kind of edit that changes
#: most. Of 80,000 pairs of different articles 0.04 % are as near.
MOST_BITS_APART = 18


class Claim(Enum):
    """What comes of a page's claim to an id."""

    JOINS = auto()
    TAKES_OVER = auto()
    GOES_HOME = auto()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holder:
    """The page that an id is held by: the id of its own URL, and its text's fingerprint and words."""

    page: str
    fingerprint: str
    words: int


def holder(candidate: Candidate) -> Holder:
    article = candidate.article
    page = candidate.own_id or candidate.article_id
    return Holder(page=page, fingerprint=article.fingerprint, words=article.word_count)


def claim(mine: Holder, held: Holder | None, *, of: str) -> Claim:
    """What comes of a claim to the id `of`. Under one URL an article is never split, whatever it says."""
    if held is None or mine.page == held.page or not is_another_text(mine, held):
        return Claim.JOINS
    return Claim.TAKES_OVER if outranks(mine, held, of=of) else Claim.GOES_HOME


def outranks(mine: Holder, held: Holder, *, of: str) -> bool:
    return (mine.page != of, mine.page) < (held.page != of, held.page)


def is_another_text(mine: Holder, held: Holder) -> bool:
    if min(mine.words, held.words) < FEWEST_WORDS:
        return False
    apart = int(mine.fingerprint, 16) ^ int(held.fingerprint, 16)
    return apart.bit_count() > MOST_BITS_APART


def at_home(candidate: Candidate) -> Candidate:
    """The candidate under the id of its own URL; the canonical address that is not its own is a conflict."""
    if candidate.own_id is None:
        return candidate
    article = candidate.article
    conflict = Conflict(field="canonical_url", source=IDENTITY_CONFLICT, value=article.canonical_url or "")
    flags = (*article.quality.flags, IDENTITY_CONFLICT)
    article = replace(
        article,
        canonical_url=None,
        conflicts=(*article.conflicts, conflict),
        quality=replace(article.quality, flags=flags),
    )
    return replace(candidate, article_id=candidate.own_id, own_id=None, over=None, article=article)
