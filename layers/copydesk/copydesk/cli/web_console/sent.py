"""Follows rejects and dead letters that were sent again to their outcomes. Each batch has its own page."""

from collections import Counter, OrderedDict, deque
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from secrets import token_hex
from threading import Lock
from time import monotonic
from typing import Any, Literal

from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.layouts.tables import raw_place
from copydesk.cli.sending.dead_letters import Returns, SentLetter, outcome_of_letter
from copydesk.cli.sending.following import PATIENCE
from copydesk.cli.sending.rejects import MOST_FOLLOWED, Outcome, SentAgain, Way, outcome
from copydesk.cli.sending.urls import Request
from copydesk.cli.web_console.layout import link, looks_again, note, page, table
from copydesk.cli.web_console.server import Answer, Asked
from copydesk.stack.problems import Problem
from copydesk.stack.target import Target
from copydesk.storage.operations.rejects import RejectRecord

#: The seconds that one load of the page looks for outcomes, and the seconds between two loads.
_LOOK, PAUSE = 1.5, 2
#: The most batches that the console remembers.
_REMEMBERED = 50

type Followed = Way | Request | SentLetter


def unprepared() -> None:
    """Does nothing, because a look needs no preparation."""


@dataclass(slots=True, kw_only=True)
class Batch:
    """Rejects or dead letters that were sent together. `what` describes them, and `place` is the page to go back to.

    `count` is how many were sent, and `ways` are those that are followed. `end` returns the outcome of one, or None.
    `prepare` is called before each look.
    """

    what: str
    count: int
    ways: Sequence[Followed]
    end: Callable[[Any], Outcome | None]
    prepare: Callable[[], None] = unprepared
    place: Literal["refused", "letters"] = "refused"
    clock: Callable[[], float] = monotonic
    outcomes: dict[int, Outcome] = field(default_factory=dict)
    _left: deque[int] = field(init=False)
    _last_end: float = field(init=False)
    _turn: Lock = field(default_factory=Lock)

    def __post_init__(self) -> None:
        self._left = deque(range(len(self.ways)))
        self._last_end = self.clock()

    @property
    def is_waited_for(self) -> bool:
        """True if some have no outcome yet and the last outcome, or the sending, is not long ago."""
        return bool(self._left) and self.clock() - self._last_end < PATIENCE

    def look(self, seconds: float = _LOOK) -> None:
        """Looks once at each that has no outcome, for at most `seconds`. The next look continues after this one."""
        if not self._turn.acquire(blocking=False):
            return
        try:
            until = self.clock() + seconds
            if self._left:
                self.prepare()
            for _ in range(len(self._left)):
                self._look_at_next()
                if self.clock() >= until:
                    return
        finally:
            self._turn.release()

    def _look_at_next(self) -> None:
        number = self._left[0]
        if found := self.end(self.ways[number]):
            self.outcomes[number] = found
            self._left.popleft()
            self._last_end = self.clock()
        else:
            self._left.rotate(-1)


@dataclass(frozen=True, slots=True)
class Batches:
    """The batches that this console sent, by their ids. They end with the console."""

    place: Target
    _known: OrderedDict[str, Batch] = field(default_factory=OrderedDict)

    def add(self, sent: SentAgain, what: str) -> str:
        """Remembers rejects that were sent, and returns the path of their page."""
        return self._remember(
            Batch(what=what, count=sent.count, ways=sent.ways, end=lambda way: outcome(way, self.place))
        )

    def add_letters(self, letters: Sequence[SentLetter], what: str, *, count: int) -> str:
        """Remembers dead letters that were sent, and returns the path of their page. `count` is of all."""
        returns = Returns(self.place)
        return self._remember(
            Batch(
                what=what, count=count, ways=letters, place="letters", prepare=returns.look,
                end=lambda letter: outcome_of_letter(letter, self.place, returns),
            )
        )  # fmt: skip

    def _remember(self, batch: Batch) -> str:
        batch_id = token_hex(8)
        self._known[batch_id] = batch
        while len(self._known) > _REMEMBERED:
            self._known.popitem(last=False)
        return f"/sent/{batch_id}"

    def named(self, batch_id: str) -> Batch:
        found = self._known.get(batch_id)
        if found is None:
            raise Problem(
                "This console knows of nothing that was sent so.",
                "What is refused or dead by now: see the places above.",
            )
        return found


def sent_page(asked: Asked, batch: Batch) -> Answer:
    """Shows how many were sent and the outcome of each. The page reloads while it waits, with or without a script."""
    batch.look()
    is_waited_for = batch.is_waited_for
    is_letters = batch.place == "letters"
    back = tag("p", link("All dead letters" if is_letters else "All that is refused", batch.place))
    again = looks_again(PAUSE) if is_waited_for else NOTHING
    noun = "message" if is_letters else "page"
    parts = [
        tag("p", isolated(batch.what, most=300), class_="dim"),
        _summary(batch, is_waited_for=is_waited_for),
        *_not_followed(batch),
        *([table("What became of each", (noun, "outcome", "article or reason"), _rows(batch))] if batch.ways else []),
        back,
    ]
    followed = tag("div", *parts, data_poll=PAUSE if is_waited_for else None, class_="sent")
    return page(asked, f"{counted(batch.count, noun)} sent again", followed, at=f"/{batch.place}", head=again)


def _summary(batch: Batch, *, is_waited_for: bool) -> Html:
    counts = Counter(each.how for each in batch.outcomes.values())
    told = [f"{counts['stored']:,} stored", f"{counts['refused']:,} refused again"]
    if counts["skipped"]:
        told.append(f"{counts['skipped']:,} no page")
    if counts["dead"]:
        told.append(f"{counts['dead']:,} dead again")
    followed, left = len(batch.ways), len(batch.ways) - len(batch.outcomes)
    if left:
        told.append(f"{left:,} on their way")
    bar = (
        tag("progress", max=followed, value=str(len(batch.outcomes)), aria_label="Came to an end")
        if followed
        else NOTHING
    )
    status = tag("p", text(", ".join(told) + "."), *_waiting(left, is_waited_for=is_waited_for), role="status",
                 id="sent-status", class_="done" if not left else "due")  # fmt: skip
    return joined([status, tag("p", bar, id="sent-bar")])


def _waiting(left: int, *, is_waited_for: bool) -> list[Html]:
    if not left:
        return []
    if is_waited_for:
        return [text(" This page looks again by itself.")]
    return [
        text(f" Nothing ended for {PATIENCE} seconds. They are ingested when their turn comes: load the page again.")
    ]


def _not_followed(batch: Batch) -> list[Html]:
    count = batch.count - len(batch.ways)
    if not count:
        return []
    unnamed = "" if batch.place == "letters" else ", and no message that names neither page nor URL"
    return [note(f"{count:,} are not followed: only the first {MOST_FOLLOWED:,} are{unnamed}.")]


def _rows(batch: Batch) -> Iterator[tuple[Html, ...]]:
    for number, way in enumerate(batch.ways):
        ended = batch.outcomes.get(number)
        yield isolated(_named(way), most=200), *(_told(ended) if ended else _on_its_way(way))


def _named(way: Followed) -> str:
    """Returns the page of what was sent, or the beginning of a letter that names none."""
    if isinstance(way, SentLetter):
        more = f", and {len(way.pages) - 1:,} more" if len(way.pages) > 1 else ""
        return _named(way.pages[0]) + more if way.pages else way.letter.start
    return raw_place(way.source) if isinstance(way, Way) else way.url


def _on_its_way(way: Followed) -> tuple[Html, Html]:
    is_unnamed = isinstance(way, SentLetter) and not way.pages
    told = "It names no page, so it shows here only if it is refused or dead again." if is_unnamed else ""
    return tag("span", text("on its way"), class_="dim"), text(told)


def _told(ended: Outcome) -> tuple[Html, Html]:
    if ended.article:
        stored = ended.article.stored
        return text("stored"), link(stored.article.headline or "(no headline)", "article", stored.article_id)
    if ended.reject:
        return tag("span", text("refused"), class_="warn"), _refusal(ended.reject)
    if ended.how == "dead":
        return tag("span", text("dead again"), class_="warn"), isolated(ended.cause, most=300)
    if ended.how == "skipped":
        return text("no page"), text("a record of an archive that is none")
    return tag("span", text("refused"), class_="warn"), text("not there any more (404 or 410)")


def _refusal(reject: RejectRecord) -> Html:
    reason = link(reject.reason, "refused", reject.reject_id) if reject.source else text(reject.reason)
    return joined([reason, isolated(reject.detail, most=300)], ": ")
