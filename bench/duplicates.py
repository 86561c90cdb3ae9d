"""This benchmark measures near duplicates: copies as desks make them, of every page at hand, against all other pages.

    python -m bench.duplicates [CORPORA]

Each copy is looked up among all originals, by the functions that decide in the table.
"""

import gzip
import random
import re
import sys
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from itertools import combinations, pairwise
from pathlib import Path

from rich.console import Console
from rich.progress import track
from rich.table import Table

from copydesk.errors import Reject
from copydesk.extraction import extract_article
from copydesk.extraction.checks.fingerprint import bits_apart, shared_keys, simhash
from copydesk.storage.articles.near_duplicates import FEWEST_WORDS, MOST_BITS_APART

ROOT = Path(__file__).parents[1]
_WORD = re.compile(r"\w+")
#: The distance in bits of Manku, Jain and Das Sarma, "Detecting near-duplicates for web crawling" (2007). It is shown
#: for comparison: it is meant for a whole page's words and finds few of an article's copies.
_NEAR = 3
_NAMES = ("Avery Lindqvist", "Noor Castellan", "Tomasz Hale", "Ines Okafor")
_AGENCIES = ("(Agency)", "(Newswire) –", "– Own report –")

type Make = Callable[[str, random.Random], str]


@dataclass(frozen=True, slots=True)
class Sketch:
    fingerprint: str
    keys: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """Counts for copies of one kind: all, found, within three bits, and both.

    `wrong` counts the originals that were found and are not copied.
    """

    copies: int
    found: int
    near: int
    near_found: int
    wrong: int

    @property
    def recall(self) -> float:
        return self.found / max(1, self.copies)

    @property
    def precision(self) -> float:
        return self.found / max(1, self.found + self.wrong)


def sketch(text: str) -> Sketch:
    return Sketch(simhash(text), frozenset(shared_keys(text)))


def is_copy(one: Sketch, other: Sketch) -> bool:
    """Returns whether two texts are copies, as `NearDuplicates` decides."""
    return bool(one.keys & other.keys) and bits_apart(one.fingerprint, other.fingerprint) <= MOST_BITS_APART


def edited(text: str, chance: random.Random, share: float) -> str:
    """Returns a text with a share of its words replaced, removed, or followed by another word of the text."""
    pieces = re.split(r"(\w+)", text)
    places = range(1, len(pieces), 2)
    words = pieces[1::2]
    for place in chance.sample(places, max(1, round(share * len(words)))):
        other = chance.choice(words) + chance.choice(("", "s", "ed", "ing"))
        pieces[place] = chance.choice((other, other, "", f"{pieces[place]} {other}"))
    return "".join(pieces)


def cut(text: str, _chance: random.Random, share: float) -> str:
    ends = [match.end() for match in _WORD.finditer(text)]
    return text[: ends[round(len(ends) * (1 - share)) - 1]]


def without_last(text: str, _chance: random.Random, count: int) -> str:
    """Returns a text without its last paragraphs, as a wire desk cuts, but never less than half of it."""
    paragraphs = text.split("\n\n")
    kept = "\n\n".join(paragraphs[:-count])
    return kept if len(kept) >= len(text) / 2 else text


def signed_anew(text: str, chance: random.Random) -> str:
    """Returns a text with another dateline and agency before it, and other names after it."""
    place = chance.choice(("LONDON", "NAIROBI", "São Paulo", "DELHI, April 25"))
    names = chance.sample(_NAMES, 3)
    return f"{place} {chance.choice(_AGENCIES)} {text}\n\nReporting by {names[0]} and {names[1]}; editing by {names[2]}"


def all_of_it(text: str, chance: random.Random) -> str:
    """Returns a story as a desk may change it: signed anew, its last paragraph cut, 3 % of its words edited."""
    return signed_anew(edited(without_last(text, chance, 1), chance, 0.03), chance)


def _with(make: Callable[[str, random.Random, float], str], share: float) -> Make:
    return lambda text, chance: make(text, chance, share)


#: The copies that a desk would call the same story; recall is measured on them.
SAME_STORY: dict[str, Make] = {
    "verbatim": lambda text, _chance: text,
    "1 % of words edited": _with(edited, 0.01),
    "2 % of words edited": _with(edited, 0.02),
    "5 % of words edited": _with(edited, 0.05),
    "last 5 % cut": _with(cut, 0.05),
    "last 10 % cut": _with(cut, 0.10),
    "last 20 % cut": _with(cut, 0.20),
    "last paragraph cut": lambda text, chance: without_last(text, chance, 1),
    "last two paragraphs cut": lambda text, chance: without_last(text, chance, 2),
    "dateline, agency and names changed": signed_anew,
    "signed anew, cut and edited": all_of_it,
}
#: Copies beyond what is promised, to show the limit.
FARTHER: dict[str, Make] = {"10 % of words edited": _with(edited, 0.10), "last 40 % cut": _with(cut, 0.40)}


def measure(originals: Sequence[str], make: Make, *, seed: int = 5) -> Found:
    sketches = [sketch(text) for text in originals]
    holders = _holders(sketches)
    chance = random.Random(seed)  # noqa: S311  # no secret
    found = near = near_found = wrong = 0
    for number, text in enumerate(originals):
        copy = sketch(make(text, chance))
        candidates = {each for key in copy.keys for each in holders[key]}
        hits = {each for each in candidates if is_copy(copy, sketches[each])}
        is_near = bits_apart(copy.fingerprint, sketches[number].fingerprint) <= _NEAR
        found += number in hits
        near += is_near
        near_found += is_near and number in hits
        wrong += len(hits - {number})
    return Found(len(originals), found, near, near_found, wrong)


def pairs_taken_for_copies(originals: Sequence[str]) -> list[tuple[int, int]]:
    """Returns the pairs of different articles that would be linked."""
    sketches = [sketch(text) for text in originals]
    pairs = {pair for each in _holders(sketches).values() for pair in combinations(sorted(each), 2)}
    return sorted(pair for pair in pairs if is_copy(sketches[pair[0]], sketches[pair[1]]))


def taken_for_copies(originals: Sequence[str], share: float) -> float:
    """Returns the share of mixed articles that count as copies of their beginning.

    A mixed article begins with a share of one article and goes on with another.
    """
    pairs = list(pairwise(originals))
    mixed = [text[: int(share * len(text))] + " " + other[int(share * len(text)) : len(text)] for text, other in pairs]
    return sum(is_copy(sketch(text), sketch(made)) for (text, _), made in zip(pairs, mixed, strict=True)) / len(pairs)


def _holders(sketches: Sequence[Sketch]) -> dict[str, list[int]]:
    holders: dict[str, list[int]] = defaultdict(list)
    for number, each in enumerate(sketches):
        for key in each.keys:
            holders[key].append(number)
    return holders


def texts(paths: Iterable[Path]) -> list[str]:
    """Returns the articles in pages, each once, that are long enough to be compared."""
    found: dict[str, None] = {}
    for path in paths:
        body = path.read_bytes()
        with suppress(Reject):
            article = extract_article(gzip.decompress(body) if path.suffix == ".gz" else body)
            if article.word_count >= FEWEST_WORDS:
                found[article.text] = None
    return list(found)


def own_pages() -> list[Path]:
    """Returns the sample pages. Those of tests/pages are left out, since they are copies of one story."""
    return sorted((ROOT / "samples" / "pages").iterdir())


def main(arguments: Sequence[str]) -> None:
    console = Console(width=100)
    corpora = [path for folder in arguments for path in sorted(Path(folder).glob("*/pages/*"))]
    originals = texts(track([*own_pages(), *corpora], "Reading", console=Console(stderr=True), transient=True))
    table = Table(title=f"Copies of {len(originals)} articles", title_justify="left", box=None)
    table.add_column("copy", no_wrap=True)
    for title in ("recall", "precision", "within 3 bits", "and found"):
        table.add_column(title, justify="right")
    for name, make in (SAME_STORY | FARTHER).items():
        each = measure(originals, make)
        near = (f"{each.near / each.copies:.3f}", f"{each.near_found / max(1, each.near):.3f}")
        table.add_row(name, f"{each.recall:.3f}", f"{each.precision:.3f}", *near)
    console.print(table)
    for share in (0.25, 0.5):
        taken = taken_for_copies(originals, share)
        console.print(f"Of articles that begin with {share:.0%} of another, {taken:.1%} are taken for its copies.")
    linked = pairs_taken_for_copies(originals)
    count = len(originals) * (len(originals) - 1) // 2
    console.print(f"Of {count:,} pairs of different articles {len(linked)} are taken for copies:")
    for one, other in linked:
        console.print(f"  {originals[one][:90]!r}\n  {originals[other][:90]!r}", markup=False, highlight=False)


if __name__ == "__main__":
    main(sys.argv[1:])
