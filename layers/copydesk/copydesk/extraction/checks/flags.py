"""This module flags what a reader should know about the quality of an article's text."""

from collections.abc import Collection, Sequence
from dataclasses import replace

from copydesk.errors import RejectReason
from copydesk.extraction.checks.walls import says
from copydesk.extraction.locating.locate import Located
from copydesk.extraction.metadata.page import Page
from copydesk.extraction.reading.walk import Element, Run
from copydesk.extraction.text.fold import alike, fold
from copydesk.model import Article, BlockType

#: The characters of a gap that is flagged. In held-out pages 2 of 1,196 articles have one, and both lost a tenth of
#: their text.
_GAP = 400
#: From this share of links on a run is a list of other stories.
_LINKED = 0.5

type _Kind = tuple[Element | None, str]


def is_parted(runs: Sequence[Run], kept: Collection[int]) -> bool:
    """Returns whether long text is missing between kept runs that share their parent and tag."""
    missing: dict[_Kind, int] = {}
    for index, run in enumerate(runs):
        if not run.text or run.element.hidden or run.link_share >= _LINKED:
            continue
        kind = (run.element.parent, run.element.tag)
        if index in kept:
            if missing.get(kind, 0) >= _GAP:
                return True
            missing[kind] = 0
        elif kind in missing:
            missing[kind] += len(run.text)
    return False


#: Class words of the elements of paywalls.
_PAYWALL_WORDS = frozenset({"paywall", "piano", "tinypass", "regwall", "poool", "gated", "metered"})
#: The last words of a cut article.
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
#: A text with a smaller share of the words that the page counts has been cut.
_WHOLE = 0.5
#: The most words of a teaser.
TEASER = 300
#: An article is flagged if it lost at least this many words and this share of its own words.
_FEWEST_LOST, _LOST = 50, 0.2
#: The most runs between the last words and a paywall.
_LATER_RUNS = 12
#: From this share of repeated text on an article is flagged; shorter paragraphs (characters) may well repeat.
_MUCH, _SAID = 0.3, 60
_PICTURES = frozenset({BlockType.IMAGE, BlockType.GALLERY, BlockType.VIDEO})


def with_flag(article: Article, *flags: str) -> Article:
    """Returns the article with more flags of its quality, each once."""
    flags = tuple(dict.fromkeys((*article.quality.flags, *flags)))
    return replace(article, quality=replace(article.quality, flags=flags))


def quality_flags(article: Article, page: Page, located: Located) -> tuple[str, ...]:
    """Returns the flags of an article's quality.

    `paywalled`: the page asks to pay for the rest. `truncated`: the text ends before its end. `words_lost`: words
    beside the text read as its own. `parted`: text is missing amid it. `much_repeated`: much of the text is in it
    twice. `headline_conflict`: all headlines that the page declares are of another story. `no_lead_image`: the page
    declares a picture, and no block shows one. `author_is_site`: the site alone is named as the author.
    """
    runs = located.runs
    flags = {
        "paywalled": _is_paywalled(article, runs, located.text[-1]),
        "truncated": _is_cut(article, page),
        "words_lost": article.quality.lost_words >= max(_FEWEST_LOST, _LOST * article.word_count),
        "parted": is_parted(runs, {*located.text, *located.company}),
        "much_repeated": _repeated(article) >= _MUCH,
        "headline_conflict": _is_another_headline(article),
        "no_lead_image": article.main_image is not None
        and _PICTURES.isdisjoint(block.type for block in article.blocks),
        "author_is_site": _is_by_site(article),
    }
    return tuple(name for name, holds in flags.items() if holds)


def _repeated(article: Article) -> float:
    """Returns the share of the characters of longer paragraphs that repeat an earlier one."""
    texts = [block.text for block in article.blocks if block.type is BlockType.PARAGRAPH and len(block.text) >= _SAID]
    once = sum(map(len, set(texts)))
    return 1 - once / total if (total := sum(map(len, texts))) else 0.0


def _is_another_headline(article: Article) -> bool:
    declared = [each.value for each in article.conflicts if each.field == "headline"]
    return bool(declared) and not any(alike(article.headline or "", each) for each in declared)


def _is_by_site(article: Article) -> bool:
    host = (article.host or "").removeprefix("www.").partition(".")[0]
    names = {_joined(article.site_name or ""), _joined(host)} - {""}
    return bool(article.authors) and all(_joined(author.name) in names for author in article.authors)


def _joined(name: str) -> str:
    return "".join(filter(str.isalnum, fold(name)))


def _is_paywalled(article: Article, runs: Sequence[Run], last: int) -> bool:
    """Returns whether the page says that the text is not free, or has a paywall after the last words."""
    if article.is_accessible_for_free is not None:
        return not article.is_accessible_for_free
    after = [run for run in runs[last + 1 : last + 1 + _LATER_RUNS] if run.text]
    named = any(_PAYWALL_WORDS & each.words for run in after for each in run.element.lineage())
    return named and says("\n".join(run.text for run in after), RejectReason.PAYWALL)


def _is_cut(article: Article, page: Page) -> bool:
    """Returns whether the page counts many more words than the text has, or a short text ends like a teaser."""
    if article.is_accessible_for_free:
        return False
    counted = [int(each) for thing in page.articles if (each := str(thing.get("wordCount"))[:9]).isdecimal()]
    if counted and article.word_count < _WHOLE * min(counted):
        return True
    if article.word_count > TEASER:
        return False
    last = next((block for block in reversed(article.blocks) if block.type is not BlockType.IMAGE), None)
    return last is not None and last.type is BlockType.PARAGRAPH and last.text.lower().rstrip("› »>").endswith(_GOES_ON)
