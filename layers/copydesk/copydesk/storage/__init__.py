"""Stores everything in two DynamoDB tables: articles, and operations. PynamoDB is used only in this package.

Other Python code reads stored articles as follows:

    from copydesk.storage import part_of_day, read_article, use_tables

    use_tables(articles="…", operations="…")       # the stack's outputs; region and credentials as for boto3
    part = part_of_day("2026-11-24")                   # heads, the latest first
    part = part_of_day("2026-11-24", after=part.next)  # None is the end; a made-up one is BadCursor
    stored = read_article(part.items[0].stored.article_id)
    stored.article.text, stored.article.quotes     # None in place of `stored`: there is no such article

An article that is too large for an item has its body in the raw bucket. `use_bodies` sets how it is read.

`list_revisions`, `read_revision`, `read_article_at` and `read_history` read past states, or raise RevisionExpired.
`changes_since` is for polling. All raise Retry for failures that pass by themselves.

Code that only one function needs is imported from its own module, to keep the other functions' cold starts short. This
holds for the crawl (`operations.pages`, `sources`, `hosts`, `robots`), and for `articles.speakers`, which the api and
publish use.
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
