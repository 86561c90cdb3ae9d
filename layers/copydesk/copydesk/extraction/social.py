"""Posts of social networks, as their own embed markup carries them before any script runs."""

from bs4 import Tag

from copydesk.extraction.draft import Draft, text_draft
from copydesk.extraction.inline import absolute_url, render
from copydesk.extraction.tags import attribute, tag_words
from copydesk.extraction.walk import social_network
from copydesk.model import BlockType

_ADDRESSES = ("data-instgrm-permalink", "cite", "data-bluesky-uri")


def social_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """A post as an embed block with its words and address."""
    if tag.name != "blockquote":
        return None
    provider = social_network(tag_words(tag))
    if provider is None:
        return None
    inline = render([tag], base_url)
    addresses = (absolute_url(attribute(tag, name), base_url) for name in _ADDRESSES)
    url = next((each for each in addresses if each), inline.links[-1].url if inline.links else None)
    return text_draft(BlockType.EMBED, inline, provider=provider, url=url)
