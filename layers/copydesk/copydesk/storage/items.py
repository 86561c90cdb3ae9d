"""Records as items and items as records."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from hashlib import sha256
from json import dumps
from typing import Any

from copydesk.delivery import Candidate
from copydesk.model import (
    IDENTITY_CONFLICT,
    Article,
    Block,
    BlockType,
    PubStatus,
    Quote,
    Revision,
    StoredArticle,
    to_plain,
)
from copydesk.moments import sort_date
from copydesk.storage import keys
from copydesk.storage.models import ArticlesItem, BlocksItem, FactsItem, HeadItem, QuoteItem, RevisionItem
from copydesk.storage.packs import PlainBlock, packs_of, unpacked
from copydesk.storage.plain import from_plain

#: What tells how and where a page was read, and not what it says. A new extractor that reads the same words,
#: or the same article by another of its addresses, is no revision: else each release would rewrite the table.
_NOT_CONTENT = frozenset(
    {"url", "host", "provenance", "conflicts", "quality", "fingerprint", "extractor_version", "schema_version"}
)
#: What a head leaves to the revision that it becomes.
_SHARED = tuple(FactsItem.get_attributes().keys() - ArticlesItem.get_attributes().keys())


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """An article without its blocks and quotes: their ids only, the blocks' in order."""

    stored: StoredArticle
    block_ids: tuple[str, ...]
    quote_ids: tuple[str, ...]
    pack_ids: tuple[str, ...] = ()


def content_digest(article: Article) -> str:
    """One digest over all that a reader would see change. Block and quote ids are digests of their content."""
    content: dict[str, Any] = {name: fact for name, fact in _facts(article).items() if name not in _NOT_CONTENT}
    content |= {"blocks": _block_ids(article), "quotes": _quote_ids(article)}
    if refused := [conflict.value for conflict in article.conflicts if conflict.source == IDENTITY_CONFLICT]:
        content["identity_conflict"] = refused
    return sha256(dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def head_item(candidate: Candidate, revision: Revision, *, withdrawn_at: str | None, packs: Iterable[str]) -> HeadItem:
    """The head that a candidate makes; what it takes over from the head before is not in it yet."""
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
        notified_at=candidate.notified_at,
        withdrawn_at=withdrawn_at,
        revision=to_plain(revision),
        date_downloaded=candidate.date_downloaded,
        source=to_plain(candidate.source),
        blocks=_block_ids(article),
        quotes=_quote_ids(article),
        packs=list(packs),
        **_facts(article),
    )


def past_item(old: HeadItem) -> RevisionItem:
    """What stays of a head that is replaced. A withdrawal is the head's alone, and so is the fetch of a return."""
    facts = {name: getattr(old, name) for name in _SHARED}
    facts["date_downloaded"] = old.revised_at or old.date_downloaded
    if old.withdrawn_at:
        facts["pub_status"] = str(PubStatus.USABLE)
    number, digest = int(old.revision["number"]), old.revision["digest"]
    return RevisionItem(old.pk, keys.revision_sk(number), number=number, digest=digest, **facts)


def pack_items(candidate: Candidate) -> dict[str, ArticlesItem]:
    """The packs of the blocks by their ids. They never change, nor do quotes: other content has another id."""
    pk = keys.article_pk(candidate.article_id)
    packs = packs_of(candidate.article.blocks)
    return {pack: BlocksItem(pk, keys.blocks_sk(pack), content=content) for pack, content in packs.items()}


def quote_items(candidate: Candidate) -> Iterator[ArticlesItem]:
    pk = keys.article_pk(candidate.article_id)
    for quote in candidate.article.quotes:
        speaker = keys.speaker_pk(quote.speaker) if quote.speaker else None
        yield QuoteItem(
            pk,
            keys.quote_sk(quote.quote_id),
            gsi1pk=speaker,
            gsi1sk=keys.dated_sk(index_date(candidate), candidate.article_id) if speaker else None,
            **to_plain(quote),
        )


def index_date(candidate: Candidate) -> str:
    """The day that an article is found under: the one it states, else the one it was read on."""
    return sort_date(candidate.article.date_published) or candidate.date_downloaded[:19]


def head(item: HeadItem) -> Head:
    return _head(item.to_simple_dict())


def revision_head(item: RevisionItem | HeadItem) -> Head:
    """A revision in the shape of the head that it was; of a head, the one that it is at."""
    if isinstance(item, HeadItem):
        return revision_head(past_item(item))
    plain = item.to_simple_dict()
    revision = {"number": plain.pop("number"), "digest": plain.pop("digest")}
    return _head(plain | {"article_id": keys.article_of(item.pk), "revision": revision})


def _head(plain: dict[str, Any]) -> Head:
    block_ids, quote_ids, pack_ids = (tuple(plain.pop(name, ())) for name in ("blocks", "quotes", "packs"))
    stored = from_plain(StoredArticle, plain | {"article": plain})
    return Head(stored=stored, block_ids=block_ids, quote_ids=quote_ids, pack_ids=pack_ids)


def whole_article(found: Head, content: dict[str, ArticlesItem]) -> StoredArticle:
    """The head with its blocks and quotes; KeyError if one that it names is not there."""
    packs = [content[keys.blocks_sk(pack_id)] for pack_id in found.pack_ids]
    blocks = {block["block_id"]: block for pack in packs for block in plain_blocks(pack)}
    quotes = [content[keys.quote_sk(quote_id)] for quote_id in found.quote_ids]
    article = replace(
        found.stored.article,
        blocks=_under_headings(from_plain(Block, blocks[block_id]) for block_id in found.block_ids),
        quotes=tuple(from_plain(Quote, item.to_simple_dict()) for item in quotes),
    )
    return replace(found.stored, article=article)


def plain_blocks(pack: ArticlesItem) -> Iterable[PlainBlock]:
    return unpacked(pack.content) if isinstance(pack, BlocksItem) else ()


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
