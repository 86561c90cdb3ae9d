"""This module says what elements and class names mean to a reader, and reads the visible text of nodes."""

import re
from collections.abc import Iterable
from functools import lru_cache
from itertools import islice

from selectolax.lexbor import LexborNode

from copydesk.extraction.reading.picture_files import is_image_address
from copydesk.extraction.reading.visibility import hiding

#: Elements that the HTML standard's default style sheet sets as blocks or table parts.
BLOCK_TAGS = frozenset(
    "address article aside blockquote body caption center dd details dialog dir div dl dt fieldset figcaption figure"
    " footer form h1 h2 h3 h4 h5 h6 header hgroup hr li main menu nav ol p pre search section summary table tbody td"
    " tfoot th thead tr ul".split()
)
#: Media elements. Any text in them is a fallback for browsers that cannot show them.
MEDIA_TAGS = frozenset(
    "audio embed iframe img noscript object picture video amp-audio amp-brightcove amp-dailymotion amp-embedly-card"
    " amp-facebook amp-gist amp-iframe amp-img amp-imgur amp-instagram amp-jwplayer amp-pinterest amp-reddit"
    " amp-soundcloud amp-tiktok amp-twitter amp-video amp-video-iframe amp-vimeo amp-youtube lite-vimeo"
    " lite-youtube".split()
)
#: Media whose text is always a fallback. The others may hold parts of the page.
PLAYER_TAGS = MEDIA_TAGS - {"noscript", "object", "picture", "img", "embed"}
#: Elements whose content is no text of the page: code, controls, fallbacks.
SILENT_TAGS = MEDIA_TAGS | frozenset(
    "button canvas datalist head input link map meta option script select style svg template textarea title".split()
)
HEADINGS = frozenset({"h1", "h2", "h3", "h4", "h5", "h6"})
#: Elements that themes name after the article's categories, so that their class words say nothing.
PARTS = frozenset({"article", "body", "main", "section"})
_CAMEL = re.compile(r"(?<=[a-z])(?=[A-Z])")
_NOT_A_LETTER = re.compile(r"[^a-z]+")
#: The class words of each network's embed code, from its documentation.
_SOCIAL_MARKUP = {
    "twitter": frozenset({"twitter", "tweet"}),
    "instagram": frozenset({"instagram", "media"}),
    "tiktok": frozenset({"tiktok", "embed"}),
    "bluesky": frozenset({"bluesky", "embed"}),
    "reddit": frozenset({"reddit", "embed", "bq"}),
}


#: A figure that contains one of these elements shows something without a script. In other figures the attributes of at
#: most this many elements are read.
_SHOWN, _MOST_INSIDE = ", ".join(sorted(MEDIA_TAGS | {"table", "pre", "blockquote", "svg", "canvas"})), 8
#: Attributes that link to other pages.
_LEADING = frozenset({"href", "cite"})
#: A figure with more text (characters) than this is a part of the page, not a picture.
LONGEST_FIGURE = 400


#: Inline styles that set an inline element as a block.
_SET_AS_BLOCK = re.compile(r"display\s*:\s*(?:block|flex|grid|table|list-item)", re.IGNORECASE)


def is_set_as_block(style: str | None) -> bool:
    """Returns whether an inline element with this style is set on lines of its own."""
    return style is not None and _SET_AS_BLOCK.search(style) is not None


def squeeze(text: str) -> str:
    """Returns a text with each stretch of white space as one space, and none at the ends."""
    return " ".join(text.split())


#: Longer names (characters) are cut before they are cached: 8,000 of a megabyte each would fill the memory. The longest
#: in the public corpora (2,377 pages) have 7,481 characters.
_LONGEST_NAMES = 10_000


def name_words(names: str) -> frozenset[str]:
    """Returns the words in class names and ids, in lower case.

    >>> sorted(name_words("article-Body__text mainStory2"))
    ['article', 'body', 'main', 'story', 'text']
    """
    return _name_words(names[:_LONGEST_NAMES])


@lru_cache(maxsize=8192)
def _name_words(names: str) -> frozenset[str]:
    lowered = names.lower()
    if lowered != names:
        lowered = _CAMEL.sub(" ", names).lower()
    return frozenset(_NOT_A_LETTER.split(lowered)) - {""}


def social_network(words: frozenset[str]) -> str | None:
    """Returns the network whose embed code has these class words, or None."""
    return next((name for name, markup in _SOCIAL_MARKUP.items() if markup <= words), None) if words else None


def is_social_post(node: LexborNode) -> bool:
    """Returns whether a blockquote is the embed code of a social network's post."""
    return social_network(name_words(node.attributes.get("class") or "")) is not None


#: Names of a breadcrumb trail, the attributes that hold them, and the levels above an element that are searched.
_TRAIL_NAMES = frozenset({"breadcrumb", "breadcrumbs", "crumb", "crumbs"})
_TRAIL_ATTRIBUTES, _TRAIL_LEVELS = frozenset({"class", "id", "aria-label", "itemtype"}), 3


def is_in_trail(node: LexborNode) -> bool:
    """Returns whether an element is in a navigation bar or breadcrumb trail.

    Three levels above the element are searched. A heading there is a title for search engines, with no text below it.
    """
    around: LexborNode | None = node
    for _ in range(1 + _TRAIL_LEVELS):
        if around is None or around.tag == "body":
            return False
        names = " ".join(value for name, value in around.attributes.items() if value and name in _TRAIL_ATTRIBUTES)
        if around.tag == "nav" or not _TRAIL_NAMES.isdisjoint(name_words(names)):
            return True
        if any("breadcrumb" in name for name in around.attributes):
            return True  # `data-breadcrumb-headline`, for example
        around = around.parent
    return False


#: Words in the names of captions, and endings of such words: newscaption, photocaption.
_CAPTIONS = frozenset(
    "caption captions figcaption legend cutline bildunterschrift bildtext bildetekst didascalia bijschrift legende"
    " podpis".split()
)
_CAPTION_ENDS = ("caption", "captions")


@lru_cache(maxsize=8192)
def names_caption(words: frozenset[str]) -> bool:
    """Returns whether the words in an element's names mark it as a caption.

    >>> names_caption(frozenset({"newscaption"})), names_caption(frozenset({"captioned", "legends"}))
    (True, False)
    """
    return not _CAPTIONS.isdisjoint(words) or any(word.endswith(_CAPTION_ENDS) for word in words)


def shows_by_script(figure: LexborNode) -> bool:
    """Returns whether a figure is empty and its attributes name a picture that a script will show in it."""
    inside = (figure, *islice(figure.iter(), _MOST_INSIDE))
    values = (value for node in inside for name, value in node.attributes.items() if value and name not in _LEADING)
    if not any(map(is_image_address, values)):
        return False
    return figure.css_first(_SHOWN) is None and len(figure.text()) <= LONGEST_FIGURE


def text_of(nodes: Iterable[LexborNode]) -> str:
    """Returns the text of inline nodes as a reader sees it, with white space squeezed."""
    parts: list[str] = []
    for root in nodes:
        _gather(root, parts)
    return squeeze("".join(parts))


def _gather(root: LexborNode, parts: list[str]) -> None:
    """Adds the visible text of an inline node to `parts`."""
    stack = [root]
    while stack:
        node = stack.pop()
        tag = node.tag or ""
        if tag == "-text":
            parts.append(node.text_content or "")
        elif tag == "br":
            parts.append("\n")
        elif tag not in SILENT_TAGS and not hiding(tag, node.attributes):
            if tag in BLOCK_TAGS:
                parts.append(" ")
            child = node.last_child
            while child is not None:
                stack.append(child)
                child = child.prev
