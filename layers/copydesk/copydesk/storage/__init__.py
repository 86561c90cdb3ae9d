"""Both tables in DynamoDB: articles, and what operations remember. PynamoDB never leaves this package.

How other Python code reads what was stored:

    from copydesk.storage import page_of_day, read_article, use_tables

    use_tables(articles="…", operations="…")       # the stack's outputs; region and credentials as for boto3
    page = page_of_day("2026-11-24")               # heads, the latest first
    page = page_of_day("2026-11-24", page.cursor)  # None is the end; a made-up one is BadCursor
    stored = read_article(page.articles[0].stored.article_id)
    stored.article.text, stored.article.quotes     # None in place of `stored`: there is no such article

`list_revisions`, `read_revision`, `read_article_at` and `read_history` read it as it stood, or raise RevisionExpired;
`changes_since` is for polling, and knows less than the events on the bus. All raise Retry for what passes by itself.
"""

from copydesk.storage.cursors import BadCursor, Page, changes_since, page_of_day
from copydesk.storage.hosts import HostLeases
from copydesk.storage.items import Head
from copydesk.storage.models import use_operations, use_tables
from copydesk.storage.pages import PageStore
from copydesk.storage.reader import list_by_day, list_by_site, list_heads, read_article
from copydesk.storage.rejects import RejectRecord, RejectStore, forget_reject, list_rejects
from copydesk.storage.revisions import RevisionExpired, list_revisions, read_article_at, read_history, read_revision
from copydesk.storage.robots import RobotsStore
from copydesk.storage.sources import SourceStore
from copydesk.storage.writer import ArticleStore, utc_now

__all__ = [
    "ArticleStore",
    "BadCursor",
    "Head",
    "HostLeases",
    "Page",
    "PageStore",
    "RejectRecord",
    "RejectStore",
    "RevisionExpired",
    "RobotsStore",
    "SourceStore",
    "changes_since",
    "forget_reject",
    "list_by_day",
    "list_by_site",
    "list_heads",
    "list_rejects",
    "list_revisions",
    "page_of_day",
    "read_article",
    "read_article_at",
    "read_history",
    "read_revision",
    "use_operations",
    "use_tables",
    "utc_now",
]
