"""This module makes the items of a stack with many articles and rejects, as ingest stores them.

The articles have the body of a sample page. They were stored at even intervals until `now`. The sites differ in size as
those of the web do: the first one has a seventh of all articles.
"""

import gzip
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import md5
from itertools import product
from pathlib import Path

from bench.units import Item
from copydesk.errors import RejectReason
from copydesk.extraction import extract_article
from copydesk.model import Source
from copydesk.pipeline.messages import Candidate
from copydesk.storage import keys
from copydesk.storage.articles.changes import decide, put_among_changes
from copydesk.storage.operations.hours import RETENTION_DAYS, hour_of
from copydesk.storage.operations.models import HourItem, RejectItem
from copydesk.web.timestamps import instant

PAGE = Path(__file__).parents[1] / "samples" / "pages" / "npr-meditation-anxiety.html.gz"
SITES = 100
#: The multiples of the golden ratio fill the range from 0 to 1 evenly.
_GOLDEN = 0.618033988749895


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What the tables hold: articles of the last `days`, and rejects of the last day.

    `source` is the raw page of all articles.
    """

    articles: int
    days: int
    rejects: int
    now: datetime
    source: Source


def host_of(number: int) -> str:
    """Returns the site of an article. Its rank among the sites is spread evenly on a logarithmic scale.

    >>> host_of(0), host_of(1), host_of(2)
    ('site000.example.org', 'site016.example.org', 'site001.example.org')
    """
    return site_named(int((SITES + 1) ** (number * _GOLDEN % 1)) - 1)


def site_named(rank: int) -> str:
    return f"site{rank:03}.example.org"


def article_id_of(number: int) -> str:
    return md5(str(number).encode(), usedforsecurity=False).hexdigest()


def heads_of(content: Content) -> Iterator[Item]:
    """Yields the heads, the last stored first. Each article was published when it was stored."""
    shared = _shared(content)
    for number in range(content.articles):
        article_id, host = article_id_of(number), host_of(number)
        stored_at = instant(content.now - timedelta(days=content.days) * number / content.articles)
        date = stored_at[:19]
        texts = {
            "pk": keys.article_pk(article_id), "article_id": article_id, "headline": f"Story number {number}",
            "host": host, "url": f"https://{host}/{number}", "date_published": f"{date}Z", "date_downloaded": stored_at,
            "gsi1pk": keys.site_pk(host, article_id), "gsi1sk": keys.dated_sk(date, article_id),
            "gsi2pk": keys.day_pk(date, article_id), "gsi2sk": keys.dated_sk(date, article_id),
            "gsi3pk": keys.change_pk(stored_at, article_id), "gsi3sk": keys.dated_sk(stored_at, article_id),
        }  # fmt: skip
        yield {**shared, **{name: {"S": text} for name, text in texts.items()}}


def _shared(content: Content) -> Item:
    """Returns the attributes that all heads share. Each article replaces its id, headline, site, date and place."""
    article = extract_article(gzip.decompress(PAGE.read_bytes()), url="https://news.example.org/story")
    now = instant(content.now)
    candidate = Candidate(article_id="0f" * 16, article=article, source=content.source, date_downloaded=now)
    change = decide(candidate, None)
    put_among_changes(change, now)
    item: Item = change.head.serialize()
    return item


def rejects_of(content: Content) -> Iterator[Item]:
    reasons = list(RejectReason)
    for number in range(content.rejects):
        reason = reasons[number % len(reasons)]
        seen = instant(content.now - timedelta(days=1) * number / content.rejects)
        item = RejectItem(
            keys.reject_pk(reason), article_id_of(number), reason=str(reason),
            detail="Nothing on the page reads as an article", first_seen=seen, last_seen=seen, times=1,
            expires_at=content.now + timedelta(days=90),
        )  # fmt: skip
        item.source = {"bucket": "copydesk-raw", "key": f"fetched/{host_of(number)}/{number:032x}/{number:064x}"}
        yield item.serialize()


def hours_of(content: Content) -> Iterator[Item]:
    """Yields the counts of all hours that are kept, as if as many pages had come before as in the last days."""
    if not content.articles:
        return
    pks = keys.hours_pks()
    stored, refused = content.articles // (24 * content.days * len(pks)), content.rejects // (24 * len(pks))
    for pk, back in product(pks, range(24 * RETENTION_DAYS)):
        at = content.now - timedelta(hours=back)
        item = HourItem(pk, hour_of(at), stored=stored, refused=refused, expires_at=at + timedelta(days=RETENTION_DAYS))
        yield item.serialize()
