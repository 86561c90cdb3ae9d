"""Players and embeds: what is shown, by whom, and where it lives."""

import re
from collections.abc import Iterator
from urllib.parse import unquote

from bs4 import Tag

from copydesk.extraction.draft import Draft
from copydesk.extraction.inline import absolute_url
from copydesk.extraction.tags import attribute, named
from copydesk.model import BlockType

_PROVIDERS = {
    "youtube.com": "youtube",
    "youtube-nocookie.com": "youtube",
    "youtu.be": "youtube",
    "vimeo.com": "vimeo",
    "dailymotion.com": "dailymotion",
    "brightcove.net": "brightcove",
    "jwplayer.com": "jwplayer",
    "jwplatform.com": "jwplayer",
    "wistia.net": "wistia",
    "wistia.com": "wistia",
    "ted.com": "ted",
    "twitch.tv": "twitch",
    "rumble.com": "rumble",
    "streamable.com": "streamable",
    "twitter.com": "twitter",
    "x.com": "twitter",
    "instagram.com": "instagram",
    "facebook.com": "facebook",
    "threads.net": "threads",
    "tiktok.com": "tiktok",
    "reddit.com": "reddit",
    "linkedin.com": "linkedin",
    "pinterest.com": "pinterest",
    "soundcloud.com": "soundcloud",
    "spotify.com": "spotify",
    "podcasts.apple.com": "apple_podcasts",
    "megaphone.fm": "megaphone",
    "libsyn.com": "libsyn",
    "captivate.fm": "captivate",
    "acast.com": "acast",
    "audioboom.com": "audioboom",
    "podigee.com": "podigee",
    "podigee.io": "podigee",
    "bandcamp.com": "bandcamp",
    "mixcloud.com": "mixcloud",
    "deezer.com": "deezer",
    "datawrapper.de": "datawrapper",
    "dwcdn.net": "datawrapper",
    "flourish.studio": "flourish",
    "infogram.com": "infogram",
    "knightlab.com": "knightlab",
    "arcgis.com": "arcgis",
    "tableau.com": "tableau",
    "codepen.io": "codepen",
    "jsfiddle.net": "jsfiddle",
    "github.com": "github",
    "genial.ly": "genially",
    "documentcloud.org": "documentcloud",
    "scribd.com": "scribd",
    "issuu.com": "issuu",
    "google.com": "google",
    "openstreetmap.org": "openstreetmap",
    "archive.org": "internet_archive",
    "giphy.com": "giphy",
    "bsky.app": "bluesky",
    "t.me": "telegram",
    "truthsocial.com": "truth_social",
    "simplecast.com": "simplecast",
    "podbean.com": "podbean",
    "omny.fm": "omny",
    "art19.com": "art19",
    "buzzsprout.com": "buzzsprout",
    "transistor.fm": "transistor",
}
_VIDEO = frozenset("youtube vimeo dailymotion brightcove jwplayer wistia ted twitch rumble streamable".split())
_AUDIO = frozenset(
    "soundcloud spotify apple_podcasts megaphone libsyn captivate acast audioboom podigee bandcamp mixcloud"
    " deezer simplecast podbean omny art19 buzzsprout transistor".split()
)
#: Frames that show nothing of the article: share buttons, comments, sign-up forms, advertisements, trackers.
_FURNITURE = re.compile(
    r"facebook\.com/(?:v[\d.]+/)?plugins/(?:like|share|follow|page|comments)|platform\.twitter\.com/widgets/"
    r"|plusone|googletagmanager|doubleclick|googlesyndication|amazon-adsystem|recaptcha|disqus|widgets\.wp\.com"
    r"|(?:jetpack|public-api)\.wordpress\.com|subscribe_embed|/(?:newsletters?|signup|subscribe|consent)(?:[/?._-]|$)"
    r"|/ads?[/?]|//ads?\d?\.|aff_widget|adserver|beehiiv\.com|substack\.com/embed|mailchimp|snapwidget",
    re.IGNORECASE,
)
#: How addresses of publishers' own players look.
_PLAYER = re.compile(r"\.(?:mp4|m3u8|webm)(?:[?#]|$)|/embed/video|/videos?/(?:embed|player)|//v?player\.|/player/embed")
#: An address that stands in another's query: publishers frame other services' embeds so.
_FRAMED = re.compile(r"[?&](?:url|src)=(https?%3A%2F%2F[^&#]+)", re.IGNORECASE)
_ADDRESSES = ("data-src", "data-lazy-src", "data-lazyload", "src", "data", "data-litespeed-src", "data-url")
#: Elements without an address that name a video of one service by its key.
_KEYS = {"lite-youtube": "videoid", "amp-youtube": "data-videoid", "lite-vimeo": "videoid", "amp-vimeo": "data-videoid"}
_KEY = re.compile(r"[\w-]{4,32}")


def provider_of(url: str) -> str | None:
    """The service that an address belongs to.

    >>> provider_of("https://www.youtube.com/embed/abc")
    'youtube'
    """
    host = re.sub(r"^https?://|[/?#:].*$", "", url.lower())
    parts = host.split(".")[-4:]
    names = (".".join(parts[start:]) for start in range(len(parts)))
    return next((_PROVIDERS[name] for name in names if name in _PROVIDERS), None)


def embed_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """A player or embed by its address: iframe, video, audio, object or embed element."""
    url = next(iter(_embed_urls(tag, base_url)), None)
    if url is None or _FURNITURE.search(url) or _is_unseen_frame(tag):
        return None
    return url_draft(url, tag.name)


def url_draft(url: str, element: str = "") -> Draft:
    """What is shown from an address, by the element that shows it and the service that it belongs to."""
    framed = _FRAMED.search(url)
    provider = provider_of(url) or (provider_of(unquote(framed[1])) if framed else None)
    kind = BlockType.EMBED
    if element in ("audio", "amp-audio") or provider in _AUDIO:
        kind = BlockType.AUDIO
    elif element in ("video", "amp-video") or provider in _VIDEO or _is_player(url, provider):
        kind = BlockType.VIDEO
    return Draft(type=kind, url=url, provider=provider)


def _is_player(url: str, provider: str | None) -> bool:
    """Whether an address is that of a player of a site's own, or of a network's videos."""
    return "facebook.com/plugins/video" in url or (provider is None and _PLAYER.search(url) is not None)


def _embed_urls(tag: Tag, base_url: str | None) -> Iterator[str]:
    key = attribute(tag, _KEYS.get(tag.name, "")) or ""
    if _KEY.fullmatch(key):
        host = "https://www.youtube.com/watch?v=" if "youtube" in tag.name else "https://vimeo.com/"
        yield host + key
    for element in (tag, *named(tag, ("source", "embed", "iframe"))):
        for name in _ADDRESSES:
            url = absolute_url(attribute(element, name), base_url)
            if url and url.startswith("http"):
                yield url


def _is_unseen_frame(tag: Tag) -> bool:
    """Whether a frame is of no size: those count readers, and show nothing."""
    return tag.name == "iframe" and any((attribute(tag, name) or "") in ("0", "1") for name in ("width", "height"))
