"""Speakers by their fullest name: `Smith`, `Ms Smith` and `she` are the person introduced as Jane Smith."""

from collections import Counter
from collections.abc import Iterable

from copydesk.extraction.metadata.bylines.given_names import GIVEN
from copydesk.extraction.quotes.names import bare_name, is_inflected, is_person, is_title, names_in, stem_of
from copydesk.extraction.quotes.roles import ARTICLES, LINKS, Roles
from copydesk.extraction.quotes.sentences import compiled

#: Small words within a name; `der` and `den` only behind `von` and `van`.
_PARTICLES = frozenset("de del della di da do dos van von bin ibn al el la le du".split())
#: Words that join to a person what is said about them.
_JOINING = (
    r"(?<!\s)\s++(?:of|for|at|in|from|with|on|to|by|about|near|von|vom|bei|beim|aus|für|de|du|des|del|della|da|do|dos|från"
    r"|fra|van|im|am|der)\s++"
)
#: Words behind which a name is another's: `a spokesman for Jane Smith`.
_OF = ARTICLES | frozenset("a an of for von vom bei beim aus für de du des da do dos della från av hos".split())
_INFLECTED = ("e", "en", "er", "es", "s")
#: German articles: a capital word behind one is a noun.
_GERMAN_ARTICLES = frozenset(
    "der die das den dem des ein eine einer einem eines einen im am zur zum vom beim mein meine meinem seinen seinem"
    " seine sein ihr ihre ihrem ihren unser unsere kein keine diese dieser dieses diesem jeder jede".split()
)
#: A given name that an editor put in: `“We are late,” (Jane) Smith said`.
_PUT_IN = r"[\[(](\w[\w .’'-]{1,29})[\])] ([^\W\d_]\w+)"
#: What a body is called for short: `the zoo` where the article names one zoo.
_BODIES = frozenset(
    "zoo university college school hospital museum agency ministry commission committee council court bank department"
    " bureau authority association federation foundation institute union club embassy parliament church library airport"
    " company corporation society league alliance coalition network academy observatory studio".split()
)
#: A person whom the article is about is named so often; one fewer where a description tells their gender.
_MENTIONS = 3
#: Words behind a given name.
_MOST_NAMES = 3
_WITH_MIDDLE_NAME = 3
#: Given names that no table has are seldom so long.
_LONG_WORD = 9
#: Characters before a name that hold an article.
_ARTICLE_REACH = 8
_POSSESSIVE = r"(?m)^.*[’']s\s++"
_ACRONYM = r"(?<![\w’'-])((?:[A-Z][\w’'-]+\s+(?:(?:of|and|for|the|on|in)\s+){0,2}){1,6})\((?:the )?([A-Z]{2,7})\)"
#: The same in Chinese and Japanese: `気象協会（ABC）`.
_ASIAN_ACRONYM = r"([一-鿿ァ-ヺー]{3,24})（([A-Z]{2,7})）"
#: People of one name that are told apart; a list of thousands is no article.
_MOST_NAMESAKES = 20
#: Characters; what is longer names nobody.
_LONGEST_SPEAKER = 200


class People:
    """Who is named in an article, and how often."""

    def __init__(self, texts: Iterable[str]) -> None:
        self._texts = texts
        self._bodies: dict[str, str] = {}
        self._full: Counter[str] = Counter()
        self._shown: Counter[str] = Counter()
        self._by_last: dict[str, list[str]] = {}
        self._by_first: dict[str, list[str]] = {}
        self._by_stem: dict[tuple[str, ...], list[str]] = {}
        self._by_middle: dict[str, list[str]] = {}
        self._by_noun: dict[str, list[str]] = {}
        self._nouns: set[str] = set()
        self._roles = Roles()

    def _meet(self) -> None:
        """Read the texts, once someone is asked for: most pages with quotation marks quote nobody."""
        texts, self._texts = self._texts, ()
        for text in texts:
            self._read(text)
        self._shorten()
        lasts = {name.split()[-1] for name in self._full}
        for name in self._full:
            words = name.split()
            if name.endswith("s") and words[-1][:-1] in lasts:
                continue  # a genitive: `Jane Smiths Haus`
            _keep(self._by_stem.setdefault(stem_of(name), []), name)
            _keep(self._by_last.setdefault(words[-1], []), name)
            _keep(self._by_first.setdefault(words[0], []), name)
            if len(words) == _WITH_MIDDLE_NAME:
                _keep(self._by_middle.setdefault(words[1], []), name)
        for name in (*self._full, *self._shown):
            if " " in name:
                _keep(self._by_noun.setdefault(name.rpartition(" ")[2].lower(), []), name)

    def _shorten(self) -> None:
        """Names without the words before them that are no part: `Obwohl Jane` and `Institute Jane Smith`."""
        firsts = {name.split()[0] for name in self._full}
        for name in list(self._full):
            short = self._without_prefix(name.split(), firsts)
            if short:
                (self._full if " " in short else self._shown)[short] += self._full.pop(name)

    def _without_prefix(self, words: list[str], firsts: set[str]) -> str | None:
        if words[0] in GIVEN:
            return None
        if len(words) == 2:
            return words[1] if words[1] in GIVEN and words[1] in firsts and words[1] not in self._by_last else None
        tails = (" ".join(words[start:]) for start in range(1, len(words) - 1) if words[start] in GIVEN)
        return next((tail for tail in tails if tail in self._full), None) or _behind_role(words)

    def _read(self, text: str) -> None:
        for start, name in names_in(text):
            before = text[max(0, start - _ARTICLE_REACH) : start].split()
            article = before[-1].lower() if before else ""
            person = article != "the" and is_person(name)
            (self._full if person else self._shown)[name] += 1
            if article in _GERMAN_ARTICLES:
                self._nouns.add(name.rpartition(" ")[2])
            self._roles.read(text, start, name, is_person=person)
        for match in compiled(_PUT_IN).finditer(text) if "(" in text or "[" in text else ():
            name = bare_name(f"{match[1]} {match[2]}")
            if is_person(name) and match[2][0].isupper() and match[1].split()[-1] in name:
                self._full[name] += 1
        for match in compiled(_ACRONYM).finditer(text) if "(" in text else ():
            self._bodies.setdefault(match[2], match[1].strip().removeprefix("The "))
        for match in compiled(_ASIAN_ACRONYM).finditer(text) if "（" in text else ():
            self._bodies.setdefault(match[2], match[1])

    def with_role(self, description: str) -> str | None:
        """The person whom `the mayor` means, where the article has one mayor only."""
        if self._texts:
            self._meet()
        return self._roles.bearer(description, self.named)

    def may_be(self, name: str, description: str, gender: str | None) -> bool:
        """Whether a person can be whom `the singer` means: named more than once, and no other is said to be one."""
        if not is_person(name) or self.is_noun(name) or self._mentions(name) < (_MENTIONS - 1 if gender else _MENTIONS):
            return False
        return self._roles.may_be(name, description, self.named)

    def nominative(self, name: str) -> str:
        """Of `Jana Nováka` the name without its case, where the article has one that differs from it in ends alone."""
        if self._texts:
            self._meet()
        like = self._by_stem.get(stem_of(name), ())
        same = [full for full in like if full != name and is_inflected(name.split(), full.split())]
        return same[0] if len(same) == 1 else name

    def _mentions(self, name: str) -> int:
        """How often a person is named, in full or by one name."""
        if self._texts:
            self._meet()
        first, *_, last = name.split()
        return self._full[name] + self._shown[first] + self._shown[last]

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
        within = [full for full in self._by_last.get(words[-1], ()) if name.endswith(f" {full}")]
        starting = within or self._beginning(name)
        is_one = len({full.split()[-1] for full in starting}) == 1
        return max(starting, key=len) if is_one else self._roles.styled(name)

    def _beginning(self, first: str) -> list[str]:
        """Who has a given name, those named again first; `Jane Smith Says No` is nobody where Jane Smith is named."""
        names = self._by_first.get(first, [])
        names = [name for name in names if self._full[name] > 1] or names
        return [
            name
            for name in names
            if not any(name.startswith(f"{other} ") and self._full[other] >= self._full[name] for other in names)
        ]

    def fullest(self, speaker: str) -> str:
        """The fullest name of a speaker, else the words as they stand."""
        name = self.name_of(speaker)
        meant = self.with_role(speaker) or (None if name else self._body_called(speaker))
        if meant or not name:
            return meant or speaker
        if self._texts:
            self._meet()
        if name in self._bodies:
            return self._bodies[name]
        if speaker.lower() == f"the {name.lower()}":
            return speaker
        named = self.named(name) or (self._by_middle_name(name) if speaker == name else None)
        if named or is_person(name):
            return named or name
        if not speaker.endswith(f" {name}"):
            return speaker
        described = speaker.removesuffix(name).split()
        alone = name in GIVEN and described[-1].islower() and described[-1] not in LINKS
        titled = not name.isupper() and all(is_title(word) for word in described)
        return name if alone or titled else speaker

    def _by_middle_name(self, name: str) -> str | None:
        bearers = self._by_middle.get(name, ())
        return bearers[0] if len(bearers) == 1 else None

    def _body_called(self, description: str) -> str | None:
        """The body that `the zoo` means, where the article names one zoo only."""
        article, _, noun = description.partition(" ")
        if article.lower() != "the" or noun not in _BODIES:
            return None
        if self._texts:
            self._meet()
        bodies = self._by_noun.get(noun, ())
        return bodies[0] if len(bodies) == 1 else None

    def name_of(self, speaker: str) -> str | None:
        """The name in a description: of `Foreign Minister Jane Smith of X` it is Jane Smith."""
        if len(speaker) > _LONGEST_SPEAKER:
            return None
        head = _last_name(compiled(_JOINING).split(speaker, maxsplit=1)[0])
        whole = _last_name(speaker)
        if head and whole and self._is_parted(head, whole):
            return whole
        if head and is_person(head) and not is_title(head.rpartition(" ")[2]):
            return head
        before = speaker.removesuffix(whole or "").split()[-2:]
        joined = bool(before) and before[-1].lower() in (ARTICLES if head else _OF)
        return whole if whole and is_person(whole) and any(map(str.islower, before)) and not joined else head

    def _is_parted(self, head: str, whole: str) -> bool:
        """Whether a name goes on behind a particle: `Virgil van Dijk`; a word that others are named by ends one."""
        last = head.rpartition(" ")[2]
        if not whole.startswith(f"{head} ") or not is_person(whole):
            return False
        if self._texts:
            self._meet()
        return last not in self._by_last and (last in GIVEN or " " not in head)

    def is_single(self, name: str) -> bool:
        """Whether a name of one word can be a person's: it stands for no body."""
        return " " not in name and name not in self._bodies and not name.isupper() and name[0].isupper()

    def is_known(self, name: str, *, strict: bool = False) -> bool:
        """Whether a name is surely a person's: by its given name, or by a surname that stands alone elsewhere.

        A `strict` reader takes no word for a given name that is inflected or stands alone, for a language that writes
        all nouns in capitals.
        """
        first, *_, last = name.replace(",", "").split()
        if strict and (first in self._shown or first.endswith(_INFLECTED)):
            return first in GIVEN
        if strict and not first[1:].islower() and "-" not in first and len(first) > 2:
            return False  # `BahnComfort Kunden`
        return first in GIVEN or (last in self._shown and not self.is_noun(name))

    def is_role(self, name: str) -> bool:
        """Whether capital words say what someone is, or are too many for a name: `Senior Sales Manager`."""
        first, *others = name.split()
        return first not in GIVEN and (is_title(others[-1]) or len(others) > _MOST_NAMES)

    def is_noun(self, name: str) -> bool:
        """Whether a name is of German nouns: `Nationale Direktion`."""
        first, *others = name.split()
        genitive = first.endswith("s") and first[:-1] in self._shown
        return first not in GIVEN and (genitive or not self._nouns.isdisjoint((first, *others)))


def _behind_role(words: list[str]) -> str | None:
    """Of `Gastgeberin Jane Smith` the given name and what follows: a word as long, or several, say what someone is."""
    start = next((index for index in range(1, len(words) - 1) if words[index] in GIVEN), 0)
    return " ".join(words[start:]) if start > 1 or (start and len(words[0]) >= _LONG_WORD) else None


def _keep(namesakes: list[str], name: str) -> None:
    if len(namesakes) < _MOST_NAMESAKES:
        namesakes.append(name)


def _last_name(words: str) -> str | None:
    return bare_name(_last_run(compiled(_POSSESSIVE).sub("", words).split())) or None


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
