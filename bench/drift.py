"""This benchmark measures, on made-up sites, how soon drift is found and how often an alarm is false."""

import random
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

from rich.console import Console
from rich.table import Table

from copydesk.pipeline.drift import WINDOW, Change, Fact, Habit, Page, Turn, after_window

#: None of these was looked at while the limits of copydesk/pipeline/drift.py were chosen.
SEEDS = range(1_001, 1_005)
SITES = 60
#: The pages of each site before it changes, and after; a change that is found later is missed.
PAGES_BEFORE = 2_000
PAGES_AFTER = 360


@dataclass(frozen=True, slots=True, kw_only=True)
class Publisher:
    """The averages of a site's pages: shares, and lengths in octaves. The pages of one day are alike."""

    refused: float
    undated: float
    unsigned: float
    octaves: float
    spread: float
    pages_a_day: int


def made_up(chance: random.Random) -> Publisher:
    return Publisher(
        refused=chance.choice([0, 0.02, 0.1, 0.3]),
        undated=chance.choice([0, 0.02, 0.1, 0.5]),
        unsigned=chance.choice([0, 0.05, 0.3, 0.6, 1]),
        octaves=chance.uniform(7.5, 10),
        spread=chance.uniform(0.5, 1.2),
        pages_a_day=chance.choice([5, 20, 60]),
    )


def published(publisher: Publisher, count: int, chance: random.Random) -> list[Page]:
    """Returns pages in the order in which they are read; most are read again, soon after."""
    pages: list[Page] = []
    again: list[Page] = []
    while len(pages) < count:
        today = _today(publisher, chance)
        for _ in range(publisher.pages_a_day):
            if again and chance.random() < 0.6:
                pages.append(again.pop(chance.randrange(len(again))))
            else:
                pages.append(_page(today, chance))
                again += [pages[-1]] * 3 if len(again) < 40 else []
    return pages[:count]


def _today(publisher: Publisher, chance: random.Random) -> Publisher:
    """Returns one day's shares, which vary with agency copy and long reads."""

    def share(usual: float) -> float:
        return usual if usual in (0, 1) else chance.betavariate(usual * 12, (1 - usual) * 12)

    return replace(
        publisher,
        refused=share(publisher.refused),
        undated=share(publisher.undated),
        unsigned=share(publisher.unsigned),
        octaves=publisher.octaves + chance.gauss(0, 0.2),
    )


def _page(today: Publisher, chance: random.Random) -> Page:
    if chance.random() < today.refused:
        return Page()
    words = max(20, int(2 ** chance.gauss(today.octaves, today.spread)))
    return Page(words=words, dated=chance.random() >= today.undated, signed=chance.random() >= today.unsigned)


def judged(pages: Sequence[Page]) -> Iterator[tuple[int, Change]]:
    """Yields each drift with the number of pages after which it is reported."""
    habits: dict[Fact, Habit] = {}
    for end in range(WINDOW, len(pages) + 1, WINDOW):
        habits, changes = after_window(habits, pages[end - WINDOW : end], at="2026-11-24T00:00:00Z")
        yield from ((end, change) for change in changes if change.turn is Turn.DRIFTED)


def false_alarms(seed: int, *, sites: int = SITES, count: int = 5_000) -> tuple[int, int]:
    """Returns the number of alarms of sites that stay as they are, and of their pages."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    return sum(len(list(judged(published(made_up(chance), count, chance)))) for _ in range(sites)), sites * count


def _cut(page: Page, part: float) -> Page:
    return page if page.words is None else replace(page, words=max(1, int(page.words * part)))


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A change of a site's pages: its effect on a page, the fact that shows it, and the possible sites."""

    name: str
    fact: Fact
    breaking: Callable[[Page], Page]
    at: Callable[[Publisher], bool] = lambda _: True


KINDS = (
    Kind(name="no dates any more", fact=Fact.UNDATED, breaking=lambda page: replace(page, dated=False),
         at=lambda publisher: publisher.undated < 0.5),
    Kind(name="no authors any more", fact=Fact.UNSIGNED, breaking=lambda page: replace(page, signed=False),
         at=lambda publisher: publisher.unsigned < 0.6),
    Kind(name="all refused", fact=Fact.REFUSED, breaking=lambda _: Page()),
    Kind(name="a quarter of the text", fact=Fact.LENGTH, breaking=lambda page: _cut(page, 0.25)),
    Kind(name="a third of the text", fact=Fact.LENGTH, breaking=lambda page: _cut(page, 0.33)),
    Kind(name="half of the text", fact=Fact.LENGTH, breaking=lambda page: _cut(page, 0.5)),
)  # fmt: skip


def pages_until_found(kind: Kind, seed: int, *, sites: int = SITES) -> list[int | None]:
    """Returns the pages that each site took, or None if it was missed."""
    chance = random.Random(seed)  # noqa: S311  # no secret
    return [_until_found(kind, publisher, chance) for publisher in _publishers(kind, chance, sites)]


def _publishers(kind: Kind, chance: random.Random, count: int) -> list[Publisher]:
    found: list[Publisher] = []
    while len(found) < count:
        publisher = made_up(chance)
        found += [publisher] if kind.at(publisher) else []
    return found


def _until_found(kind: Kind, publisher: Publisher, chance: random.Random) -> int | None:
    # A change may begin anywhere in a window.
    before = published(publisher, PAGES_BEFORE + chance.randrange(WINDOW), chance)
    after = map(kind.breaking, published(publisher, PAGES_AFTER, chance))
    told = (end - len(before) for end, change in judged([*before, *after]) if change.fact is kind.fact)
    return next((pages for pages in told if pages > 0), None)


def main(seeds: Sequence[int]) -> None:
    console = Console(width=100)
    counted = [false_alarms(seed) for seed in seeds]
    alarms, pages = (sum(each) for each in zip(*counted, strict=True))
    console.print(
        f"Sites that stay as they are: {alarms} alarms in {pages:,} pages, {1e6 * alarms / pages:.1f} a million."
    )
    table = Table(title=f"Pages until a change is found, within {PAGES_AFTER}", title_justify="left", box=None)
    table.add_column("change", no_wrap=True)
    for title in ("sites", "found", "half within", "90% within"):
        table.add_column(title, justify="right")
    for kind in KINDS:
        took = [each for seed in seeds for each in pages_until_found(kind, seed)]
        found = sorted(each for each in took if each is not None)
        half, most = (str(found[int(len(found) * share)]) for share in (0.5, 0.9)) if found else ("–", "–")
        table.add_row(kind.name, str(len(took)), f"{len(found) / len(took):.0%}", half, most)
    console.print(table)


if __name__ == "__main__":
    main([int(seed) for seed in sys.argv[1:]] or SEEDS)
