"""Posts of social networks, as their own embed markup carries them before any script runs."""

from bs4 import Tag

from copydesk.extraction.draft import Draft, text_draft
from copydesk.extraction.inline import absolute_url, render
from copydesk.extraction.tags import attribute, tag_words
from copydesk.model import BlockType

#: The class words of each network's embed code, as its documentation gives it.
_MARKUP = {
    "twitter": frozenset({"twitter", "tweet"}),
    "instagram": frozenset({"instagram", "media"}),
    "tiktok": frozenset({"tiktok", "embed"}),
    "bluesky": frozenset({"bluesky", "embed"}),
    "reddit": frozenset({"reddit", "embed", "bq"}),
}
_ADDRESSES = ("data-instgrm-permalink", "cite", "data-bluesky-uri")


def social_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """A post as an embed block with its words and address."""
    if tag.name != "blockquote":
        return None
    words = tag_words(tag)
    provider = next((name for name, markup in _MARKUP.items() if markup <= words), None)
    if provider is None:
        return None
    inline = render([tag], base_url)
    addresses = (absolute_url(attribute(tag, name), base_url) for name in _ADDRESSES)
    url = next((each for each in addresses if each), inline.links[-1].url if inline.links else None)
    return text_draft(BlockType.EMBED, inline, provider=provider, url=url)
