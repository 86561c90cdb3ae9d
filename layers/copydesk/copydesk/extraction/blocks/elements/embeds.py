"""This module reads players and embeds: what is shown, by which service, and at which address."""

import re
from collections.abc import Iterator
from itertools import islice
from urllib.parse import unquote

from bs4 import Tag

from copydesk.extraction.blocks.draft import Draft, text_draft
from copydesk.extraction.blocks.inline import Inline, render
from copydesk.extraction.reading.markup import social_network
from copydesk.extraction.reading.tags import attribute, named
from copydesk.extraction.text.links import absolute_url
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
_AUDIO_ELEMENTS = frozenset({"audio", "amp-audio"})
_VIDEO_ELEMENTS = frozenset({"video", "amp-video", "amp-video-iframe", "amp-brightcove", "amp-jwplayer"})
#: Frames that show nothing of the article: share buttons, comments, sign-up forms, advertisements, trackers.
_FURNITURE = re.compile(
    r"facebook\.com/(?:v[\d.]+/)?plugins/(?:like|share|follow|page|comments)|platform\.twitter\.com/widgets/"
    r"|plusone|googletagmanager|doubleclick|googlesyndication|amazon-adsystem|recaptcha|disqus|widgets\.wp\.com"
    r"|(?:jetpack|public-api)\.wordpress\.com|subscribe_embed|/(?:newsletters?|signup|subscribe|consent)(?:[/?._-]|$)"
    r"|/ads?[/?]|//ads?\d?\.|aff_widget|adserver|beehiiv\.com|substack\.com/embed|mailchimp|snapwidget",
    re.IGNORECASE,
)
#: Addresses of video files and of publishers' own players.
_VIDEO_FILE = re.compile(r"https?://[^\s\"'<>]{4,500}\.(?:mp4|m3u8|webm)(?:\?[^\s\"'<>]{0,500})?", re.IGNORECASE)
_PLAYER = re.compile(r"\.(?:mp4|m3u8|webm)(?:[?#]|$)|/embed/video|/videos?/(?:embed|player)|//v?player\.|/player/embed")
#: An address in the query of another one: publishers frame other services' embeds in this way.
_FRAMED = re.compile(r"[?&](?:url|src)=(https?%3A%2F%2F[^&#]+)", re.IGNORECASE)
_ADDRESSES = (
    *("data-src", "data-lazy-src", "data-lazyload", "src", "data", "data-litespeed-src", "data-url", "data-href"),
    *("data-embed-src", "data-video-src", "data-audio-src"),
)
#: Elements without an address that name their content by a key: the attribute of the key, and the address.
_KEYS = {
    "lite-youtube": ("videoid", "https://www.youtube.com/watch?v={}"),
    "amp-youtube": ("data-videoid", "https://www.youtube.com/watch?v={}"),
    "lite-vimeo": ("videoid", "https://vimeo.com/{}"),
    "amp-vimeo": ("data-videoid", "https://vimeo.com/{}"),
    "amp-dailymotion": ("data-videoid", "https://www.dailymotion.com/video/{}"),
    "amp-twitter": ("data-tweetid", "https://twitter.com/i/status/{}"),
    "amp-instagram": ("data-shortcode", "https://www.instagram.com/p/{}/"),
    "amp-soundcloud": ("data-trackid", "https://api.soundcloud.com/tracks/{}"),
    "amp-gist": ("data-gistid", "https://gist.github.com/{}"),
    "amp-imgur": ("data-imgur-id", "https://imgur.com/{}"),
    "amp-jwplayer": ("data-media-id", "https://cdn.jwplayer.com/players/{}.html"),
}
_KEY = re.compile(r"[\w-]{4,64}")
#: The pictures that YouTube makes of its videos.
_YOUTUBE_POSTER = re.compile(r"(?://|\.)(?:ytimg\.com|img\.youtube\.com)/(?:vi|vi_webp)/([\w-]{11})/")
#: The levels above a picture in which a player's element can name the video.
_POSTER_REACH = 3


def provider_of(url: str) -> str | None:
    """Returns the service that an address belongs to, or None.

    >>> provider_of("https://www.youtube.com/embed/abc")
    'youtube'
    """
    host = re.sub(r"^https?://|[/?#:].*$", "", url.lower())
    parts = host.split(".")[-4:]
    names = (".".join(parts[start:]) for start in range(len(parts)))
    return next((_PROVIDERS[name] for name in names if name in _PROVIDERS), None)


def embed_draft(tag: Tag, base_url: str | None) -> Draft | None:
    """Returns a player or embed by its address, or None if it has none, is furniture or has no size."""
    url = next(iter(_embed_urls(tag, base_url)), None)
    if url is None or _FURNITURE.search(url) or _is_unseen_frame(tag):
        return None
    return url_draft(url, tag.name)


def url_draft(url: str, element: str = "") -> Draft:
    """Returns the block for an address, by the element that shows it and the service that it belongs to."""
    framed = _FRAMED.search(url)
    provider = provider_of(url) or (provider_of(unquote(framed[1])) if framed else None)
    kind = BlockType.EMBED
    if element in _AUDIO_ELEMENTS or provider in _AUDIO:
        kind = BlockType.AUDIO
    elif element in _VIDEO_ELEMENTS or provider in _VIDEO or _is_player(url, provider):
        kind = BlockType.VIDEO
    return Draft(type=kind, url=url, provider=provider)


def poster_draft(url: str, image: Tag) -> Draft | None:
    """Returns the video whose poster a picture is, or None.

    The picture is one that YouTube makes, or an element around it names a video file.
    """
    if found := _YOUTUBE_POSTER.search(url):
        return url_draft(f"https://www.youtube.com/watch?v={found[1]}")
    for around in islice(image.parents, _POSTER_REACH):
        values = (str(value).strip() for name, value in around.attrs.items() if name.startswith("data-"))
        address = next((value for value in values if _VIDEO_FILE.fullmatch(value)), None)
        if address is not None:
            return url_draft(address, "video")
    return None


def _is_player(url: str, provider: str | None) -> bool:
    """Returns whether an address is that of a site's own player, or of a network's video."""
    return "facebook.com/plugins/video" in url or (provider is None and _PLAYER.search(url) is not None)


def _embed_urls(tag: Tag, base_url: str | None) -> Iterator[str]:
    name, address = _KEYS.get(tag.name, ("", ""))
    if _KEY.fullmatch(key := attribute(tag, name) or ""):
        yield address.format(key)
    for element in (tag, *named(tag, ("source", "embed", "iframe"))):
        for name in _ADDRESSES:
            url = absolute_url(attribute(element, name), base_url)
            if url and url.startswith("http"):
                yield url


def _is_unseen_frame(tag: Tag) -> bool:
    """Returns whether a frame has no size; such frames count readers and show nothing."""
    return tag.name == "iframe" and any((attribute(tag, name) or "") in ("0", "1") for name in ("width", "height"))


_POST_ADDRESSES = ("data-instgrm-permalink", "cite", "data-bluesky-uri")
#: The longest address (characters) that an editor pastes to show its content in the page.
_LONGEST_ADDRESS = 300


def social_draft(tag: Tag, words: frozenset[str], base_url: str | None) -> Draft | None:
    """Returns a social network's post as an embed block with its words and address, or None."""
    if tag.name != "blockquote":
        return None
    provider = social_network(words)
    if provider is None:
        return None
    inline = render([tag], base_url)
    addresses = (absolute_url(attribute(tag, name), base_url) for name in _POST_ADDRESSES)
    url = next((each for each in addresses if each), inline.links[-1].url if inline.links else None)
    return text_draft(BlockType.EMBED, inline, provider=provider, url=url)


def bare_address_draft(inline: Inline) -> Draft | None:
    """Returns the block for a paragraph that is only the address of a player or post, or None.

    The page's script shows the player or post in its place.
    """
    text = inline.text
    if not text.startswith(("https://", "http://")) or len(text) > _LONGEST_ADDRESS or " " in text or "\n" in text:
        return None
    draft = url_draft(text)
    return draft if provider_of(text) and (draft.type is not BlockType.EMBED or "/status/" in text) else None
