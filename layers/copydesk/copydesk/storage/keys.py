"""The keys of both tables: pure text, so that every access pattern can be read here."""

import re
import unicodedata
from hashlib import sha256
from zlib import crc32

from copydesk.errors import RejectReason

HEAD = "HEAD"
#: Sorts after HEAD, so that one query reads an article with its revisions.
REVISIONS = "REVISION#"
#: Their numbers have five digits.
LAST_REVISION = 99_999
TURN = "TURN"
STORY = "STORY"
PAGE = "PAGE"
KNOWN = "KNOWN"
RECEIVES = "RECEIVES"
SEEN = "SEEN"
RECONCILE = "RECONCILE"

#: DynamoDB takes 1,000 write units a second on one key of an index. An index that is throttled throttles the table.
#: An entry is one unit, two where it moves. A day of 16 keys takes 16,000 articles a second, and 16 queries to read.
DAY_SHARDS = 16
#: The same for the articles of one host, of which a backfill may bring a million.
SITE_SHARDS = 4

_LONGEST_SLUG = 200
#: Hosts whose turn will come. The end of a turn and the claim of the next each move a host in its index, three units
#: with the host: 128 keys carry 40,000 turns a second. More may be added at any time (a host moves to its new shard
#: with its next turn, if the old ones are read until then), fewer only once all hosts have moved.
TURN_SHARDS = 128
#: Each noting of a site is a write: sixteen keys carry 16,000 of them a second.
_WATCHED_SHARDS = 16
_SOURCE_SHARDS = 8
#: A write for each batch of ten: eight keys carry 80,000 pages a second.
_MARK_SHARDS = 8


def article_pk(article_id: str) -> str:
    return f"ARTICLE#{article_id}"


def article_of(pk: str) -> str:
    return pk.removeprefix("ARTICLE#")


def revision_sk(number: int) -> str:
    return f"{REVISIONS}{number:05d}"


def site_pk(host: str, article_id: str) -> str:
    """The shard of its site that an article is in.

    >>> site_pk("example.org", "0f" * 16)
    'SITE#example.org#3'
    """
    return site_pks(host)[int(article_id, 16) % SITE_SHARDS]


def site_pks(host: str) -> list[str]:
    return [f"SITE#{host}#{shard}" for shard in range(SITE_SHARDS)]


def slug(speaker: str) -> str | None:
    """One text for every spelling of a name; a name without letters has none.

    >>> slug("The  Red Cross"), slug("…")
    ('the-red-cross', None)
    """
    folded = unicodedata.normalize("NFKC", speaker).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:_LONGEST_SLUG] or None


def speaker_pk(speaker: str) -> str:
    """The key of the articles that quote a speaker, by the slug of the name."""
    return f"SPEAKER#{speaker}"


def day_pk(date: str, article_id: str) -> str:
    """The shard of its day that an article is in.

    >>> day_pk("2024-04-25T12:00:00", "0f" * 16)
    'DAY#2024-04-25#15'
    """
    return day_pks(date[:10])[int(article_id, 16) % DAY_SHARDS]


def day_pks(day: str) -> list[str]:
    return [f"DAY#{day}#{shard}" for shard in range(DAY_SHARDS)]


def dated_sk(date: str, article_id: str) -> str:
    return f"{date}#{article_id}"


def marks_pk(day: str, number: int) -> str:
    """Where marks of a day are put, by a number at random.

    >>> marks_pk("2026-11-30", 11)
    'MARKS#2026-11-30#3'
    """
    return marks_pks(day)[number % _MARK_SHARDS]


def marks_pks(day: str) -> list[str]:
    return [f"MARKS#{day}#{shard}" for shard in range(_MARK_SHARDS)]


def reject_pk(reason: RejectReason) -> str:
    return f"REJECT#{reason}"


def host_pk(host: str) -> str:
    return f"HOST#{host}"


def host_of_pk(pk: str) -> str:
    return pk.removeprefix("HOST#")


def turns_pk(shard: int) -> str:
    return f"TURNS#{shard}"


def turn_shard(host: str) -> int:
    """The shard that a host's turns are in.

    >>> turns_pk(turn_shard("news.example.org"))
    'TURNS#11'
    """
    return crc32(host.encode("utf-8", "backslashreplace")) % TURN_SHARDS


def wanted_pk(host: str) -> str:
    """The key of what is wanted of a host."""
    return f"WANTED#{host}"


def wanted_sk(want: str, due: str) -> str:
    """Sorts by why something is wanted, then by when.

    >>> wanted_sk("1", "2026-11-24T12:00:00.000000Z")
    '1#2026-11-24T12:00:00.000000Z'
    """
    return f"{want}#{due}"


def source_pk(source_id: str) -> str:
    """The shard that a source lies in, so that all can be listed. Another number of them would lose those stored."""
    return source_pks()[int(sha256(source_id.encode()).hexdigest(), 16) % _SOURCE_SHARDS]


def source_pks() -> list[str]:
    return [f"SOURCE#{shard}" for shard in range(_SOURCE_SHARDS)]


def known_pk(source_id: str) -> str:
    """The key of what is remembered of a source's entries."""
    return f"KNOWN#{source_id}"


def watched_site_pk(host: str) -> str:
    """The shard that a site's habits lie in, so that all sites can be listed and no partition is hot.

    >>> watched_site_pk("news.example.org")
    'SITES#11'
    """
    return watched_site_pks()[crc32(host.encode("utf-8", "backslashreplace")) % _WATCHED_SHARDS]


def watched_site_pks() -> list[str]:
    return [f"SITES#{shard}" for shard in range(_WATCHED_SHARDS)]


def page_identity(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:32]


def page_pk(url: str) -> str:
    return f"PAGE#{page_identity(url)}"


def story_pk(key: str) -> str:
    return f"STORY#{key}"


def copies_pk(label: str) -> str:
    return f"COPIES#{label}"


def seen_pk(article_id: str) -> str:
    return f"SEEN#{article_id}"


def message_pk(message_id: str) -> str:
    return f"MESSAGE#{message_id}"


def backfill_pk(run: str) -> str:
    return f"BACKFILL#{run}"


def robots_sk(scheme: str) -> str:
    return f"ROBOTS#{scheme}"
