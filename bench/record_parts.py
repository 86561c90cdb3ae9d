"""This module makes a digest of each part that Copydesk makes of one page, and its plain record for comparison.

A page without an article has the reason and the detail of its reject in place of the digests. An exception that is no
reject is a bug. It is recorded under the reason `raised`, so that one page does not end the run.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

from copydesk.aws.stream_records import table_change
from copydesk.cli.commands import predict
from copydesk.errors import Reject
from copydesk.events.describing import decide as decide_event
from copydesk.events.describing import event_of
from copydesk.events.records import TableChange, entry
from copydesk.extraction import extract_article
from copydesk.extraction.checks.fingerprint import shared_keys
from copydesk.formats import FORMATS, render
from copydesk.model import Article, Source, to_plain
from copydesk.pipeline.messages import Candidate
from copydesk.storage.articles.changes import Change, decide
from copydesk.storage.articles.models import HeadItem
from copydesk.web.urls import article_id

CASES = Path(__file__).parents[1] / "tests" / "pages"
#: The reason of an exception that is no reject.
RAISED = "raised"
#: The clock of each run: the times of a page's fetch, of its revision's fetch, and of the stream's record.
_FETCHED, _FETCHED_AGAIN, _STREAMED = "2026-01-01T00:00:00.000000Z", "2026-01-02T00:00:00.000000Z", 1_767_225_600.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """`is_case` says that the page is a case of tests/pages; its events are then digested too."""

    name: str
    path: Path
    url: str | None
    content_type: str | None = None
    is_case: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The digests by part and the record as `to_plain` gives it, or a reject's reason and detail."""

    name: str
    digests: Mapping[str, str] = field(default_factory=dict)
    plain: Mapping[str, Any] | None = None
    reject: Mapping[str, str] | None = None


def pages(corpora: Path | None) -> list[Page]:
    """Returns the pages of a folder of corpora, named `corpus/id`, and those of tests/pages, named `case/folder`."""
    truths = sorted(corpora.glob("*/truth.jsonl")) if corpora else []
    found = [
        Page(name=f"{truth.parent.name}/{page.id}", path=page.path, url=page.url)
        for truth in truths
        for page in predict.pages(truth.parent)
    ]
    return [*found, *_cases()]


def _cases() -> Iterator[Page]:
    for expected in sorted(CASES.rglob("expected.json")):
        said = json.loads(expected.read_text(encoding="utf-8"))
        yield Page(
            name=f"case/{expected.parent.relative_to(CASES)}",
            path=next(path for path in expected.parent.iterdir() if path.stem == "page"),
            url=said.get("url"),
            content_type=said.get("content_type"),
            is_case=True,
        )


def read(page: Page) -> Reading:
    try:
        article = extract_article(page.path.read_bytes(), url=page.url, content_type=page.content_type)
        return Reading(name=page.name, digests=dict(_digests(page, article)), plain=to_plain(article))
    except Reject as reject:
        return _refused(page, str(reject.reason), reject.detail)
    except Exception as bug:  # the report names it, and ends with an error
        return _refused(page, RAISED, f"{type(bug).__name__}: {bug}")


def _refused(page: Page, reason: str, detail: str) -> Reading:
    return Reading(name=page.name, reject={"reason": reason, "detail": detail})


def _digests(page: Page, article: Article) -> Iterator[tuple[str, str]]:
    yield "record", _digest(_sorted(to_plain(article)))
    for form in FORMATS:
        yield form, _digest(render(article, form))
    try:
        candidate = _candidate(page, article)
        change = decide(candidate, None)
    except Reject as reject:  # a reject of the address or of an item's size leaves the record without items
        yield "items", f"{reject.reason}: {reject.detail}"
        return
    yield "items", _digest(_items(change, article))
    if page.is_case:
        yield from _events(change.head, candidate)


def _candidate(page: Page, article: Article) -> Candidate:
    source = Source(bucket="raw", key=f"pages/{page.name}")
    identity = article_id(canonical_url=article.canonical_url, url=page.url, source=source)
    return Candidate(article_id=identity, article=article, source=source, date_downloaded=_FETCHED)


def _items(change: Change, article: Article) -> str:
    """Returns the item of a first store and the keys of copies; sets are sorted."""
    item = {
        name: {"SS": sorted(value["SS"])} if "SS" in value else value for name, value in change.head.serialize().items()
    }
    return _sorted([item, shared_keys(article.text)])


def _events(head: HeadItem, candidate: Candidate) -> Iterator[tuple[str, str]]:
    """Yields the events of a stored page and of a revision, a day later, that is made up from it."""
    revised = replace(candidate, article=_revised(candidate.article), date_downloaded=_FETCHED_AGAIN)
    yield "created", _digest(_event_detail(_streamed(None, head)))
    yield "revised", _digest(_event_detail(_streamed(head, decide(revised, head).head)))


def _revised(article: Article) -> Article:
    """Returns the article with another headline, without its last block, and with its first two blocks swapped."""
    first, last = article.blocks[:2], article.blocks[2:-1]
    return replace(article, headline=f"{article.headline} (revised)", blocks=(*reversed(first), *last))


def _streamed(before: HeadItem | None, after: HeadItem) -> TableChange:
    """Returns a record of the table's stream, as the publish function reads it."""
    images = {"OldImage": before.serialize() if before else None, "NewImage": after.serialize()}
    keys = {name: {"S": getattr(after, name)} for name in ("pk", "sk")}
    record = {"dynamodb": {"ApproximateCreationDateTime": _STREAMED, "Keys": keys, **images}}
    return table_change(record, load_body=_no_object)


def _no_object(key: str) -> bytes:
    raise AssertionError(f"the body of no case is an object: {key}")


def _event_detail(change: TableChange) -> str:
    return entry(event_of(decide_event(change)), change, table="articles").detail


def _sorted(value: Any) -> str:
    """Returns JSON that does not depend on the order of a record's fields; bytes are in hex."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, default=bytes.hex)


def _digest(text: str) -> str:
    return sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]
