"""The keys of both tables: pure text, so that every access pattern can be read here."""

import re
import unicodedata
from hashlib import sha256
from zlib import crc32

from copydesk.errors import RejectReason

HEAD = "HEAD"
#: Sorts after blocks, HEAD and quotes: they are read without the revisions, which grow with every edit.
REVISIONS = "REVISION#"
#: Their numbers have five digits.
LAST_REVISION = 99_999
LEASE = "LEASE"
STORY = "STORY"
PAGE = "PAGE"
RECEIVES = "RECEIVES"

#: DynamoDB takes 1,000 write units a second on one key of an index, and a head is about four of them: one key
#: a day would stop at 250 articles a second. Eight carry what MaximumConcurrency can bring, and reading a day
#: stays eight queries.
DAY_SHARDS = 8

_LONGEST_SLUG = 200
#: Each noting of a site is a write: sixteen keys carry 16,000 of them a second.
_SITE_SHARDS = 16


def article_pk(article_id: str) -> str:
    return f"ARTICLE#{article_id}"


def article_of(pk: str) -> str:
    return pk.removeprefix("ARTICLE#")


def blocks_sk(pack_id: str) -> str:
    return f"BLOCKS#{pack_id}"


def quote_sk(quote_id: str) -> str:
    return f"QUOTE#{quote_id}"


def quote_of(sk: str) -> str:
    return sk.removeprefix("QUOTE#")


def revision_sk(number: int) -> str:
    return f"{REVISIONS}{number:05d}"


def site_pk(host: str) -> str:
    return f"SITE#{host}"


def speaker_pk(speaker: str) -> str | None:
    """One key for every spelling of a name; a name without letters has none.

    >>> speaker_pk("The  Red Cross"), speaker_pk("…")
    ('SPEAKER#the-red-cross', None)
    """
    folded = unicodedata.normalize("NFKC", speaker).casefold()
    slug = re.sub(r"[\W_]+", "-", folded).strip("-")[:_LONGEST_SLUG]
    return f"SPEAKER#{slug}" if slug else None


def day_pk(date: str, article_id: str) -> str:
    """The shard of its day that an article lies in.

    >>> day_pk("2024-04-25T12:00:00", "0f" * 16)
    'DAY#2024-04-25#7'
    """
    return _day_shard(date[:10], int(article_id, 16) % DAY_SHARDS)


def day_pks(day: str) -> list[str]:
    return [_day_shard(day, shard) for shard in range(DAY_SHARDS)]


def dated_sk(date: str, article_id: str) -> str:
    return f"{date}#{article_id}"


def reject_pk(reason: RejectReason) -> str:
    return f"REJECT#{reason}"


def host_pk(host: str) -> str:
    return f"HOST#{host}"


def watched_site_pk(host: str) -> str:
    """The shard that a site's habits lie in, so that all sites can be listed and no partition is hot.

    >>> watched_site_pk("news.example.org")
    'SITES#11'
    """
    return watched_site_pks()[crc32(host.encode("utf-8", "backslashreplace")) % _SITE_SHARDS]


def watched_site_pks() -> list[str]:
    return [f"SITES#{shard}" for shard in range(_SITE_SHARDS)]


def page_identity(url: str) -> str:
    return sha256(url.encode()).hexdigest()[:32]


def page_pk(url: str) -> str:
    return f"PAGE#{page_identity(url)}"


def story_pk(key: str) -> str:
    return f"STORY#{key}"


def copies_pk(label: str) -> str:
    return f"COPIES#{label}"


def message_pk(message_id: str) -> str:
    return f"MESSAGE#{message_id}"


def backfill_pk(run: str) -> str:
    return f"BACKFILL#{run}"


def robots_sk(scheme: str) -> str:
    return f"ROBOTS#{scheme}"


def _day_shard(day: str, shard: int) -> str:
    return f"DAY#{day}#{shard}"
