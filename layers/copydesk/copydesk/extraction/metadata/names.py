"""Names of people in bylines: taken apart, and cleaned of degrees, labels and what follows them."""

import re

_PREFIX = re.compile(
    r"^\W*(?:(?:written|posted|reported|reporting|published|reviewed|words|story|text|authored?|article|analysis|opinion|"
    r"guest post|interview|ein (?:artikel|beitrag|interview|gastbeitrag|kommentar)|(?:gast|blog ?)?beitrag|kommentar|"
    r"erstellt|gespeichert|verfasst)\s+)?"
    r"(?:by|von|par|por|di|da|door|av|af|przez|autor(?:en|es|a|in)?|authors?|text|texto|texte|redaktion|redacción|"
    r"interview|автор|автори|текст|написал|作者|文|記者|责编|編集|기자)(?:\b|(?-i:(?<=[\u3040-\uffff])|(?<=[Bb]y)(?=[A-Z])))\s*[:：|]?\s*",
    re.IGNORECASE,
)
_BETWEEN = re.compile(
    r"\s*(?:,|;|&|\||\s/\s|•|·|⋅|、|\b(?:and|und|et|with|mit|og|och)\b|"
    r"(?-i:\b(?:y|e|en|ja|ve|i)\b))\s*",
    re.IGNORECASE,
)
_AFTER_NAME = re.compile(
    r"(?:(?<=[a-z])(?:Published|Updated|Posted|Founder|Senior|Staff|Writer|Editor|Reporter|Contribut)|"
    # A run of spaces is tried from where it begins alone: from each of its places it takes time by its square.
    r"(?:,|(?<!\s)(?=\s))\s+(?:is|are|was|has)\s|\bam\s+(?=\d|\w+tag)|\b(?:published|updated|posted|last|"
    r"reviewed|read|follow|contributor)\b|\bon\s+(?:\w+\s+\d|(?-i:[A-Z]))|\s[^\W\d_]{3,10}\.?\s\d{1,2},?\s\d{4}|"
    r"\d{1,2}[./ ]"
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
#: Words that begin what someone does, and that no reader takes for a second surname.
_ROLE_WORDS = frozenset(
    "writer writers senior contributing freelance founder cofounder co-founder ceo cto expert specialist consultant"
    " columnist journalist producer strategist analyst attorney dietitian nutritionist educator educators winemaker"
    " former associate assistant managing executive redakteur redakteurin chefredakteur"
    " chefredakteurin korrespondent korrespondentin journalistin volontär volontärin herausgeber periodista redactor"
    " redactora rédacteur rédactrice journaliste giornalista alle certified licensed registered".split()
)
#: Words that begin it too, but are surnames as well, or end a declared name as "Example staff reporter" does.
_ROLE_BEGINNINGS = _ROLE_WORDS | frozenset(
    "head chief lead special trial editor reporter correspondent contributor author director manager officer".split()
)
#: What names nobody: labels of forms, comments and pictures; and days, months and menus where they stand alone.
_NO_NAMES = frozenset(
    "name datum email website kommentar says sagt said dice zur innen published posted veröffentlicht publiziert fotos"
    " foto photo photos quelle illustration symbolbild".split()
)
_ALONE_NO_NAMES = frozenset(
    "jan feb mar apr may jun jul aug sep sept oct nov dec mon tue wed thu fri sat sun monday tuesday wednesday thursday"
    " friday saturday sunday january february march april june july august september october november december archiv"
    " date sign in log top link people".split()
)
#: News agencies: the author of what they sent. Their letters are no degree, and their name is no account.
AGENCIES = frozenset(
    "afp ap apa dpa sid epd kna ansa efe reuters tass upi pa ntb tt ritzau lusa belga anp pap ctk čtk mti sda"
    " keystone-sda ats aap pti ians xinhua kyodo jiji yonhap bloomberg dpa-afx afx apa/ap ap/dpa dpa/ap".split()
)
_ENDS_IN_LETTER = re.compile(r"(?:\b\w|\b[JS]r)\.$")
#: First name and surname, as most scripts with capitals write them.
_PERSON = re.compile(r"(?:[^\W\d_a-z][\w.'’-]* ){1,3}[^\W\d_a-z][\w.'’-]+")
_SURELY_BETWEEN = re.compile(r"\s*(?:,|;|&|\||\band\b|\bund\b|\bog\b|\boch\b)\s*")
_HANDLE = re.compile(r"\s@\w+")
_BRACKETED = re.compile(r"\s*\([^)]*\)")
#: What cannot end a name: the capitals after it are an agency's, not a degree.
_OPEN_END = re.compile(r"\b(?:et|und|and|of|the|for|de|y)$")
_LONGEST = 5
#: More characters than the names of fifty authors have; what marks them takes time by the square of a line's length.
_LONGEST_LINE = 1_000


def has_label(text: str) -> bool:
    """Whether a line begins as bylines do."""
    return _PREFIX.match(text) is not None


def is_person(text: str) -> bool:
    """Whether this is written as first name and surname are."""
    return _PERSON.fullmatch(text) is not None and _is_name(text)


def names_in(text: str) -> list[str]:
    """The names in a byline.

    >>> names_in("By Jane Roe and B. C. Scribe, PhD | Updated 3 May")
    ['Jane Roe', 'B. C. Scribe']
    """
    text = _AFTER_NAME.sub("", _PREFIX.sub("", text[:_LONGEST_LINE])).rstrip()
    return [name for part in _BETWEEN.split(text) if (name := _without_role(without_degrees(part))) and _is_name(name)]


def declared_names(text: str) -> list[str]:
    """The names in a declared author: taken apart only at what surely parts names, so that titles stay whole.

    >>> declared_names("Jane Roe, John Doe"), declared_names("Centre for Evaluation")
    (['Jane Roe', 'John Doe'], ['Centre for Evaluation'])
    """
    if has_label(text):
        return names_in(text)
    first, *others = _SURELY_BETWEEN.split(_HANDLE.sub("", _BRACKETED.sub("", text[:_LONGEST_LINE])))
    parts = (_without_role(part, _ROLE_WORDS) for part in (first, *(each for each in others if _is_name(each))))
    return [name for part in parts if (name := without_degrees(part))]


def without_degrees(name: str) -> str:
    """A name without the letters after it.

    >>> without_degrees("Jane Roe MS, RDN"), without_degrees("Joe S.")
    ('Jane Roe', 'Joe S.')
    """
    if name.strip().lower() in AGENCIES:
        return name.strip()
    plain = _trimmed(_DEGREE.sub("", name))
    return _trimmed(name) if (name.isupper() and len(name) > 6) or _OPEN_END.search(plain) else plain


def _trimmed(name: str) -> str:
    """A name without marks at its ends, but for the point after an initial or `Jr.`."""
    name = name.strip(' ,:–-"“”„●•')
    if name.endswith((")", "）")) and not {"(", "（"} & set(name):
        name = name[:-1]
    return name if _ENDS_IN_LETTER.search(name) and " " in name else name.strip(" .,:–-")


def _without_role(name: str, roles: frozenset[str] = _ROLE_BEGINNINGS) -> str:
    """A name without what its bearer does, where that follows without a mark.

    >>> _without_role("Jane Roe Senior Writer")
    'Jane Roe'
    """
    words = name.split()
    role = next((index for index, word in enumerate(words) if index > 1 and word.lower() in roles), None)
    return " ".join(words[:role])


def _is_name(text: str) -> bool:
    words = text.split()
    lowered = {word.lower().strip(".*:") for word in words}
    if not 0 < len(words) <= _LONGEST or not text[0].isalpha() or lowered & _NO_NAMES or lowered <= _ALONE_NO_NAMES:
        return False
    return (len(text) > 2 or not text.isascii()) and not (lowered & _ROLE_WORDS) and not _ROLE.search(text)
