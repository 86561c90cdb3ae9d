"""This module parses a byline: labels, people, and a tail of place, outlet, role or date.

A line is a row of fields, each a label and its words ("Text: Jane Roe Photos: John Doe"). The words of a field are
people with marks between them. Parts after a person that are no person are dropped.
"""

import re
from collections.abc import Iterator

from copydesk.extraction.metadata.bylines.labels import inner, start, suffixed
from copydesk.extraction.metadata.bylines.names import (
    AGENCIES,
    apart,
    is_human,
    is_impersonal,
    is_menu_word,
    is_name,
    is_person,
    without_degrees,
    without_role,
)

#: Marks between people, places and jobs.
_MARK = re.compile(r"\s*(?:[,;|&•·⋅、，；／\n]|\s/\s)\s*")
#: Words between two people. The small ones are parts of names as well, and need a person on both sides.
_AND = re.compile(
    r"(?<=[^\W\d_]{2})/(?=[^\W\d_])|\s+(?:(?:and|und|et|with|mit|im gespräch mit|in conversation with"
    r"|en conversation avec|en conversación con|og|och|и|та|και|és|și|oraz|और|এবং|และ|và|dan|和|与|與)"
    r"|(?-i:(?P<small>y|e|en|ja|ve|i|и|й|o)))\s+",
    re.IGNORECASE,
)
#: The text after a name, which never belongs to it.
_END = re.compile(
    r"(?:(?<=[a-z])(?:Published|Updated|Posted|Founder|Senior|Staff|Writer|Editor|Reporter|Contribut)|"
    # Only the start of a run of spaces is tried; trying each of its places would take quadratic time.
    r"(?:,|(?<!\s)(?=\s))\s+(?:is|are|was|has)\s|\bam\s+(?=\d|\w+tag)|\b(?:published|updated|posted|last|"
    r"reviewed|read|follow|contributor)\b|\bon\s+(?:\w+\s+\d|\d|(?-i:[A-Z]))|\s[^\W\d_]{3,10}\.?\s\d{1,2},?\s\d{4}|"
    r"\d{1,2}[./ ]|(?<!\S)\S*@|\s[-–—]\s|[(（@\n]).*",
    re.IGNORECASE | re.DOTALL,
)
#: Words that follow a person: where they are, and whom they write for.
_TAIL = re.compile(
    r"[\s,]+(?:(?:in|of|for|at|from|aus|für|bei|vom|à|au|en|pour|dans|desde|para|em|per|i|på|för|voor|uit|te|з|из|в|на"
    r"|special to|on behalf of|exclusively for|im auftrag)\s+"
    r"(?=(?:the|der|die|das|den|la|le|el|los|las|il|lo)?\s*(?-i:[^\W\d_a-zà-ÿ])))",
    re.IGNORECASE,
)
#: Words before the names of those who only helped.
_HELPERS = re.compile(
    r"[\s,;(]*\b(?:with (?:files|reporting|contributions?|additional|material|assistance|inputs?) |additional reporting"
    r"|reporting by|with agenc|mit (?:material|agentur|informationen)"
    r"|avec (?:les? |l['’])?(?:agences?|afp|reuters|ap)\b"
    r"|con (?:información|informaciones|agencias)|com (?:informações|agências)|con agenzie|ve ajanslar"
    r"|med (?:material|bidrag)|mitarbeit)",
    re.IGNORECASE,
)
#: An author's account of one word: it has digits, or is before the name of a section or a date.
_ACCOUNT = re.compile(
    r"[^\W\d_](?:(?=[^\W\d]{0,20}\d)\w{1,40}(?=\s*(?:$|[|·•»,(])|\s+(?:am|on|at|um|den|le|el|il|in|under|unter|-|–)\s)"
    r"|\w{1,40}(?=\s+(?:(?:in|under|unter)\s+(?-i:[^\W\d_a-zà-ÿ])|on\s+(?:\w+\s+)?\d|(?:am|um|den|le|el|il)\s+\d)))",
    re.IGNORECASE,
)
_INTERVIEW = re.compile(r"interview|gespräch|entretien|entrevista|intervista", re.IGNORECASE)
_GUESTS = re.compile(r"\s(?:with|mit|avec|con|com|med|met|a|à)\s", re.IGNORECASE)
_SURELY_BETWEEN = re.compile(r"\s*[,;&|]\s*")
#: A small word that is left over after its date is cut off.
_OPEN = re.compile(r"\s(?:At|On|In|at|on|in|am|um|le|el|den|il|på|kl)(?:\s[\d:.]+)?$")
_BRACKETS = ' 　[]()（）【】〔〕,:：-–—"“”'
_HANDLE = re.compile(r"\s@\w+")
_BRACKETED = re.compile(r"\s*\([^)]*\)")
#: The longest line (characters), which is longer than the names of fifty authors, and the longest name. The patterns
#: take quadratic time in the length of a line.
_LONGEST_LINE, _LONGEST_NAME = 1_000, 120


def has_label(text: str) -> bool:
    """Returns whether a line begins as bylines do."""
    return start().match(text) is not None


def names_writer(text: str) -> bool:
    """Returns whether a line has a label of the writer anywhere."""
    return (
        has_label(text)
        or suffixed().match(text) is not None
        or any(label["writer"] for label in inner().finditer(text))
    )


def has_sure_label(text: str) -> bool:
    """Returns whether a line begins as no sentence does: with a label and colon, or a verb before "by"."""
    label = start().match(text)
    return label is not None and (label[0].rstrip().endswith((":", "：")) or len(label[0].split()) > 1)


def is_lone_label(text: str) -> bool:
    """Returns whether a line is a label without a name."""
    label = start().match(text)
    return label is not None and not text[label.end() :].strip(" :：")


def names_in(text: str) -> list[str]:
    """Returns the names in a byline.

    >>> names_in("By Jane Roe and B. C. Scribe, PhD | Updated 3 May")
    ['Jane Roe', 'B. C. Scribe']
    >>> names_in("Text: Jane Roe Foto: John Doe"), names_in("Jane Roe in Oslo and John Doe in Bergen")
    (['Jane Roe'], ['Jane Roe', 'John Doe'])
    """
    text = _without_guests(text[:_LONGEST_LINE])
    if account := _account(text):
        return [account]
    labelled = has_label(text)
    found = (name for words in _writers(text) for name in _names(words) if not (labelled and _is_phrase(name)))
    return list(dict.fromkeys(found))


def _account(text: str) -> str:
    """Returns the account with digits that a byline names, or an empty text."""
    label = start().match(text)
    account = _ACCOUNT.match(text, label.end()) if label else None
    return account[0] if account else ""


def _without_guests(text: str) -> str:
    """Returns an interview's byline without the interviewees: "Interview by Jane Roe with John Doe"."""
    label = start().match(text)
    if not label or not _INTERVIEW.search(label[0]):
        return text
    guests = _GUESTS.search(text, label.end())
    return text[: guests.start()] if guests else text


def _is_phrase(name: str) -> bool:
    """Returns whether a text is a question, or several words that name nobody, as in "By popular demand"."""
    return "?" in name or (" " in name and (name.islower() or name.startswith(("a ", "an ", "our "))))


def declared_names(text: str) -> list[str]:
    """Returns the names in a declared author; only sure separators split it, so that titles stay whole.

    >>> declared_names("Jane Roe, John Doe"), declared_names("Centre for Evaluation"), declared_names("Roe, Jane")
    (['Jane Roe', 'John Doe'], ['Centre for Evaluation'], ['Jane Roe'])
    """
    text = text[:_LONGEST_LINE]
    if has_label(text):
        return names_in(text)
    text = _HANDLE.sub("", _BRACKETED.sub("", text))
    if turned := _turned(text):
        return turned
    names = _names(text, declared=True)
    if any(map(is_person, names)):
        return [name for name in names if is_person(name) or name.lower() in AGENCIES]
    first, *others = (part for parts in _SURELY_BETWEEN.split(text) for part, _ in _apart(parts))
    parts = (without_role(part, declared=True) for part in (first, *(each for each in others if is_name(each))))
    return [name for part in parts if (name := without_degrees(part)) and not is_menu_word(name)]


def _turned(text: str) -> list[str]:
    """Returns names that are written with the surname first: `Roe, Jane; Doe, John`."""
    entries = [[part.strip() for part in entry.split(",")] for entry in text.split(";") if entry.strip()]
    if not entries or not all(_is_turned(entry, surely=len(entries) > 1) for entry in entries):
        return []
    return [f"{given} {surname}" for surname, given in entries]


def _is_turned(entry: list[str], *, surely: bool) -> bool:
    """Returns whether an entry is surname and given name; `surely` means that semicolons list the entries."""
    if len(entry) != 2 or any(not is_name(part) or is_impersonal(part) for part in entry):
        return False
    surname, given = entry
    return (surely or " " not in surname or surname[0].islower()) and is_person(f"{given} {surname}")


def _writers(text: str) -> list[str]:
    """Returns the words of the fields that name the writer, or the words before any other label."""
    if named := suffixed().match(text):
        text = named["name"] + text[named.end() :]
    begun = start().match(text)
    begin = begun.end() if begun else 0
    if helped := _HELPERS.search(text, max(begin, 1)):
        text = text[: helped.start()]
    labels = list(inner().finditer(text, begin))
    ends = [*(label.start() for label in labels), len(text)]
    words = [text[label.end() : end] for label, end in zip(labels, ends[1:], strict=True) if label["writer"]]
    if begun or not words:
        words.insert(0, text[begin : ends[0]])
    return words


def _names(words: str, *, declared: bool = False) -> list[str]:
    """Returns the people in the words of a field, or other names if there are no people."""
    found: list[tuple[str, bool]] = []
    for part, joined in _parts(words):
        name = _name(part, declared=declared)
        if not name or not is_name(name):
            continue
        person = is_person(name)
        after = any(each for _, each in found)
        agency = declared and name.lower() in AGENCIES
        if after and not agency and (is_impersonal(name) or not (person or joined)):
            continue
        found.append((name, is_human(name)))
    return [name for name, _ in found]


def _parts(words: str) -> Iterator[tuple[str, bool]]:
    """Yields the parts of a field, and whether each follows an "and"."""
    for parts in _MARK.split(_END.sub("", words.lstrip(_BRACKETS))):
        for part in apart(parts.strip(_BRACKETS)):
            yield from _apart(part)


def _apart(part: str) -> Iterator[tuple[str, bool]]:
    """Yields a part split at each "and" that has a person on one side."""
    begin, joined = 0, False
    for mark in _AND.finditer(part):
        before, after = _name(part[begin : mark.start()]), _name(part[mark.end() :])
        people = is_human(before), is_human(after)
        single = " " not in f"{before}{after}" and before[:1].isupper() and after[:1].isupper()
        if all(people) or (not mark["small"] and (any(people) or single)):
            yield part[begin : mark.start()], joined
            begin, joined = mark.end(), mark[0] != "/"
    yield part[begin:], joined


def _name(part: str, *, declared: bool = False) -> str:
    """Returns a name without place, outlet, job and degrees after it."""
    part = _OPEN.sub("", part[:_LONGEST_NAME].strip(_BRACKETS))
    for tail in _TAIL.finditer(part):
        if is_person(head := without_degrees(part[: tail.start()])):
            return head
    return without_role(without_degrees(part), declared=declared)
