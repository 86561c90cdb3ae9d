"""Records as items and items as records."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256
from json import dumps
from typing import Any

from copydesk.delivery import Candidate
from copydesk.model import Article, Block, BlockType, PubStatus, Quote, Revision, StoredArticle, to_plain
from copydesk.moments import sort_date
from copydesk.storage import keys
from copydesk.storage.models import ArticlesItem, BlockItem, HeadItem, QuoteItem, RevisionItem
from copydesk.storage.plain import from_plain

#: What tells how and where a page was read, and not what it says. A new extractor that reads the same words,
#: or the same article by another of its addresses, is no revision: else each release would rewrite the table.
_NOT_CONTENT = frozenset(
    {"url", "host", "provenance", "conflicts", "quality", "fingerprint", "extractor_version", "schema_version"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """An article without its blocks and quotes: their ids only, the blocks' in order."""

    stored: StoredArticle
    block_ids: tuple[str, ...]
    quote_ids: tuple[str, ...]


def content_digest(article: Article) -> str:
    """One digest over all that a reader would see change. Block and quote ids are digests of their content."""
    content: dict[str, Any] = {name: fact for name, fact in _facts(article).items() if name not in _NOT_CONTENT}
    content |= {"blocks": _block_ids(article), "quotes": _quote_ids(article)}
    return sha256(dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def head_item(
    candidate: Candidate, revision: Revision, *, withdrawn_at: str | None, duplicate_of: str | None
) -> HeadItem:
    status = PubStatus.CANCELED if withdrawn_at else candidate.article.pub_status
    article = replace(candidate.article, pub_status=status)
    date = index_date(candidate)
    return HeadItem(
        keys.article_pk(candidate.article_id),
        keys.HEAD,
        gsi1pk=keys.site_pk(article.host) if article.host else None,
        gsi1sk=keys.dated_sk(date, candidate.article_id) if article.host else None,
        gsi2pk=keys.day_pk(date, candidate.article_id),
        gsi2sk=keys.dated_sk(date, candidate.article_id),
        article_id=candidate.article_id,
        sequencer=candidate.sequencer,
        withdrawn_at=withdrawn_at,
        revision=to_plain(revision),
        duplicate_of=duplicate_of,
        **_read_at(candidate, article),
    )


def revision_item(candidate: Candidate, revision: Revision) -> RevisionItem:
    return RevisionItem(
        keys.article_pk(candidate.article_id),
        keys.revision_sk(revision.number),
        **to_plain(revision),
        **_read_at(candidate, candidate.article),
    )


def _read_at(candidate: Candidate, article: Article) -> dict[str, Any]:
    """What heads and revisions share."""
    return {
        "date_downloaded": candidate.date_downloaded,
        "source": to_plain(candidate.source),
        "blocks": _block_ids(article),
        "quotes": _quote_ids(article),
        **_facts(article),
    }


def content_items(candidate: Candidate) -> dict[str, ArticlesItem]:
    """Blocks and quotes by sort key, each once. They never change: other content has another id."""
    pk = keys.article_pk(candidate.article_id)
    blocks = [_block_item(pk, block) for block in candidate.article.blocks]
    quotes = [_quote_item(pk, quote, candidate) for quote in candidate.article.quotes]
    return {item.sk: item for item in (*blocks, *quotes)}


def index_date(candidate: Candidate) -> str:
    """The day that an article is found under: the one it states, else the one it was read on."""
    return sort_date(candidate.article.date_published) or candidate.date_downloaded[:19]


def head(item: HeadItem) -> Head:
    return _head(item.to_simple_dict())


def revision_head(item: RevisionItem) -> Head:
    """A revision in the shape of the head that it was."""
    plain = item.to_simple_dict()
    revision = {"number": plain.pop("number"), "digest": plain.pop("digest")}
    return _head(plain | {"article_id": keys.article_of(item.pk), "revision": revision})


def _head(plain: dict[str, Any]) -> Head:
    block_ids, quote_ids = tuple(plain.pop("blocks")), tuple(plain.pop("quotes"))
    stored = from_plain(StoredArticle, plain | {"article": plain})
    return Head(stored=stored, block_ids=block_ids, quote_ids=quote_ids)


def whole_article(found: Head, content: dict[str, ArticlesItem]) -> StoredArticle:
    """The head with its blocks and quotes; KeyError if one that it names is not there."""
    blocks = [content[keys.block_sk(block_id)] for block_id in found.block_ids]
    quotes = [content[keys.quote_sk(quote_id)] for quote_id in found.quote_ids]
    article = replace(
        found.stored.article,
        blocks=_under_headings(from_plain(Block, item.to_simple_dict()) for item in blocks),
        quotes=tuple(from_plain(Quote, item.to_simple_dict()) for item in quotes),
    )
    return replace(found.stored, article=article)


def _under_headings(blocks: Iterable[Block]) -> tuple[Block, ...]:
    placed: list[Block] = []
    section: str | None = None
    for block in blocks:
        placed.append(replace(block, section=section))
        section = block.text if block.type is BlockType.HEADER else section
    return tuple(placed)


def _facts(article: Article) -> dict[str, Any]:
    return dict(to_plain(replace(article, blocks=(), quotes=())))


def _block_ids(article: Article) -> list[str]:
    return [block.block_id for block in article.blocks]


def _quote_ids(article: Article) -> list[str]:
    return [quote.quote_id for quote in article.quotes]


def _block_item(pk: str, block: Block) -> BlockItem:
    return BlockItem(pk, keys.block_sk(block.block_id), **to_plain(replace(block, section=None)))


def _quote_item(pk: str, quote: Quote, candidate: Candidate) -> QuoteItem:
    speaker = keys.speaker_pk(quote.speaker) if quote.speaker else None
    return QuoteItem(
        pk,
        keys.quote_sk(quote.quote_id),
        gsi1pk=speaker,
        gsi1sk=keys.dated_sk(index_date(candidate), candidate.article_id) if speaker else None,
        **to_plain(quote),
    )
