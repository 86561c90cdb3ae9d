"""Names of people in bylines: taken apart, and cleaned of degrees, labels and what follows them."""

import re

_PREFIX = re.compile(
    r"^\W*(?:(?:written|posted|reported|published|reviewed|words|story|text|authored?|article|analysis|opinion|"
    r"guest post)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|przez|autor(?:en|es|a)?|authors?|text|texto|texte|redaktion|автор|"
    r"написал)\b\s*:?\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:,|;|&|\||\s/\s|•|·|、|\band\b|\bund\b|\bet\b|\by\b|\bwith\b|\bmit\b|\bog\b|\boch\b)\s*", re.IGNORECASE
)
_AFTER_NAME = re.compile(
    r"\s*(?:(?<=[a-z])(?:Published|Updated|Posted)|,?\s+(?:is|are|was|has)\s|\b(?:published|updated|posted|last|"
    r"reviewed|read|follow|contributor)\b|\bon\s+\w+\s+\d|\d{1,2}[./ ]"
    r"|\bfor\s+[A-Z]|\bat\s+[A-Z]|\s[-–—]\s|\bin\s+[A-Z]|[(@\n]).*",
    re.DOTALL,
)
_DEGREE = re.compile(
    r"(?:,?\s+|^)(?:[A-Z]{2,6}(?:-[A-Z]{1,4})?|Ph\.?\s?D\.?|M\.?\s?D\.?|M\.?S\.?c?\.?|B\.?S\.?c?\.?|Psy\.?D\.?|"
    r"Ed\.?D\.?|R\.?N\.?|J\.?D\.?|Esq\.?|"
    r"LCSW|PharmD|DrPH|Jr\.?(?=,))(?=,|\s*$)"
)
_ROLE = re.compile(
    r"\d|https?:|www\.|@|\b(?:administrator|editor(?:s|ial)?|desk|reporter|correspondent|guest|author|"
    r"contributor|read more|share|"
    r"comments?|follow|subscribe|view|photos?|update[ds]?|unknown|anonymous|director|manager|officer|president|"
    r"written|posted|bio|"
    r"profile|articles?|posts?|about|more|newsletter|news|by|von|min|minutes|learn)\b",
    re.IGNORECASE,
)
_SURELY_BETWEEN = re.compile(r"\s*(?:,|;|&|\||\band\b|\bund\b|\bog\b|\boch\b)\s*")
_BRACKETED = re.compile(r"\s*\([^)]*\)")
#: What cannot end a name: the capitals after it are an agency's, not a degree.
_OPEN_END = re.compile(r"\b(?:et|und|and|of|the|for|de|y)$")
_LONGEST = 5


def has_label(text: str) -> bool:
    """Whether a line begins as bylines do."""
    return _PREFIX.match(text) is not None


def names_in(text: str) -> list[str]:
    """The names in a byline.

    >>> names_in("By A. Writer and B. C. Scribe, PhD | Updated 3 May")
    ['A. Writer', 'B. C. Scribe']
    """
    text = _AFTER_NAME.sub("", _PREFIX.sub("", text))
    return [name for part in _BETWEEN.split(text) if (name := without_degrees(part)) and _is_name(name)]


def declared_names(text: str) -> list[str]:
    """The names in a declared author: taken apart only at what surely parts names, so that titles stay whole.

    >>> declared_names("Jane Roe, John Doe"), declared_names("Centre for Evaluation")
    (['Jane Roe', 'John Doe'], ['Centre for Evaluation'])
    """
    if has_label(text):
        return names_in(text)
    first, *others = _SURELY_BETWEEN.split(_BRACKETED.sub("", text))
    return [name for part in (first, *(each for each in others if _is_name(each))) if (name := without_degrees(part))]


def without_degrees(name: str) -> str:
    """A name without the letters after it.

    >>> without_degrees("Jane Roe MS, RDN")
    'Jane Roe'
    """
    plain = _DEGREE.sub("", name).strip(" .,:–-")
    return name.strip(" .,:–-") if (name.isupper() and len(name) > 6) or _OPEN_END.search(plain) else plain


def _is_name(text: str) -> bool:
    words = text.split()
    return 0 < len(words) <= _LONGEST and len(text) > 2 and text[0].isalpha() and not _ROLE.search(text)
