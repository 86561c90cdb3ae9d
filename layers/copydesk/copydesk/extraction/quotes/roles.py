"""This module records the roles of an article's persons: `Mayor Jane Smith`, `Jane Smith, the mayor of Rome`."""

from collections.abc import Callable

from copydesk.extraction.quotes.names import is_title
from copydesk.extraction.quotes.sentences import compiled

#: Articles, which lead from a description to its noun.
ARTICLES = frozenset("the der die das des dem den vom le la les du el los las del il lo".split())
#: Articles and prepositions, which lead from a description to another noun: `obtained by the Daily Mail`.
LINKS = ARTICLES | frozenset("a an of for at in from with on to by and".split())
#: An apposition that gives a person's role: `, the mayor of Rome`.
_APPOSITION = r"(?: \([^()]{1,30}\))?, (?:(?:the|a|an|der|die|le|la|el)\s)?((?:[\w’'-]+\s?){1,6})"
#: The most words before a name that may be its role.
_ROLE_WORDS = 3
#: The characters before a name in which they are looked for.
_REACH = 40
#: Ranks that are part of their bearer's name: `Pope Francis`.
_RANKS = frozenset("Pope King Queen Prince Princess Duke Duchess Emperor Sultan Emir Papst König Königin Prinz".split())
#: A style that tells a person of one name from others: `Jane, Duchess of Rome`.
_STYLE = (
    r", (?:Duke|Duchess|Prince|Princess|King|Queen|Earl|Countess|Baron|Baroness|Marquess|Emir|Sultan) of"
    r" [^\W\d_a-z]\w*(?: [^\W\d_a-z]\w*)?"
)
#: The most people of one role that are kept, and the most phrases of each.
_MOST_BEARERS = 20

#: A function that returns the person whom a name means, or None.
type Named = Callable[[str], str | None]


class Roles:
    """The bearers of roles with whole phrases, by the last word of the role."""

    def __init__(self) -> None:
        self._bearers: dict[str, dict[str, list[str]]] = {}
        self._styled: dict[str, str] = {}

    def read(self, text: str, start: int, name: str, *, is_person: bool) -> None:
        """Records the role before and behind a name that begins at `start`; for one word only its style."""
        if not is_person:
            self._read_style(text, start, name)
            return
        before = text[max(0, start - _REACH) : start].split()[-_ROLE_WORDS:]
        rank = name.partition(" ")[0]
        if rank in _RANKS:
            self._keep([rank.lower()], name)
        if before and is_title(before[-1]):
            self._note([word.lower() for word in before], name)
        apposition = compiled(_APPOSITION).match(text, start + len(name))
        if apposition:
            words = apposition[1].lower().split()
            end = next((index for index, word in enumerate(words) if word in LINKS), len(words))
            self._note(words[:end], name)

    def _read_style(self, text: str, start: int, name: str) -> None:
        end = start + len(name)
        style = compiled(_STYLE).match(text, end) if " " not in name and text.startswith(", ", end) else None
        if style:
            self._styled.setdefault(name, f"{name}{style[0]}")

    def styled(self, name: str) -> str | None:
        """Returns the whole name of a person with a style, or None: for `Jane` it is `Jane, Duchess of Rome`."""
        return self._styled.get(name)

    def _note(self, words: list[str], name: str) -> None:
        if words and is_title(words[-1]):
            self._keep(words, name)

    def _keep(self, words: list[str], name: str) -> None:
        bearers = self._bearers.setdefault(words[-1], {})
        if name in bearers or len(bearers) < _MOST_BEARERS:
            phrases = bearers.setdefault(name, [])
            if len(phrases) < _MOST_BEARERS:
                phrases.append(" ".join(words))

    def bearer(self, description: str, named: Named) -> str | None:
        """Returns the person whom `the mayor` means if the article has only one mayor, or None."""
        words = description.lower().split()
        if words[0] in ARTICLES:
            words = words[1:]
        elif len(words) > 1 or words != [description]:
            return None  # Slavic languages have no articles: `řekla soudkyně`
        if not 0 < len(words) <= _ROLE_WORDS:
            return None
        ending = f" {' '.join(words)}"
        bearers = {
            named(name) or name
            for name, phrases in self._bearers.get(words[-1], {}).items()
            if any(f" {phrase}".endswith(ending) for phrase in phrases)
        }
        return bearers.pop() if len(bearers) == 1 else None

    def may_be(self, name: str, description: str, named: Named) -> bool:
        """Returns whether a person can be `the singer`: they have that role, or nobody has."""
        bearers = self._bearers.get(description.lower().rpartition(" ")[2], {})
        return not bearers or name in {named(each) or each for each in bearers}
