"""Players and embeds: what is shown, by whom, and where it lives."""

import re
from collections.abc import Iterator

from bs4 import Tag

from copydesk.extraction.draft import Draft
from copydesk.extraction.inline import absolute_url
from copydesk.extraction.tags import attribute
from copydesk.model import BlockType

_PROVIDERS = {
    "youtube.com": "youtube",
    "youtube-nocookie.com": "youtube",
    "youtu.be": "youtube",
    "vimeo.com": "vimeo",
    "dailymotion.com": "dailymotion",
    "brightcove.net": "brightcove",
    "jwplayer.com": "jwplayer",
    "twitter.com": "twitter",
    "x.com": "twitter",
    "instagram.com": "instagram",
    "facebook.com": "facebook",
    "tiktok.com": "tiktok",
    "reddit.com": "reddit",
    "soundcloud.com": "soundcloud",
    "spotify.com": "spotify",
    "podcasts.apple.com": "apple_podcasts",
    "datawrapper.de": "datawrapper",
    "dwcdn.net": "datawrapper",
    "flourish.studio": "flourish",
    "documentcloud.org": "documentcloud",
    "google.com": "google",
    "scribd.com": "scribd",
    "bsky.app": "bluesky",
    "t.me": "telegram",
}
_VIDEO = frozenset({"youtube", "vimeo", "dailymotion", "brightcove", "jwplayer"})
_AUDIO = frozenset({"soundcloud", "spotify", "apple_podcasts"})


def provider_of(url: str) -> str | None:
    """The service that an address belongs to.

    >>> provider_of("https://www.youtube.com/embed/abc")
    'youtube'
    """
    host = re.sub(r"^https?://|[/?#:].*$", "", url.lower())
    parts = host.split(".")
    names = (".".join(parts[start:]) for start in range(len(parts)))
    return next((_PROVIDERS[name] for name in names if name in _PROVIDERS), None)


def embed_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """A player or embed by its address: iframe, video, audio, object or embed element."""
    url = next(iter(_embed_urls(tag, base_url)), None)
    if url is None:
        return None
    provider = provider_of(url)
    kind = BlockType.EMBED
    if tag.name == "video" or provider in _VIDEO:
        kind = BlockType.VIDEO
    elif tag.name == "audio" or provider in _AUDIO:
        kind = BlockType.AUDIO
    return Draft(type=kind, url=url, provider=provider)


def _embed_urls(tag: Tag, base_url: str | None) -> Iterator[str]:
    for element in (tag, *tag.find_all("source")):
        for name in ("data-src", "src", "data"):
            url = absolute_url(attribute(element, name), base_url)
            if url:
                yield url
