"""What is sent through again is followed to its end, whatever kind of raw object it is."""

from typing import cast

import pytest

from copydesk.errors import Skip, SkipReason
from copydesk.local import redriving
from copydesk.local.redriving import SentAgain, Way, followed
from copydesk.local.target import Target
from copydesk.model import Source


def test_a_record_that_is_no_page_comes_to_an_end(monkeypatch: pytest.MonkeyPatch) -> None:
    def read(*_: object, **__: object) -> None:
        raise Skip(SkipReason.NOT_A_PAGE, "a record of the type 'warcinfo'")

    monkeypatch.setattr(redriving, "raw_page", read)
    monkeypatch.setattr(redriving, "rejects_of", lambda source: [])  # noqa: ARG005
    way = Way(Source(bucket="raw", key="news.warc.gz", offset=0, length=10), since="2026-01-01T00:00:00Z")
    assert list(followed(SentAgain(1, [way]), cast("Target", None), patience=0)) == ["skipped"]
