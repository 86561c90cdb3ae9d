"""Builds the keys of both tables as plain text, so that every access pattern is visible here."""

import re
import unicodedata
from hashlib import sha256
from zlib import crc32

from copydesk.errors import RejectReason

HEAD = "HEAD"
#: The prefix sorts after HEAD, so that one query reads an article with its revisions.
REVISIONS = "REVISION#"
#: The largest revision number: the keys have five digits.
LAST_REVISION = 99_999
TURN = "TURN"
STORY = "STORY"
PAGE = "PAGE"
KNOWN = "KNOWN"
RECEIVES = "RECEIVES"
SEEN = "SEEN"
RECONCILE = "RECONCILE"

#: DynamoDB takes 1,000 write units a second per key of an index, and a throttled index throttles its table. An entry is
#: one unit, or two when it moves. A day of 16 keys takes 16,000 articles a second, and is read with 16 queries.
DAY_SHARDS = 16
#: The same for the articles of one host. A backfill may bring a million of them.
SITE_SHARDS = 4

_LONGEST_SLUG = 200
#: The shards of the hosts whose turn will come. The end of a turn and the claim of the next one each move a host in its
#: index. Each move takes three units with the host item. So 128 keys carry 40,000 turns a second. The number may be
#: raised at any time. The old shards must then be read until each host has had its next turn, which moves it. The
#: number may be lowered only after all hosts have moved.
TURN_SHARDS = 128
#: The shards of watched sites. Each note about a site is a write, and sixteen keys carry 16,000 a second.
_WATCHED_SHARDS = 16
_SOURCE_SHARDS = 8
#: A write for each batch of ten: eight keys carry 80,000 pages a second.
_MARK_SHARDS = 8
#: The same for the counts of an hour: four keys carry 40,000 pages a second.
_HOUR_SHARDS = 4


def article_pk(article_id: str) -> str:
    return f"ARTICLE#{article_id}"


def article_of(pk: str) -> str:
    return pk.removeprefix("ARTICLE#")


def revision_sk(number: int) -> str:
    return f"{REVISIONS}{number:05d}"


def site_pk(host: str, article_id: str) -> str:
    """Returns the shard of its site that an article belongs to.

    >>> site_pk("example.org", "0f" * 16)
    'SITE#example.org#3'
    """
    return site_pks(host)[int(article_id, 16) % SITE_SHARDS]


def site_pks(host: str) -> list[str]:
    return [f"SITE#{host}#{shard}" for shard in range(SITE_SHARDS)]


def slug(speaker: str) -> str | None:
    """Returns one text for all spellings of a name, or None for a name without letters.

    >>> slug("The  Red Cross"), slug("…")
    ('the-red-cross', None)
    """
    folded = unicodedata.normalize("NFKC", speaker).casefold()
    return re.sub(r"[\W_]+", "-", folded).strip("-")[:_LONGEST_SLUG] or None


def speaker_pk(speaker: str) -> str:
    """Returns the key of the articles that quote a speaker, given the slug of the name."""
    return f"SPEAKER#{speaker}"


def day_pk(date: str, article_id: str) -> str:
    """Returns the shard of its day that an article belongs to.

    >>> day_pk("2024-04-25T12:00:00", "0f" * 16)
    'DAY#2024-04-25#15'
    """
    return day_pks(date[:10])[int(article_id, 16) % DAY_SHARDS]


def day_pks(day: str) -> list[str]:
    return [f"DAY#{day}#{shard}" for shard in range(DAY_SHARDS)]


def change_pk(moment: str, article_id: str) -> str:
    """Returns the shard of a day's changes for an article, by the time at which it was last stored or changed.

    >>> change_pk("2026-11-24T12:00:00.000000Z", "0f" * 16)
    'CHANGED#2026-11-24#15'
    """
    return change_pks(moment[:10])[int(article_id, 16) % DAY_SHARDS]


def change_pks(day: str) -> list[str]:
    return [f"CHANGED#{day}#{shard}" for shard in range(DAY_SHARDS)]


def dated_sk(date: str, article_id: str) -> str:
    return f"{date}#{article_id}"


def article_at(place: str) -> str:
    """Returns the id of the article at a place in an index.

    >>> article_at("2024-04-25T12:00:00#0f0f")
    '0f0f'
    """
    return place.rpartition("#")[2]


def marks_pk(day: str, number: int) -> str:
    """Returns one of the keys for the marks of a day. `number` is random.

    >>> marks_pk("2026-11-30", 11)
    'MARKS#2026-11-30#3'
    """
    return marks_pks(day)[number % _MARK_SHARDS]


def marks_pks(day: str) -> list[str]:
    return [f"MARKS#{day}#{shard}" for shard in range(_MARK_SHARDS)]


def hours_pk(number: int) -> str:
    """Returns one of the keys for the counts of hours. `number` is random.

    >>> hours_pk(11)
    'HOURS#3'
    """
    return hours_pks()[number % _HOUR_SHARDS]


def hours_pks() -> list[str]:
    return [f"HOURS#{shard}" for shard in range(_HOUR_SHARDS)]


def site_hours_pk(host: str) -> str:
    """Returns the key of a site's counts of hours. One key takes a write from each of 1,000 batches a second.

    The word before the host is another than that of `hours_pk`, because a host may be a number.
    """
    return f"SITEHOURS#{host}"


def reject_pk(reason: RejectReason) -> str:
    return f"REJECT#{reason}"


def host_pk(host: str) -> str:
    return f"HOST#{host}"


def host_of_pk(pk: str) -> str:
    return pk.removeprefix("HOST#")


def turns_pk(shard: int) -> str:
    return f"TURNS#{shard}"


def turn_shard(host: str) -> int:
    """Returns the shard of a host's turns.

    >>> turns_pk(turn_shard("news.example.org"))
    'TURNS#11'
    """
    return crc32(host.encode("utf-8", "backslashreplace")) % TURN_SHARDS


def wanted_pk(host: str) -> str:
    """Returns the key of the pages and sources that are wanted from a host."""
    return f"WANTED#{host}"


def wanted_sk(want: str, due: str) -> str:
    """Returns a sort key by the reason for which something is wanted, then by its due time.

    >>> wanted_sk("1", "2026-11-24T12:00:00.000000Z")
    '1#2026-11-24T12:00:00.000000Z'
    """
    return f"{want}#{due}"


def source_pk(source_id: str) -> str:
    """Returns the shard of a source; a list of all sources reads all shards.

    Another number of shards would lose some.
    """
    return source_pks()[int(sha256(source_id.encode()).hexdigest(), 16) % _SOURCE_SHARDS]


def source_pks() -> list[str]:
    return [f"SOURCE#{shard}" for shard in range(_SOURCE_SHARDS)]


def known_pk(source_id: str) -> str:
    """Returns the key of the remembered entries of a source."""
    return f"KNOWN#{source_id}"


def watched_site_pk(host: str) -> str:
    """Returns the shard of a site's habits. Shards allow a list of all sites without a hot partition.

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
