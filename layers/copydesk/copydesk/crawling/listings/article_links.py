"""Which links of a plain page look like articles, by their paths."""

import re
from urllib.parse import SplitResult, unquote, urlsplit

#: A link is an article's from this score on: four words of a slug alone, a date and an id, three words and a headline.
_ENOUGH = 3
#: Path segments of pages that list articles, or are about the site.
_OTHER_PAGES = frozenset(
    "about account ads advertise archive archives author authors autor autoren basket cart categories category"
    " checkout contact cookies experts faq feed feeds help impressum imprint jobs kategorie label labels legal login"
    " logout newsletter newsletters page privacy profile register rss search seite settings shop sign-in signin signup"
    " sitemap subscribe subscription suche tag tags tagged terms thema themen topic topics user users wp-admin"
    " wp-content wp-json wp-login.php".split()
)
_ARTICLE_WORDS = frozenset("article articles artikel articulo blog news noticia post posts stories story".split())
_STATIC = re.compile(
    r"\.(7z|apk|atom|avi|bmp|css|csv|docx?|eot|epub|exe|gif|gz|ico|ics|jpe?g|js|json|m3u8|m4a|mov|mp3|mp4|mpe?g|ogg|pdf"
    r"|png|pptx?|rar|rss|svg|tar|tiff?|ttf|txt|wav|webm|webp|woff2?|xlsx?|xml|zip)$",
    re.IGNORECASE,
)
_ABOUT_SITE = re.compile(r"(privacy|cookie|terms|about-us|contact-us)(-(policy|notice|settings|of|and|for)\b.*)?")
_EXTENSION = re.compile(r"\.(html?|php|aspx?|jsp|shtml|ece)$", re.IGNORECASE)
_DAY = re.compile(r"(?<!\d)(19|20)\d{2}[/_.-]?(0?[1-9]|1[0-2])[/_.-]?(0?[1-9]|[12]\d|3[01])(?!\d)")
_MONTH = re.compile(r"/(19|20)\d{2}/(0?[1-9]|1[0-2]|[a-z]{3})(?=/)")
_ID = re.compile(r"(?<!\d)\d{5,}(?!\d)")
_QUERY_ID = re.compile(r"(^|&)(p|id|aid|article_?id|story_?id|artikel)=\d+(&|$)", re.IGNORECASE)
_PAGING = re.compile(r"(^|&)(page|paged|start|offset|seite|s|q|query|search|replytocom)=", re.IGNORECASE)


def looks_like_article(url: str, *, text: str, aside: bool) -> bool:
    """Whether a link of a page leads to an article. Never: what stands under a segment like /tag/ or /login, static
    files, searches and the pages of a list. Else points, and _ENOUGH are needed:

    - a day in the path 3, a month 2,
    - the last segment's words: four or more 3, three 2,
    - a number of five digits or more, or an id in the query, 2,
    - a segment like /article/ 1, an extension like .html 1, a link text of four words or more 1,
    - in the page's navigation or footer -2.

    >>> looks_like_article("https://example.org/world/minister-resigns-after-vote", text="", aside=False)
    True
    >>> looks_like_article("https://example.org/tag/minister-resigns-after-vote", text="", aside=False)
    False
    """
    parts = urlsplit(url)
    path = unquote(parts.path)
    segments = [segment.lower() for segment in path.split("/") if segment]
    if _is_other(parts, path, segments):
        return False
    return _score(parts, path, segments) + (len(text.split()) >= 4) - 2 * aside >= _ENOUGH


def _is_other(parts: SplitResult, path: str, segments: list[str]) -> bool:
    if not _OTHER_PAGES.isdisjoint(segments) or _PAGING.search(parts.query) or _STATIC.search(path):
        return True
    return bool(segments and _ABOUT_SITE.fullmatch(_EXTENSION.sub("", segments[-1])))


def _score(parts: SplitResult, path: str, segments: list[str]) -> int:
    last = segments[-1] if segments else ""
    words = [word for word in re.split(r"[-_ ]+", _EXTENSION.sub("", last)) if word and not word.isdigit()]
    return (
        (3 if _DAY.search(path) else 2 if _MONTH.search(path) else 0)
        + (3 if len(words) > 3 else 2 if len(words) == 3 else 0)
        + (2 if _ID.search(last) or _QUERY_ID.search(parts.query) else 0)
        + bool(_ARTICLE_WORDS.intersection(segments[:-1]))
        + bool(_EXTENSION.search(last))
    )
