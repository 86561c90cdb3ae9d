"""Returns one article by its id, its address or its revision, in the requested format."""

import json
from dataclasses import replace

from copydesk.api.etags import article_etag
from copydesk.api.messages import JSON, Answer
from copydesk.api.problems import BAD_REQUEST, EXPIRED, NOT_FOUND, WITHDRAWN, Problem
from copydesk.api.records import content_ids, head_record
from copydesk.api.representations import FORMATS, Representation, wanted_form
from copydesk.api.routing import Call
from copydesk.errors import RevisionExpired
from copydesk.model import PubStatus, Source, StoredArticle
from copydesk.web.urls import article_id

_HEAD_FORM = "head"


def get_article(call: Call) -> Answer:
    wanted = call.arguments["article_id"]
    missing = Problem(
        NOT_FOUND, f"No article has the id {wanted}.", remedy="Find ids by /sites/{host}/articles or /articles?url=…"
    )
    return _answer(call, wanted, missing)


def find_article(call: Call) -> Answer:
    """Finds an article by the id of an address, which is the article's own id or an alias's."""
    url = call.arguments["url"]
    wanted = article_id(canonical_url=None, url=url, source=Source(bucket="", key=""))
    missing = Problem(
        NOT_FOUND,
        f"No article is stored as {url}: the id {wanted}, made of that address, is not there.",
        remedy="An article is found by the address of each page that was read, and by the canonical URL that it is "
        "stored as: ask with one of these, or look through /sites/{host}/articles.",
        more={"looked_up": {"url": url, "article_id": wanted}},
    )
    return _answer(call, wanted, missing)


def get_revision(call: Call) -> Answer:
    """Returns a revision in any format. A request for the past does not fail because the article was withdrawn."""
    wanted, number = call.arguments["article_id"], call.arguments["number"]
    form = _wanted(call)
    try:
        stored = call.reads.revision(wanted, number)
    except RevisionExpired as error:
        raise Problem(EXPIRED, f"{error}.", remedy=f"See what is kept: /articles/{wanted}/revisions") from None
    if stored is None:
        detail = f"Article {wanted} has no revision {number}, or is not there."
        raise Problem(NOT_FOUND, detail, remedy=f"See /articles/{wanted}/revisions")
    return _written(stored, form, f"/articles/{wanted}/revisions/{number}")


def _answer(call: Call, wanted: str, missing: Problem) -> Answer:
    if not call.arguments["blocks"]:
        return _head_answer(call, wanted, missing)
    form = _wanted(call)
    stored = call.reads.article(wanted)
    if stored is None:
        raise missing
    if not form.shows_status:
        _require_usable(stored)
    return _written(stored, form, f"/articles/{stored.article_id}")


def _wanted(call: Call) -> Representation:
    form = wanted_form(call.arguments["format"], call.request.headers.get("accept"))
    tokens = call.arguments["chunk_tokens"]
    if tokens is None:
        return form
    if form.name != "chunks":
        raise Problem(
            BAD_REQUEST, "chunk_tokens is for the format chunks.", remedy="Leave it out, or ask for format=chunks."
        )
    return replace(form, chunk_tokens=tokens)


def _written(stored: StoredArticle, form: Representation, path: str) -> Answer:
    etag = article_etag(stored, content_ids(stored), form.query)
    headers = {**_headers(path, form.query, etag), **form.headers}
    return Answer(status=200, body=form.write(stored), media_type=form.media_type, headers=headers)


def _head_answer(call: Call, wanted: str, missing: Problem) -> Answer:
    if call.arguments["format"] not in (None, "json") or call.arguments["chunk_tokens"] is not None:
        raise Problem(BAD_REQUEST, "blocks=false is for JSON.", remedy="Leave out blocks, or format and chunk_tokens.")
    head = call.reads.head(wanted)
    if head is None:
        raise missing
    etag = article_etag(head.stored, (*head.block_ids, *head.quote_ids), _HEAD_FORM)
    body = json.dumps(head_record(head), ensure_ascii=False)
    headers = _headers(f"/articles/{head.stored.article_id}", "json&blocks=false", etag)
    return Answer(status=200, body=body, media_type=JSON, headers=headers)


def _headers(path: str, form: str, etag: str) -> dict[str, str]:
    return {"ETag": etag, "Content-Location": f"{path}?format={form}"}


def _is_usable(stored: StoredArticle) -> bool:
    return stored.withdrawn_at is None and stored.article.pub_status is PubStatus.USABLE


def _require_usable(stored: StoredArticle) -> None:
    """Raises a Problem for a withdrawn article, because the format could not state that it is withdrawn."""
    if _is_usable(stored):
        return
    when = f" at {stored.withdrawn_at}" if stored.withdrawn_at else ""
    media_types = [form.media_type for form in FORMATS.values() if form.shows_status]
    raise Problem(
        WITHDRAWN,
        f"The article's page was seen to be gone{when}, and this format cannot say so: its status is "
        f"{stored.article.pub_status}.",
        remedy=f"Take it down, or ask for a format that tells its status: {', '.join(media_types)}.",
        more={
            "article_id": stored.article_id,
            "pub_status": str(stored.article.pub_status),
            "withdrawn_at": stored.withdrawn_at,
        },
    )
