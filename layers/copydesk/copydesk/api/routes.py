"""Lists all routes. The resolver and the OpenAPI document are both made from this table."""

import json

from copydesk.api import values
from copydesk.api.articles import find_article, get_article, get_revision
from copydesk.api.lists import list_day, list_quotes, list_rejects, list_revisions, list_site
from copydesk.api.messages import JSON, Answer
from copydesk.api.openapi import document
from copydesk.api.problems import BAD_CURSOR, EXPIRED, NOT_ACCEPTABLE, NOT_FOUND, WITHDRAWN
from copydesk.api.representations import FORMATS
from copydesk.api.routing import Call, Route, Routes

_FORMATS = {form.media_type: "Article" if form.media_type == JSON else None for form in FORMATS.values()}
_PART = (values.LIMIT, values.CURSOR)
_FORM = (values.FORMAT, values.CHUNK_TOKENS)
_ARTICLE_PROBLEMS = (NOT_FOUND, NOT_ACCEPTABLE, WITHDRAWN)


def describe(_call: Call) -> Answer:
    return Answer(status=200, body=json.dumps(document(ROUTES)), media_type=JSON)


ROUTES: Routes = (
    Route(
        path="/articles", name="findArticle", summary="An article by its address", handle=find_article,
        parameters=(values.URL, *_FORM, values.BLOCKS), content=_FORMATS, problems=_ARTICLE_PROBLEMS,
    ),
    Route(
        path="/articles/{article_id}", name="getArticle", summary="An article by its id", handle=get_article,
        parameters=(values.ARTICLE_ID, *_FORM, values.BLOCKS), content=_FORMATS, problems=_ARTICLE_PROBLEMS,
    ),
    Route(
        path="/articles/{article_id}/revisions", name="listRevisions", summary="Its revisions, the latest first",
        handle=list_revisions, parameters=(values.ARTICLE_ID, *_PART), content={JSON: "Revisions"},
        problems=(NOT_FOUND, BAD_CURSOR),
    ),
    Route(
        path="/articles/{article_id}/revisions/{number}", name="getRevision", summary="An article as it stood",
        handle=get_revision, parameters=(values.ARTICLE_ID, values.REVISION, *_FORM), content=_FORMATS,
        problems=(NOT_FOUND, NOT_ACCEPTABLE, EXPIRED),
    ),
    Route(
        path="/sites/{host}/articles", name="listSite", summary="A site's articles, the latest first",
        handle=list_site, parameters=(values.HOST, *_PART), content={JSON: "Articles"}, problems=(BAD_CURSOR,),
    ),
    Route(
        path="/days/{day}/articles", name="listDay", summary="A day's articles, the latest first",
        handle=list_day, parameters=(values.DAY, *_PART), content={JSON: "Articles"}, problems=(BAD_CURSOR,),
    ),
    Route(
        path="/speakers/{name}/quotes", name="listQuotes", summary="What someone is quoted with, the latest first",
        handle=list_quotes, parameters=(values.SPEAKER, *_PART), content={JSON: "Quotes"}, problems=(BAD_CURSOR,),
    ),
    Route(
        path="/rejects", name="listRejects", summary="Pages that were refused for a reason, in no order",
        handle=list_rejects, parameters=(values.REASON, *_PART), content={JSON: "Rejects"}, problems=(BAD_CURSOR,),
    ),
    Route(
        path="/openapi.json", name="describe", summary="This document", handle=describe, content={JSON: None},
    ),
)  # fmt: skip
