"""Implements `copydesk show`, which shows one stored article, as it is or as it was."""

from typing import Annotated

from cyclopts import Parameter

from copydesk.cli.console import output, print_record
from copydesk.cli.layouts.article import article_layout
from copydesk.cli.naming import id_of, revision_of, stored_article
from copydesk.cli.options import HERE, ArticleName, ChunkTokens, Format, Where, chunk_budget
from copydesk.cli.where import target
from copydesk.errors import RevisionExpired
from copydesk.formats import render
from copydesk.model import StoredArticle
from copydesk.stack.problems import Problem
from copydesk.storage.articles.revisions import read_article_at
from copydesk.web.timestamps import parse_instant


def show(
    article: ArticleName,
    /,
    *,
    at: Annotated[str | None, Parameter(help="As it was at this moment, such as 2024-04-25T12:00:00Z.")] = None,
    revision: Annotated[int | None, Parameter(help="As this revision has it.")] = None,
    format: Format | None = None,  # noqa: A002  # the option's name
    chunk_tokens: ChunkTokens = None,
    where: Where = HERE,
) -> int:
    if at is not None and revision is not None:
        raise Problem("--at and --revision exclude each other.", "Leave one out.")
    budget = chunk_budget(format, chunk_tokens)
    article_id = id_of(article, target(where))
    found = revision_of(article_id, revision) if revision is not None else _now_or_then(article_id, at)
    if format:
        print_record(render(found, format, indent=2 if output().is_terminal else None, chunk_tokens=budget))
    else:
        output().print(article_layout(found.article))
    return 0


def _now_or_then(article_id: str, at: str | None) -> StoredArticle:
    return _as_it_was(article_id, at) if at else stored_article(article_id)


def _as_it_was(article_id: str, at: str) -> StoredArticle:
    if (when := parse_instant(at)) is None:
        raise Problem(f"{at} is no point in time.", "Give one with its zone, such as 2024-04-25T12:00:00Z")
    try:
        found = read_article_at(article_id, when)
    except RevisionExpired as expired:
        raise Problem(f"What stood at {at} is no longer kept.", f"What is: copydesk history {article_id}") from expired
    if found is None:
        stored_article(article_id)
        raise Problem(f"The article was not stored yet at {at}.", f"See: copydesk history {article_id}")
    return found
