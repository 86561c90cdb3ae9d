"""This module reads articles again and again. Each reading must be one whole revision, and never an earlier one."""

import threading
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random

from copydesk.errors import Retry
from copydesk.model import Article, PubStatus, StoredArticle
from copydesk.storage import read_article

#: The longest seconds of one reading.
_PATIENCE = 60.0
#: The seconds in which each article is read about once, and the shortest pause between two readings.
_ROUND, _PAUSE = 0.4, 0.005


@dataclass(slots=True)
class Reader:
    """`revisions` are the revisions of each article, the newest last."""

    revisions: Mapping[str, Sequence[Article]]
    chance: Random
    reads: int = 0
    edited: int = 0
    wrong: list[str] = field(default_factory=list)
    #: The place and the time of the last revision that was read.
    seen: dict[str, tuple[int, str]] = field(default_factory=dict)
    _over: threading.Event = field(default_factory=threading.Event)
    _thread: threading.Thread | None = None

    def __enter__(self) -> "Reader":
        self._thread = threading.Thread(target=self._read_on, name="reader", daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        assert self._thread is not None
        self._thread.join(timeout=_PATIENCE)

    def _read_on(self) -> None:
        ids = list(self.revisions)
        while not self._over.wait(max(_PAUSE, _ROUND / max(1, len(ids)))):
            self.look(self.chance.choice(ids))

    def look(self, article_id: str) -> int:
        """Reads an article now, and returns the place of its revision, or -1 if it is not stored."""
        self.reads += 1
        try:
            found = read_article(article_id)
        except Retry:
            # The article was edited three times during the reading. The reader gets a Retry, which is no fault.
            self.edited += 1
            return -1
        except Exception as failure:  # reported with the others at the end
            self.wrong.append(f"{article_id} could not be read: {failure!r}")
            return -1
        return self._check(article_id, found) if found else -1

    def _check(self, article_id: str, found: StoredArticle) -> int:
        place = place_of(found, self.revisions[article_id])
        if place < 0:
            self.wrong.append(f"{article_id} is none of its revisions: {found.article.headline}")
            return place
        now = (place, found.date_downloaded)
        before = self.seen.get(article_id, now)
        if now[0] < before[0] or now[1] < before[1]:
            self.wrong.append(f"{article_id} went back from {before} to {now}")
        self.seen[article_id] = now
        return place


def place_of(found: StoredArticle, revisions: Sequence[Article]) -> int:
    article = replace(found.article, pub_status=PubStatus.USABLE)
    return revisions.index(article) if article in revisions else -1
