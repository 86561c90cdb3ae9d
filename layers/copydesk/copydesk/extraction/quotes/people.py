"""This module resolves speakers to their fullest name: `Smith` and `Ms Smith` become Jane Smith."""

from collections import Counter
from collections.abc import Iterable

from copydesk.extraction.metadata.bylines.given_names import GIVEN
from copydesk.extraction.quotes.names import bare_name, is_inflected, is_person, is_title, names_in, stem_of
from copydesk.extraction.quotes.roles import ARTICLES, LINKS, Roles
from copydesk.extraction.quotes.sentences import compiled

#: Small words within a name; `der` and `den` only behind `von` and `van`.
_PARTICLES = frozenset("de del della di da do dos van von bin ibn al el la le du".split())
#: Words that join a description to a person.
_JOINING = (
    r"(?<!\s)\s++(?:of|for|at|in|from|with|on|to|by|about|near|von|vom|bei|beim|aus|für|de|du|des|del|della|da|do|dos|från"
    r"|fra|van|im|am|der)\s++"
)
#: Words that make the following name another's: `a spokesman for Jane Smith`.
_OF = ARTICLES | frozenset("a an of for von vom bei beim aus für de du des da do dos della från av hos".split())
_INFLECTED = ("e", "en", "er", "es", "s")
#: German articles; a capital word behind one is a noun.
_GERMAN_ARTICLES = frozenset(
    "der die das den dem des ein eine einer einem eines einen im am zur zum vom beim mein meine meinem seinen seinem"
    " seine sein ihr ihre ihrem ihren unser unsere kein keine diese dieser dieses diesem jeder jede".split()
)
#: A given name that an editor added: `“We are late,” (Jane) Smith said`.
_PUT_IN = r"[\[(](\w[\w .’'-]{1,29})[\])] ([^\W\d_]\w+)"
#: Nouns that stand for a body: `the zoo` if the article names one zoo.
_BODIES = frozenset(
    "zoo university college school hospital museum agency ministry commission committee council court bank department"
    " bureau authority association federation foundation institute union club embassy parliament church library airport"
    " company corporation society league alliance coalition network academy observatory studio".split()
)
#: The mentions of a person whom the article is about; one fewer suffices if a description gives their gender.
_MENTIONS = 3
#: The most words behind a given name.
_MOST_NAMES = 3
_WITH_MIDDLE_NAME = 3
#: Words of this length are seldom given names that the table lacks.
_LONG_WORD = 9
#: The characters before a name that are read for an article.
_ARTICLE_REACH = 8
_POSSESSIVE = r"(?m)^.*[’']s\s++"
_ACRONYM = r"(?<![\w’'-])((?:[A-Z][\w’'-]+\s+(?:(?:of|and|for|the|on|in)\s+){0,2}){1,6})\((?:the )?([A-Z]{2,7})\)"
#: The same in Chinese and Japanese: `気象協会（ABC）`.
_ASIAN_ACRONYM = r"([一-鿿ァ-ヺー]{3,24})（([A-Z]{2,7})）"
#: The most people of one name that are kept; a list of thousands is no article.
_MOST_NAMESAKES = 20
#: A longer speaker (characters) names nobody.
_LONGEST_SPEAKER = 200


class People:
    """The people and bodies that an article names, and how often."""

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
        """Reads the texts on first use: most pages with quotation marks quote nobody."""
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
        """Removes words before names that are no part of them: `Obwohl Jane`, `Institute Jane Smith`."""
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
        """Returns the person whom `the mayor` means if the article has only one mayor, or None."""
        if self._texts:
            self._meet()
        return self._roles.bearer(description, self.named)

    def may_be(self, name: str, description: str, gender: str | None) -> bool:
        """Returns whether a person can be `the singer`: named often enough, and nobody else has that role."""
        if not is_person(name) or self.is_noun(name) or self._mentions(name) < (_MENTIONS - 1 if gender else _MENTIONS):
            return False
        return self._roles.may_be(name, description, self.named)

    def nominative(self, name: str) -> str:
        """Returns a name without its case, as for `Jana Nováka`, if exactly one name differs only in its endings."""
        if self._texts:
            self._meet()
        like = self._by_stem.get(stem_of(name), ())
        same = [full for full in like if full != name and is_inflected(name.split(), full.split())]
        return same[0] if len(same) == 1 else name

    def _mentions(self, name: str) -> int:
        """Returns how often a person is named, in full or by one name."""
        if self._texts:
            self._meet()
        first, *_, last = name.split()
        return self._full[name] + self._shown[first] + self._shown[last]

    def named(self, name: str) -> str | None:
        """Returns the person that a name means, or None: `Smith`, or `Jane` if the article has only one Jane."""
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
        """Returns the people with a given name, preferably those named again.

        `Jane Smith Says No` is left out if Jane Smith is named.
        """
        names = self._by_first.get(first, [])
        names = [name for name in names if self._full[name] > 1] or names
        return [
            name
            for name in names
            if not any(name.startswith(f"{other} ") and self._full[other] >= self._full[name] for other in names)
        ]

    def fullest(self, speaker: str) -> str:
        """Returns the fullest name of a speaker, else the words as they are."""
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
        """Returns the body that `the zoo` means if the article names only one zoo, or None."""
        article, _, noun = description.partition(" ")
        if article.lower() != "the" or noun not in _BODIES:
            return None
        if self._texts:
            self._meet()
        bodies = self._by_noun.get(noun, ())
        return bodies[0] if len(bodies) == 1 else None

    def name_of(self, speaker: str) -> str | None:
        """Returns the name in a description, or None: for `Foreign Minister Jane Smith of X` it is Jane Smith."""
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
        """Returns whether a name continues behind a particle: `Virgil van Dijk`. A known surname ends a name."""
        last = head.rpartition(" ")[2]
        if not whole.startswith(f"{head} ") or not is_person(whole):
            return False
        if self._texts:
            self._meet()
        return last not in self._by_last and (last in GIVEN or " " not in head)

    def is_single(self, name: str) -> bool:
        """Returns whether a name of one word can be a person's and is no known body."""
        return " " not in name and name not in self._bodies and not name.isupper() and name[0].isupper()

    def is_known(self, name: str, *, strict: bool = False) -> bool:
        """Returns whether a name is surely a person's: by its given name, or because its surname occurs alone.

        `strict` is for a language with capital nouns. A word that is inflected or occurs alone is then a given name
        only if the table has it.
        """
        first, *_, last = name.replace(",", "").split()
        if strict and (first in self._shown or first.endswith(_INFLECTED)):
            return first in GIVEN
        if strict and not first[1:].islower() and "-" not in first and len(first) > 2:
            return False  # `BahnComfort Kunden`
        return first in GIVEN or (last in self._shown and not self.is_noun(name))

    def is_role(self, name: str) -> bool:
        """Returns whether capital words are a role, or too many for a name: `Senior Sales Manager`."""
        first, *others = name.split()
        return first not in GIVEN and (is_title(others[-1]) or len(others) > _MOST_NAMES)

    def is_noun(self, name: str) -> bool:
        """Returns whether a name consists of German nouns: `Nationale Direktion`."""
        first, *others = name.split()
        genitive = first.endswith("s") and first[:-1] in self._shown
        return first not in GIVEN and (genitive or not self._nouns.isdisjoint((first, *others)))


def _behind_role(words: list[str]) -> str | None:
    """Returns the given name and what follows it in `Gastgeberin Jane Smith`, or None.

    The words before it are a role if they are several, or one long word.
    """
    start = next((index for index in range(1, len(words) - 1) if words[index] in GIVEN), 0)
    return " ".join(words[start:]) if start > 1 or (start and len(words[0]) >= _LONG_WORD) else None


def _keep(namesakes: list[str], name: str) -> None:
    if len(namesakes) < _MOST_NAMESAKES:
        namesakes.append(name)


def _last_name(words: str) -> str | None:
    return bare_name(_last_run(compiled(_POSSESSIVE).sub("", words).split())) or None


def _last_run(words: list[str]) -> str:
    """Returns the capital words at the end of a phrase, with the small words between them."""
    start = len(words)
    for index in range(len(words) - 1, -1, -1):
        if words[index][0].isupper():
            start = index
        elif not (words[index] in _PARTICLES or words[index - 1 : index] in (["von"], ["van"])):
            break
    return " ".join(words[start:])


def _covers(full: str, words: list[str]) -> bool:
    """Returns whether a full name has the first and last word of a shorter one: `Jane Anne Smith`, `Jane Smith`."""
    parts = full.split()
    return parts[0] == words[0] and parts[-1] == words[-1]


def _is_same(names: list[str]) -> bool:
    """Returns whether names with the same ending are one person's: their first words are equal too."""
    return len({name.split()[0] for name in names}) == 1
