"""Converts records to items of the articles table, and back."""

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, fields, replace
from hashlib import sha256
from json import dumps
from typing import Any

from copydesk.body import facts as body_facts
from copydesk.body import packed, unpacked
from copydesk.errors import Damaged
from copydesk.model import (
    FACTS,
    IDENTITY_CONFLICT,
    Article,
    FactKind,
    PubStatus,
    Revision,
    Source,
    StoredArticle,
    to_plain,
)
from copydesk.pipeline.messages import Candidate
from copydesk.plain import from_plain
from copydesk.storage import keys
from copydesk.storage.articles.models import ArticlesItem, FactsItem, HeadItem, RevisionItem
from copydesk.web.timestamps import sort_date

# An object's name is the digest of the body, and an object is written once. So a head never leads to another body.

#: The prefix of keys in the raw bucket that are bodies and not pages.
BODIES_PREFIX = "bodies/"


def _nowhere(key: str, *_: bytes) -> bytes:
    raise Damaged(f"the body is the object {key}, and this reader has no bucket: use_bodies")


@dataclass(slots=True)
class _Bucket:
    load: Callable[[str], bytes] = _nowhere
    save: Callable[[str, bytes], object] = _nowhere


_BUCKET = _Bucket()


def use_bodies(*, load: Callable[[str], bytes], save: Callable[[str, bytes], object] = _nowhere) -> None:
    """Sets the functions that load and save an object by its key. `load` raises Damaged if there is none."""
    _BUCKET.load, _BUCKET.save = load, save


def body_of(item: FactsItem) -> bytes:
    """Returns the packed body of an article. Raises Damaged if there is none."""
    if item.body is not None:
        return item.body
    if item.body_key is None:
        raise Damaged(f"{item.pk} {item.sk} has no body")
    return _BUCKET.load(item.body_key)


def move_out(item: FactsItem) -> bytes:
    """Removes the body from an item, which then names its object. The caller saves the body before the item."""
    body = body_of(item)
    item.body, item.body_key = None, f"{BODIES_PREFIX}{item.article_id}/{sha256(body).hexdigest()[:32]}"
    return body


def save_body(key: str, body: bytes) -> None:
    _BUCKET.save(key, body)


#: The attributes that a head passes on to the revision that it becomes.
_SHARED = tuple(FactsItem.get_attributes().keys() - ArticlesItem.get_attributes().keys())
#: The facts of an article that are attributes. All other facts are in the body.
_FACTS = frozenset(_SHARED) & {each.name for each in fields(Article)}


@dataclass(frozen=True, slots=True, kw_only=True)
class Head:
    """An article without its blocks and quotes, but with their ids in order."""

    stored: StoredArticle
    block_ids: tuple[str, ...]
    quote_ids: tuple[str, ...]


def content_digest(article: Article) -> str:
    """Returns a digest of everything whose change a reader would see. Block and quote ids are digests of their content.

    Facts of `FactKind.READING` do not count. A new extractor that reads the same words makes no revision, and neither
    does another address of the same article. Otherwise each release would rewrite the table.
    """
    facts: Mapping[str, Any] = to_plain(replace(article, blocks=(), quotes=()))
    content = {name: fact for name, fact in facts.items() if FACTS.get(name) is not FactKind.READING}
    content |= {
        "blocks": [block.block_id for block in article.blocks],
        "quotes": [quote.quote_id for quote in article.quotes],
    }
    if refused := [conflict.value for conflict in article.conflicts if conflict.source == IDENTITY_CONFLICT]:
        content["identity_conflict"] = refused
    return sha256(dumps(content, sort_keys=True).encode()).hexdigest()[:32]


def head_item(candidate: Candidate, revision: Revision, *, withdrawn_at: str | None) -> HeadItem:
    """Returns the head of a candidate, without what it inherits from the head that it replaces."""
    status = PubStatus.CANCELED if withdrawn_at else candidate.article.pub_status
    article = replace(candidate.article, pub_status=status)
    plain: Mapping[str, Any] = to_plain(article)
    date = index_date(candidate)
    slugs = (keys.slug(quote.speaker) for quote in article.quotes if quote.speaker)
    return HeadItem(
        keys.article_pk(candidate.article_id),
        keys.HEAD,
        gsi1pk=keys.site_pk(article.host, candidate.article_id) if article.host else None,
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
        parts={each: to_plain(part) for each, part in candidate.parts.items()} or None,
        quote_ids={quote.quote_id for quote in article.quotes} or None,
        speakers=set(filter(None, slugs)) or None,
        body=packed({name: value for name, value in plain.items() if name not in _FACTS}),
        **{name: value for name, value in plain.items() if name in _FACTS},
    )


def past_item(old: HeadItem) -> RevisionItem:
    """Returns the revision that a head becomes. A withdrawal and the fetch of a return belong to the head alone."""
    facts = {name: getattr(old, name) for name in _SHARED}
    facts["date_downloaded"] = old.revised_at or old.date_downloaded
    if old.withdrawn_at:
        facts["pub_status"] = str(PubStatus.USABLE)
    past = RevisionItem(old.pk, keys.revision_sk(int(old.revision["number"])), **facts)
    past.unknown = old.unknown
    return past


def index_date(candidate: Candidate) -> str:
    """Returns the date under which an article is indexed: the stated one, or else the time of its download."""
    return sort_date(candidate.article.date_published) or candidate.date_downloaded[:19]


def stored_article(item: FactsItem) -> StoredArticle:
    """Returns the whole article of an item. Raises Damaged if its body cannot be read."""
    return _record(item, unpacked(body_of(item)))


def head(item: FactsItem) -> Head:
    """Returns an article without its blocks and quotes. If its body is damaged, only its attributes are known."""
    body: dict[str, Any] = {"blocks": [], "quotes": []}
    with suppress(Damaged):
        body = unpacked(body_of(item))
    blocks, quotes = body.pop("blocks"), body.pop("quotes")
    return Head(
        stored=_record(item, body),
        block_ids=tuple(block["block_id"] for block in blocks),
        quote_ids=tuple(quote["quote_id"] for quote in quotes),
    )


def flags_of(item: FactsItem) -> Sequence[str]:
    """Returns the flags of an article, faster than `head`. An article whose body is damaged has none."""
    with suppress(Damaged):
        flags: Sequence[str] = body_facts(body_of(item)).get("quality", {}).get("flags", ())
        return flags
    return ()


def source_of(item: FactsItem) -> Source:
    """Returns the location of an article's raw page."""
    return from_plain(Source, item.source.as_dict())


def canonical_url_of(item: FactsItem) -> str | None:
    return head(item).stored.article.canonical_url


def as_revision(item: RevisionItem | HeadItem) -> RevisionItem:
    """Returns a revision item unchanged, and for a head the revision that it holds."""
    return past_item(item) if isinstance(item, HeadItem) else item


def is_whole(item: FactsItem) -> bool:
    """True if the body of an article can be read."""
    try:
        unpacked(body_of(item))
    except Damaged:
        return False
    return True


def _record(item: FactsItem, body: Mapping[str, Any]) -> StoredArticle:
    facts = item.to_simple_dict(force=True)
    article = {name: facts[name] for name in _FACTS if name in facts}
    return from_plain(StoredArticle, {**facts, "article": {**article, **body}})
