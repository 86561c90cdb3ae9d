"""Posts of social networks, as their own embed markup carries them before any script runs."""

from bs4 import Tag

from copydesk.extraction.draft import Draft, text_draft
from copydesk.extraction.embeds import provider_of, url_draft
from copydesk.extraction.inline import Inline, absolute_url, render
from copydesk.extraction.markup import social_network
from copydesk.extraction.tags import attribute
from copydesk.model import BlockType

_ADDRESSES = ("data-instgrm-permalink", "cite", "data-bluesky-uri")
#: The longest address (characters) that an editor pastes for the page to show what it leads to.
_LONGEST_ADDRESS = 300


def social_draft(tag: Tag, words: frozenset[str], base_url: str | None) -> Draft | None:
    """A post as an embed block with its words and address."""
    if tag.name != "blockquote":
        return None
    provider = social_network(words)
    if provider is None:
        return None
    inline = render([tag], base_url)
    addresses = (absolute_url(attribute(tag, name), base_url) for name in _ADDRESSES)
    url = next((each for each in addresses if each), inline.links[-1].url if inline.links else None)
    return text_draft(BlockType.EMBED, inline, provider=provider, url=url)


def bare_address_draft(inline: Inline) -> Draft | None:
    """A paragraph that is nothing but the address of a player or post: the page's script shows that in its place."""
    text = inline.text
    if not text.startswith(("https://", "http://")) or len(text) > _LONGEST_ADDRESS or " " in text or "\n" in text:
        return None
    draft = url_draft(text)
    return draft if provider_of(text) and (draft.type is not BlockType.EMBED or "/status/" in text) else None
