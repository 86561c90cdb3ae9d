"""Both tables in DynamoDB: articles, and what operations remember. PynamoDB never leaves this package."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from copydesk.storage.block_words import read_block_words
from copydesk.storage.hosts import HostLeases
from copydesk.storage.items import Head
from copydesk.storage.models import use_articles, use_operations, use_tables
from copydesk.storage.reader import list_by_day, list_by_site, list_heads, read_article
from copydesk.storage.rejects import RejectRecord, RejectStore, forget_reject, list_rejects
from copydesk.storage.robots import RobotsStore
from copydesk.storage.writer import ArticleStore, utc_now

if TYPE_CHECKING:
    from copydesk.storage.pages import PageStore
    from copydesk.storage.sources import SourceStore

#: What knows of listings takes all of extraction with it: imported when it is asked for (PEP 562), since functions
#: that only read or tell articles would start half a second later.
_ON_DEMAND = {"PageStore": "copydesk.storage.pages", "SourceStore": "copydesk.storage.sources"}

__all__ = [
    "ArticleStore",
    "Head",
    "HostLeases",
    "PageStore",
    "RejectRecord",
    "RejectStore",
    "RobotsStore",
    "SourceStore",
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


def __getattr__(name: str) -> Any:
    if name not in _ON_DEMAND:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_ON_DEMAND[name]), name)
