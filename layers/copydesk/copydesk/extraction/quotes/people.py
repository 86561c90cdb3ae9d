"""Speakers by their fullest name: `Smith`, `Ms Smith` and `she` are the person introduced as Jane Smith."""

import re
from collections import Counter
from collections.abc import Iterable

from copydesk.extraction.quotes.given_names import GIVEN, MEN, WOMEN
from copydesk.extraction.quotes.names import bare_name, is_person, is_title, names_in

#: Small words within a name; `der` and `den` only behind `von` and `van`.
_PARTICLES = frozenset("de del della di da do dos van von bin ibn al el la le du".split())
#: Words that join to a person what is said about them.
_JOINING = re.compile(
    r"(?<!\s)\s++(?:of|for|at|in|from|with|on|to|by|about|near|von|vom|bei|beim|aus|für|de|du|des|del|della|da|do|dos|från|fra|van|im|am|der)\s++"
)
_POSSESSIVE = re.compile(r"^.*[’']s\s++", re.MULTILINE)
_ACRONYM = re.compile(
    r"(?<![\w’'-])((?:[A-Z][\w’'-]+\s+(?:(?:of|and|for|the|on|in)\s+){0,2}){1,6})\((?:the )?([A-Z]{2,7})\)"
)
#: People of one name that are told apart; a list of thousands is no article.
_MOST_NAMESAKES = 20
#: Characters; what is longer names nobody.
_LONGEST_SPEAKER = 200
FEMALE, MALE = "female", "male"
_GENDER = {"mr": MALE, "sir": MALE, "lord": MALE, "mrs": FEMALE, "ms": FEMALE, "miss": FEMALE, "dame": FEMALE}


class People:
    """Who is named in an article, and how often."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._bodies: dict[str, str] = {}
        self._full: Counter[str] = Counter()
        self._shown: Counter[str] = Counter()
        self._by_last: dict[str, list[str]] = {}
        self._by_first: dict[str, list[str]] = {}

    def _meet(self) -> None:
        """Read the texts, once someone is asked for: most pages with quotation marks quote nobody."""
        texts, self._texts = self._texts, ()
        for text in texts:
            self._read(text)
        lasts = {name.split()[-1] for name in self._full}
        for name in self._full:
            words = name.split()
            if name.endswith("s") and words[-1][:-1] in lasts:
                continue  # a genitive: `Jane Smiths Haus`
            _keep(self._by_last.setdefault(words[-1], []), name)
            _keep(self._by_first.setdefault(words[0], []), name)

    def _read(self, text: str) -> None:
        for start, name in names_in(text):
            is_body = text[max(0, start - 4) : start].lower() == "the "
            (self._full if is_person(name) and not is_body else self._shown)[name] += 1
        for match in _ACRONYM.finditer(text) if "(" in text else ():
            self._bodies.setdefault(match[2], match[1].strip().removeprefix("The "))

    def named(self, name: str) -> str | None:
        """The person that a name means: `Smith`, or `Jane` where the article knows one Jane only."""
        if self._texts:
            self._meet()
        words = name.split()
        ending = [full for full in self._by_last.get(words[-1], ()) if full.endswith(name) or _covers(full, words)]
        whole = [full for full in ending if not any(other.endswith(f" {full}") for other in ending)]
        if whole:
            return max(whole, key=len if _is_same(whole) else self._full.__getitem__)
        if len(words) > 1 and name.endswith("s") and words[-1] not in self._by_last:
            return self.named(name[:-1])  # a genitive: `Jane Smiths Haus`
        starting = self._by_first.get(name, ())
        return starting[0] if len(starting) == 1 else None

    def fullest(self, speaker: str) -> str:
        """The fullest name of a speaker, else the words as they stand."""
        name = self.name_of(speaker)
        if not name:
            return speaker
        if self._texts:
            self._meet()
        if name in self._bodies:
            return self._bodies[name]
        if speaker.lower() == f"the {name.lower()}":
            return speaker
        named = self.named(name)
        if named or is_person(name):
            return named or name
        return name if all(is_title(word) for word in speaker.removesuffix(name).split()) else speaker

    def name_of(self, speaker: str) -> str | None:
        """The name in a description: of `Foreign Minister Jane Smith of X` it is Jane Smith."""
        if len(speaker) > _LONGEST_SPEAKER:
            return None
        head = _last_name(_JOINING.split(speaker, maxsplit=1)[0])
        if head and is_person(head):
            return head
        whole = _last_name(speaker)
        return whole if whole and is_person(whole) and any(word.islower() for word in speaker.split()[-4:-2]) else head

    def is_single(self, name: str) -> bool:
        """Whether a name of one word can be a person's: it stands for no body."""
        return " " not in name and name not in self._bodies and not name.isupper() and name[0].isupper()

    def is_known(self, name: str) -> bool:
        """Whether a name is surely a person's: by its given name, or by a surname that stands alone elsewhere."""
        first, *_, last = name.split()
        return first in GIVEN or last in self._shown


def _keep(namesakes: list[str], name: str) -> None:
    if len(namesakes) < _MOST_NAMESAKES:
        namesakes.append(name)


def _last_name(words: str) -> str | None:
    return bare_name(_last_run(_POSSESSIVE.sub("", words).split())) or None


def _last_run(words: list[str]) -> str:
    """The capital words with which a phrase ends, small words between them kept."""
    start = len(words)
    for index in range(len(words) - 1, -1, -1):
        if words[index][0].isupper():
            start = index
        elif not (words[index] in _PARTICLES or words[index - 1 : index] in (["von"], ["van"])):
            break
    return " ".join(words[start:])


def _covers(full: str, words: list[str]) -> bool:
    """Whether a full name has all the words of a shorter one: `Jane Anne Smith`, `Jane Smith`."""
    parts = full.split()
    return parts[0] == words[0] and parts[-1] == words[-1]


def _is_same(names: list[str]) -> bool:
    """Whether names that end alike are one person's: they begin alike as well."""
    return len({name.split()[0] for name in names}) == 1


def gender_of(name: str) -> str | None:
    first, *_ = name.split()
    if first in WOMEN:
        return FEMALE
    return MALE if first in MEN else _GENDER.get(first.rstrip(".").lower())
