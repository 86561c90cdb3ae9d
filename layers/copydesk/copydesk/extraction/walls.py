"""What stands before an article or ends it early: challenges to robots, consent walls, paywalls, soft 404s."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from copydesk.errors import Reject, RejectReason
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.scripts.drawn import needs_script
from copydesk.extraction.walk import Run
from copydesk.extraction.wall_words import SAID_BY_WALLS
from copydesk.model import Article, BlockType

#: An article of at least so many words stands for itself, whatever the page says beside it.
_SPEAKS_FOR_ITSELF = 120
#: How much of a page's text (characters) is read for what it says of itself.
_READ = 6_000
#: Pages of more text (characters) than this are no bare walls, whatever they say of cookies or robots.
_BARE = 4_000
_BARE_WALLS = frozenset({RejectReason.BOT_CHALLENGE, RejectReason.CONSENT_WALL})
#: Names of the elements in which publishers set their paywall.
_PAYWALL_WORDS = frozenset({"paywall", "piano", "tinypass", "regwall", "poool", "gated", "metered"})
#: What the last words of a cut article say.
_GOES_ON = (
    "continue reading",
    "read more",
    "read the full",
    "weiterlesen",
    "lire la suite",
    "seguir leyendo",
    "…",
    "...",
)
#: A text of fewer of the words that the page itself counts than this share has been cut.
_WHOLE = 0.5
#: Teasers have at most so many words.
TEASER = 300
#: An article that lost at least so many words, and this share of those that it has, is flagged.
_FEWEST_LOST, _LOST = 50, 0.2
#: How far (in runs) under the last words a paywall stands.
_LATER_RUNS = 12


def refusal(refused: Reject, page: Page, runs: Sequence[Run]) -> Reject:
    """The same refusal, with the reason that the page itself gives where it gives one; one too complex is all it is."""
    if refused.reason is RejectReason.TOO_COMPLEX:
        return refused
    reason = wall_before(page, runs) or (RejectReason.NEEDS_SCRIPT if needs_script(page, runs) else None)
    return Reject(reason, refused.detail) if reason else refused


def wall_before(page: Page, runs: Iterable[Run]) -> RejectReason | None:
    """What the words of a page without an article say stands before it."""
    title = page.tree.css_first("title")
    said = [title.text() if title else "", *(run.text for run in runs if run.text)]
    bare = sum(map(len, said)) <= _BARE
    text = "\n".join(["", *said])[:_READ]
    told = (reason for reason in SAID_BY_WALLS if _says(text, reason))
    return next((reason for reason in told if bare or reason not in _BARE_WALLS), None)


def _says(text: str, wall: RejectReason) -> bool:
    plain = text.lower().replace("’", "'")
    return any(phrase in plain for phrase in SAID_BY_WALLS[wall])


def check_notice(article: Article, page: Page, runs: Sequence[Run]) -> None:
    """Raises Reject for a few words that only say why there is no article; a teaser before a paywall is one."""
    if article.word_count < _SPEAKS_FOR_ITSELF:
        reason = wall_before(page, runs)
        if reason and reason is not RejectReason.PAYWALL:
            raise Reject(reason, f"{article.word_count} words")


def with_flag(article: Article, *flags: str) -> Article:
    """The article with more flags of its quality, each once."""
    flags = tuple(dict.fromkeys((*article.quality.flags, *flags)))
    return replace(article, quality=replace(article.quality, flags=flags))


def quality_flags(article: Article, page: Page, runs: Sequence[Run], last: int) -> tuple[str, ...]:
    """What a reader should know of an article's text: `paywalled`, where the page asks to pay for the rest of it,
    `truncated`, where the text ends before its end, and `words_lost`, where words beside it read as its own. `last` is
    the index of the article's last run.
    """
    flags = {
        "paywalled": _is_paywalled(article, runs, last),
        "truncated": _is_cut(article, page),
        "words_lost": article.quality.lost_words >= max(_FEWEST_LOST, _LOST * article.word_count),
    }
    return tuple(name for name, holds in flags.items() if holds)


def _is_paywalled(article: Article, runs: Sequence[Run], last: int) -> bool:
    """Whether the page says that the text is not free, or a paywall follows on the last words."""
    if article.is_accessible_for_free is not None:
        return not article.is_accessible_for_free
    after = [run for run in runs[last + 1 : last + 1 + _LATER_RUNS] if run.text]
    named = any(_PAYWALL_WORDS & each.words for run in after for each in run.element.lineage())
    return named and _says("\n".join(run.text for run in after), RejectReason.PAYWALL)


def _is_cut(article: Article, page: Page) -> bool:
    """Whether the page counts many more words than there are, or the last ones of a few say that the text goes on."""
    if article.is_accessible_for_free:
        return False
    counted = [int(each) for thing in page.articles if (each := str(thing.get("wordCount"))[:9]).isdecimal()]
    if counted and article.word_count < _WHOLE * min(counted):
        return True
    if article.word_count > TEASER:
        return False
    last = next((block for block in reversed(article.blocks) if block.type is not BlockType.IMAGE), None)
    return last is not None and last.type is BlockType.PARAGRAPH and last.text.lower().rstrip("› »>").endswith(_GOES_ON)
