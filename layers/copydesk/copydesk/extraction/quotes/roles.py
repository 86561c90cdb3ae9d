"""What an article says that its persons are: `Mayor Jane Smith`, `Jane Smith, the mayor of Rome`."""

from collections.abc import Callable

from copydesk.extraction.quotes.names import is_title
from copydesk.extraction.quotes.sentences import compiled

#: Articles, which lead from a description to its noun.
ARTICLES = frozenset("the der die das des dem den vom le la les du el los las del il lo".split())
#: Articles and prepositions, which lead from a description to another noun: `obtained by the Daily Mail`.
LINKS = ARTICLES | frozenset("a an of for at in from with on to by and".split())
#: What stands behind a name and says what its bearer is: `, the mayor of Rome`.
_APPOSITION = r"(?: \([^()]{1,30}\))?, (?:(?:the|a|an|der|die|le|la|el)\s)?((?:[\w’'-]+\s?){1,6})"
#: Words before a name that may say what its bearer is.
_ROLE_WORDS = 3
#: Characters before a name in which they stand.
_REACH = 40
#: Ranks that are a part of their bearer's name: `Pope Francis`.
_RANKS = frozenset("Pope King Queen Prince Princess Duke Duchess Emperor Sultan Emir Papst König Königin Prinz".split())
#: What tells a person of one name from others behind it: `Jane, Duchess of Rome`.
_STYLE = (
    r", (?:Duke|Duchess|Prince|Princess|King|Queen|Earl|Countess|Baron|Baroness|Marquess|Emir|Sultan) of"
    r" [^\W\d_a-z]\w*(?: [^\W\d_a-z]\w*)?"
)
#: People of one role that are told apart.
_MOST_BEARERS = 20

#: The person whom a name means, if the article knows one.
type Named = Callable[[str], str | None]


class Roles:
    """By the last word of a role, its bearers with the whole phrases."""

    def __init__(self) -> None:
        self._bearers: dict[str, dict[str, list[str]]] = {}
        self._styled: dict[str, str] = {}

    def read(self, text: str, start: int, name: str, *, is_person: bool) -> None:
        """Note what stands before and behind a name that begins at `start`; of one word, its style alone."""
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
        """The whole name of who is told apart by a style: of `Jane` it is `Jane, Duchess of Rome`."""
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
        """The person whom `the mayor` means, where the article has one mayor only."""
        words = description.lower().split()
        if words[0] in ARTICLES:
            words = words[1:]
        elif len(words) > 1 or words != [description]:
            return None  # Slavic languages have no articles: `řekla soudkyně`
        if not 0 < len(words) <= _ROLE_WORDS:
            return None
        told = f" {' '.join(words)}"
        bearers = {
            named(name) or name
            for name, phrases in self._bearers.get(words[-1], {}).items()
            if any(f" {phrase}".endswith(told) for phrase in phrases)
        }
        return bearers.pop() if len(bearers) == 1 else None

    def may_be(self, name: str, description: str, named: Named) -> bool:
        """Whether a person can be whom `the singer` means: no other is said to be one."""
        bearers = self._bearers.get(description.lower().rpartition(" ")[2], {})
        return not bearers or name in {named(each) or each for each in bearers}
