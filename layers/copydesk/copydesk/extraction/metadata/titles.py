"""This module splits titles, and recognises the names of sites in them."""

import re
from functools import cache

from copydesk.extraction.text.fold import fold

_SEPARATOR = re.compile(r"(?<!\s)\s++[|\-–—»·•:]++\s++|(?:(?<!\s)\s++)?\|\s*+|--")
#: Endings of site names in Chinese, Japanese and Korean titles, which need no spaces around the mark.
_UNSPACED_SITES = tuple(
    "网 網 报 報 社 台 频道 頻道 在线 新闻 新聞 ニュース デジタル オンライン 日报 日報 통신 신문 뉴스 일보".split()
)
#: A host may leave out words of a site's name with at most this many letters. The name has at most this many words.
_SHORT_WORD, _LONGEST_SITE = 3, 5


def without_site(title: str, site: str | None, url: str | None) -> str:
    """Returns a title without the name of its site at either end.

    >>> without_site("A storm is coming | The Daily", "The Daily", None)
    'A storm is coming'
    """
    if title.endswith(_UNSPACED_SITES) and (unspaced := _unspaced_site().search(title)):
        return without_site(title[: unspaced.start()], site, url)
    parts = _SEPARATOR.split(title)
    if len(parts) < 2:
        return title
    if names_site(parts[-1], site, url):
        return title[: title.rindex(parts[-1])].rstrip(" |-–—»·•:")
    if names_site(parts[0], site, url):
        return title[len(parts[0]) :].lstrip(" |-–—»·•:")
    return title


@cache
def _unspaced_site() -> re.Pattern[str]:
    """Returns the pattern of the mark before a site's name, and the name."""
    ends = "|".join(_UNSPACED_SITES)
    return re.compile(
        rf"(?<=[\u3040-\u30ff\u3400-\u9fff가-힣」』！？”])\s?[-_－—–|｜]\s?[^-_－—–|｜]{{1,14}}?(?:{ends})$"
    )


def site_in_title(title: str, url: str | None) -> str | None:
    """Returns the end of a title that the host spells, or None.

    >>> site_in_title("A storm is coming - The Daily", "https://www.thedaily.example/storm")
    'The Daily'
    """
    parts = _SEPARATOR.split(title)
    ends = (parts[-1], parts[0]) if len(parts) > 1 else ()
    return next((part.strip() for part in ends if names_site(part, None, url)), None)


def parts_of(title: str) -> list[str]:
    """Returns the parts of a title between marks.

    >>> parts_of("A storm is coming | News - The Daily")
    ['A storm is coming', 'News', 'The Daily']
    """
    return _SEPARATOR.split(title)


def names_site(text: str, site: str | None, url: str | None) -> bool:
    """Returns whether a text is the site's name, or a text that its host spells."""
    host = re.sub(r"\W", "", (url or "").split("/")[2]) if (url or "").count("/") > 1 else ""
    plain = re.sub(r"\W", "", text).lower()
    return (bool(site) and fold(text) == fold(site)) or (len(plain) > 2 and plain in host) or _spells(text, host)


def _spells(text: str, host: str) -> bool:
    """Returns whether a host has the words of a name in any order.

    `stories.westlamp.example` has those of `Westlamp Stories`.
    """
    words = re.findall(r"\w+", text.lower())
    long = [word for word in words if len(word) > _SHORT_WORD]
    return 0 < len(words) <= min(_LONGEST_SITE, 2 * len(long)) and all(word in host for word in long)
