"""What stands inside an article, as schema.org types: pictures, players, embeds, quotations, entries of a live blog."""

from collections.abc import Iterator

from copydesk.formats.members import Members, stated
from copydesk.formats.safe import safe_url
from copydesk.model import Article, Block, BlockType, Quote
from copydesk.moments import sort_date

_PLAYED = {BlockType.VIDEO: "VideoObject", BlockType.AUDIO: "AudioObject"}


def images(article: Article) -> list[Members]:
    """The main image, then those of the body; it is not told twice."""
    shown = [_picture(block) for block in article.blocks if block.type is BlockType.IMAGE]
    main = safe_url(article.main_image)
    is_shown = any(picture.get("contentUrl") == main for picture in shown)
    promoted = {"@type": "ImageObject", "contentUrl": main} if main and not is_shown else {}
    return [picture for picture in (promoted, *shown) if picture]


def played(article: Article, kind: BlockType) -> list[Members]:
    return [_player(block) for block in article.blocks if block.type is kind]


def parts(article: Article) -> list[Members]:
    return [
        *(part for block in article.blocks for part in _part(block)),
        *(_quotation(quote) for quote in article.quotes),
    ]


def live_updates(article: Article) -> list[Members]:
    """Each entry with the text that follows it, up to the next."""
    updates: list[Members] = []
    told: list[list[str]] = []
    for block in article.blocks:
        if block.type is BlockType.LIVE_ENTRY:
            entry = block.entry
            date = entry.time if entry and sort_date(entry.time) else None
            updates.append({"@type": "BlogPosting"} | stated(headline=block.text, datePublished=date))
            told.append([])
        elif told:
            told[-1].append(block.body_text)
    return [
        update | stated(articleBody="\n\n".join(text for text in texts if text))
        for update, texts in zip(updates, told, strict=True)
    ]


def _picture(block: Block) -> Members:
    return _image(block.url, block.alt, block.caption, block.credit)


def _image(url: str | None, alt: str | None, caption: str | None, credit: str | None) -> Members:
    facts = stated(contentUrl=safe_url(url), caption=caption, description=alt, creditText=credit)
    return {"@type": "ImageObject"} | facts if facts else {}


def _player(block: Block) -> Members:
    address = safe_url(block.url)
    where = stated(embedUrl=address) if block.provider else stated(contentUrl=address)
    about = stated(caption=block.caption, description=block.text, creditText=block.credit, provider=_provider(block))
    return {"@type": _PLAYED[block.type]} | where | about


def _part(block: Block) -> Iterator[Members]:
    if block.type is BlockType.GALLERY:
        pictures = [_image(item.url, item.alt, item.text, item.credit) for item in block.items]
        yield {"@type": "ImageGallery"} | stated(name=block.caption, image=[each for each in pictures if each])
    elif block.type is BlockType.EMBED:
        about = stated(name=block.caption, text=block.text, creditText=block.credit, provider=_provider(block))
        yield {"@type": "CreativeWork"} | stated(url=safe_url(block.url)) | about
    elif block.type is BlockType.ASIDE:
        words = block.text or "\n".join(item.text for item in block.items)
        yield {"@type": "WebPageElement"} | stated(text=words)


def _quotation(quote: Quote) -> Members:
    creator = {"name": quote.speaker} if quote.speaker else None
    return {"@type": "Quotation", "text": quote.text} | stated(creator=creator)


def _provider(block: Block) -> Members:
    return {"@type": "Organization", "name": block.provider} if block.provider else {}
