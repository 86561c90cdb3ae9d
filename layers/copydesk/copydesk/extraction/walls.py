"""What stands before an article or ends it early: challenges to robots, consent walls, paywalls, soft 404s."""

from collections.abc import Iterable, Sequence

from copydesk.errors import Reject, RejectReason
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.scripts.drawn import needs_script
from copydesk.extraction.walk import Run
from copydesk.extraction.wall_words import SAID_BY_WALLS
from copydesk.model import Article

#: An article of at least so many words stands for itself, whatever the page says beside it.
_SPEAKS_FOR_ITSELF = 120
#: How much of a page's text (characters) is read for what it says of itself.
_READ = 6_000
#: Pages of more text (characters) than this are no bare walls, whatever they say of cookies or robots.
_BARE = 4_000
_BARE_WALLS = frozenset({RejectReason.BOT_CHALLENGE, RejectReason.CONSENT_WALL})


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
    told = (reason for reason in SAID_BY_WALLS if says(text, reason))
    return next((reason for reason in told if bare or reason not in _BARE_WALLS), None)


def says(text: str, wall: RejectReason) -> bool:
    plain = text.lower().replace("’", "'")
    return any(phrase in plain for phrase in SAID_BY_WALLS[wall])


def check_notice(article: Article, page: Page, runs: Sequence[Run]) -> None:
    """Raises Reject for a few words that only say why there is no article; a teaser before a paywall is one."""
    if article.word_count < _SPEAKS_FOR_ITSELF:
        reason = wall_before(page, runs)
        if reason and reason is not RejectReason.PAYWALL:
            raise Reject(reason, f"{article.word_count} words")
