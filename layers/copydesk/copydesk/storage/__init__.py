"""Both tables in DynamoDB: articles, and what operations remember. PynamoDB never leaves this package.

How other Python code reads what was stored:

    from copydesk.storage import part_of_day, read_article, use_tables

    use_tables(articles="…", operations="…")       # the stack's outputs; region and credentials as for boto3
    part = part_of_day("2026-11-24")                   # heads, the latest first
    part = part_of_day("2026-11-24", after=part.next)  # None is the end; a made-up one is BadCursor
    stored = read_article(part.items[0].stored.article_id)
    stored.article.text, stored.article.quotes     # None in place of `stored`: there is no such article

An article that is too large for an item has its body in the raw bucket: `use_bodies` says how to read it.

`list_revisions`, `read_revision`, `read_article_at` and `read_history` read it as it stood, or raise RevisionExpired;
`changes_since` is for polling. All raise Retry for what passes by itself.

What only one function needs is imported from where it is, so that no other waits for it at a cold start: what only
crawling does (`pages`, `sources`, `hosts`, `robots`), the api's `lists`, and the `projections` of publish.
"""

from copydesk.errors import BadCursor, RevisionExpired
from copydesk.storage.articles.items import Head, use_bodies
from copydesk.storage.articles.listing import Part, changes_since, part_of_day
from copydesk.storage.articles.models import use_articles, use_operations, use_tables
from copydesk.storage.articles.revisions import (
    list_revisions,
    read_article,
    read_article_at,
    read_head,
    read_history,
    read_revision,
)
from copydesk.storage.articles.writer import ArticleStore, utc_now
from copydesk.storage.operations.rejects import RejectRecord, RejectStore, forget_reject, list_rejects

__all__ = [
    "ArticleStore",
    "BadCursor",
    "Head",
    "Part",
    "RejectRecord",
    "RejectStore",
    "RevisionExpired",
    "changes_since",
    "forget_reject",
    "list_rejects",
    "list_revisions",
    "part_of_day",
    "read_article",
    "read_article_at",
    "read_head",
    "read_history",
    "read_revision",
    "use_articles",
    "use_bodies",
    "use_operations",
    "use_tables",
    "utc_now",
]
