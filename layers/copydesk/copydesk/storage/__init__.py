"""Both tables in DynamoDB: articles, and what operations remember. PynamoDB never leaves this package.

What only crawling needs, `pages` and `sources`, is imported from there: it brings the readers of listings along.
"""

from copydesk.storage.block_words import read_block_words
from copydesk.storage.hosts import HostLeases
from copydesk.storage.items import Head
from copydesk.storage.models import use_articles, use_operations, use_tables
from copydesk.storage.reader import list_by_day, list_by_site, list_heads, read_article
from copydesk.storage.rejects import RejectRecord, RejectStore, forget_reject, list_rejects
from copydesk.storage.robots import RobotsStore
from copydesk.storage.writer import ArticleStore, utc_now

__all__ = [
    "ArticleStore",
    "Head",
    "HostLeases",
    "RejectRecord",
    "RejectStore",
    "RobotsStore",
    "forget_reject",
    "list_by_day",
    "list_by_site",
    "list_heads",
    "list_rejects",
    "read_article",
    "read_block_words",
    "use_articles",
    "use_operations",
    "use_tables",
    "utc_now",
]
