"""`list`, `show`, `rejects`: what was stored or refused, and why."""

import re
import sys
from argparse import Namespace
from datetime import UTC, date, datetime
from itertools import chain

from copydesk.errors import RejectReason, RevisionExpired
from copydesk.formats import render
from copydesk.local.console import messages, output, tell, words
from copydesk.local.feeding import reason_code
from copydesk.local.naming import id_of, known
from copydesk.local.problems import Problem
from copydesk.local.reading import article_layout
from copydesk.local.tables import heads_table, rejects_table
from copydesk.local.target import Target, target
from copydesk.model import StoredArticle
from copydesk.storage.articles.items import Head
from copydesk.storage.articles.listing import newest
from copydesk.storage.articles.revisions import read_article, read_article_at, read_heads, read_revision
from copydesk.storage.articles.speakers import part_of_rejects, part_of_site
from copydesk.web.timestamps import parse_instant

_NONE = "No articles are stored yet. Add some: copydesk ingest samples"
#: Rejects of a reason that are read at least, of which the last seen are shown.
_MOST_READ = 1_000
_BEFORE = re.compile(r"\d{4}-\d\d-\d\d(?:T\d\d:\d\d:\d\d)?(?:#[0-9a-f]{32})?", re.ASCII)


def list_articles(arguments: Namespace) -> int:
    target(arguments)
    before = _before(arguments.before) if arguments.before else None
    find = _of_site if arguments.site else _of_all
    heads, older = find(arguments, before)
    if heads:
        output().print(heads_table(heads))
        if older:
            tell(f"Older ones: copydesk list --before {older}")
        return 0
    tell("No articles are found there." if older or before or arguments.site else _NONE)
    if older:
        tell(f"Looked back to {older[:10]}. Further back: copydesk list --before {older}")
    return 1


def show(arguments: Namespace) -> int:
    found = _shown(arguments, target(arguments))
    if arguments.format:
        sys.stdout.write(render(found, arguments.format, indent=2 if sys.stdout.isatty() else None))
    else:
        output().print(article_layout(found.article))
    return 0


def _shown(arguments: Namespace, place: Target) -> StoredArticle:
    article_id = id_of(arguments.id, place)
    if arguments.revision is not None:
        return revision_of(article_id, arguments.revision)
    return _standing_at(article_id, arguments.at) if arguments.at else stored_article(article_id)


def rejects(arguments: Namespace) -> int:
    target(arguments)
    reasons = [reason_code(arguments.reason)] if arguments.reason else list(RejectReason)
    # They are kept in the order of their digests, so that the last seen are found among as many as are read.
    parts = {reason: part_of_rejects(reason, limit=max(_MOST_READ, arguments.limit)) for reason in reasons}
    found = sorted(chain(*(part.items for part in parts.values())), key=lambda each: each.last_seen, reverse=True)
    if not found:
        tell("Nothing was refused.")
        return 0
    output().print(rejects_table(found[: arguments.limit]))
    if len(found) > arguments.limit:
        tell(f"{arguments.limit:,} of {len(found):,}, the last seen. More: --limit N, or one reason: --reason REASON")
    for reason in (reason for reason, part in parts.items() if part.next):
        tell(f"{reason} has more than the {len(parts[reason].items):,} that were looked at. All: --limit N")
    return 0


def stored_article(article_id: str) -> StoredArticle:
    return known(read_article(article_id), article_id)


def revision_of(article_id: str, number: int) -> StoredArticle:
    try:
        found = read_revision(article_id, number)
    except RevisionExpired as expired:
        raise _no_longer(article_id, f"Revision {number}") from expired
    if found is None:
        stored_article(article_id)
        raise Problem(f"There never was a revision {number}.", f"See: copydesk history {article_id}")
    return found


def _standing_at(article_id: str, at: str) -> StoredArticle:
    if (when := parse_instant(at)) is None:
        raise Problem(f"{at} is no point in time.", "Give one with its zone, such as 2024-04-25T12:00:00Z")
    try:
        found = read_article_at(article_id, when)
    except RevisionExpired as expired:
        raise _no_longer(article_id, f"What stood at {at}") from expired
    if found is None:
        stored_article(article_id)
        raise Problem(f"The article was not stored yet at {at}.", f"See: copydesk history {article_id}")
    return found


def _no_longer(article_id: str, what: str) -> Problem:
    return Problem(f"{what} is no longer kept.", f"What is: copydesk history {article_id}")


def _of_all(arguments: Namespace, before: str | None) -> tuple[list[Head], str | None]:
    """The newest articles, and the place that older ones are before; None if there are none."""
    with messages().status("") as status:
        found = newest(
            arguments.limit + 1,
            today=datetime.now(UTC).date(),
            before=before,
            on_day=lambda day: status.update(words(f"Looking at {day} …")),
        )
    heads = read_heads(found.ids[: arguments.limit])
    return heads, found.places[arguments.limit - 1] if len(found.places) > arguments.limit else found.back_to


def _of_site(arguments: Namespace, before: str | None) -> tuple[list[Head], str | None]:
    part = part_of_site(arguments.site, limit=arguments.limit, after=before)
    return list(part.items), f"{part.next} --site {arguments.site}" if part.next else None


def _before(text: str) -> str:
    """A place of the indexes by date: a day, a time of it in UTC, or a place that an earlier list named."""
    if not _BEFORE.fullmatch(text) or not _is_day(text[:10]):
        raise Problem(f"--before {text} is no date.", "As in 2024-04-25, or 2024-04-25T12:00:00 (UTC).")
    return text if "#" in text else f"{text}#{'0' * 32}"


def _is_day(text: str) -> bool:
    try:
        return bool(date.fromisoformat(text))
    except ValueError:
        return False
