"""Articles and rejects in DynamoDB. PynamoDB never leaves this package."""

from copydesk.storage.items import Head
from copydesk.storage.models import use_tables
from copydesk.storage.reader import list_by_day, list_by_site, list_heads, read_article
from copydesk.storage.rejects import RejectRecord, RejectStore, forget_reject, list_rejects
from copydesk.storage.writer import ArticleStore

__all__ = [
    "ArticleStore",
    "Head",
    "RejectRecord",
    "RejectStore",
    "forget_reject",
    "list_by_day",
    "list_by_site",
    "list_heads",
    "list_rejects",
    "read_article",
    "use_tables",
]
