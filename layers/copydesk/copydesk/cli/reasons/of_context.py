"""This module has sentences about the surroundings of a text: its elements and its neighbours."""

from collections.abc import Iterator

from copydesk.cli.console import counted
from copydesk.cli.reasons.building import Sentence, exponent, flag, held, inside, number, percent, score, share, unless
from copydesk.cli.reasons.of_text import phrases

_LEVELS = ("its own element", "the element around it", *(f"the element {level} levels up" for level in (2, 3, 4)))
_REGIONS = ("0.60", "0.80", "0.95")
_RUNNING, _LIKELY = "the running text", "the likely article"


def _from_heading(value: float) -> str:
    if not value:
        return "is the main heading"
    or_more = " or more" if value >= 30 or value <= -20 else ""
    side = "after" if value > 0 else "before"
    return f"stands {counted(round(abs(value)), 'piece')}{or_more} {side} the main heading"


def _alike(count: float) -> str:
    others = round(count) - 1
    or_more = " or more" if round(count) >= 60 else ""
    return f"{counted(others, 'other piece')}{or_more} of the page {'is' if others == 1 else 'are'} marked up like it"


_PLACE: dict[str, Sentence] = {
    "position": share("comes after {} of the page’s pieces of text", "is the page’s first piece of text"),
    "chars_before": share("comes after {} of the page’s text", "comes before all other text of the page"),
    "good_before": share(
        "comes after {} of the running text", "comes after no running text", "comes after all running text"
    ),
    "good_after": share(
        "comes before {} of the running text", "comes before no running text", "comes before all running text"
    ),
    "after_h1": unless(
        -1, "the page has no main heading",
        flag("stands after the main heading", "does not stand after the main heading"),
    ),
    "h1_distance": unless(-30, "the page has no main heading", _from_heading),
    "template_runs": exponent(_alike),
    "template_chars": exponent(number("pieces marked up like it have", "character", " on average")),
    "template_links": share(
        "pieces marked up like it are {} links", "pieces marked up like it have no links",
        "pieces marked up like it are links alone",
    ),
    "template_good": held(
        "pieces marked up like it hold {} of the running text", "pieces marked up like it hold no running text"
    ),
    "near_good_3": exponent(number("pieces within 3 of it have", "character", " of running text on average")),
    "near_good_8": exponent(number("pieces within 8 of it have", "character", " of running text on average")),
    "page_good": exponent(number("the page has", "character", " of running text", most=3_000)),
    "page_good_share": share("{} of the page’s text is running text", "the page has no running text"),
    "under_heading": unless(
        31, "stands under no heading", number("stands", "piece", " under a heading", most=30)
    ),
}  # fmt: skip


def _anchor(side: str) -> Sentence:
    far = f"no sure text of the article stands within 30 pieces {side} it"
    near = number("a sure text of the article stands", "piece", f" {side} it", none="is itself a sure text")
    return lambda value: far if value >= 30 else near(value)


_SECOND: dict[str, Sentence] = {
    "first": score("a first look gave it {}"),
    "near_first_3": score("a first look gave pieces within 3 of it {} on average"),
    "near_first_8": score("a first look gave pieces within 8 of it {} on average"),
    "near_article_3": number("pieces within 3 of it have", "character", " of the likely article on average"),
    "near_article_8": number("pieces within 8 of it have", "character", " of the likely article on average"),
    "template_first": score("a first look gave pieces marked up like it {} on average"),
    "article_before": share(
        "comes after {} of the likely article", "comes before all of the likely article",
        "comes after all of the likely article",
    ),
    "article_after": share(
        "comes before {} of the likely article", "comes after all of the likely article",
        "comes before all of the likely article",
    ),
    "page_article_share": share("{} of the page’s text is likely article", "none of the page is likely article"),
    "page_article": exponent(number("the page has", "character", " of likely article", most=3_000)),
    "anchor_before": _anchor("before"),
    "anchor_after": _anchor("after"),
}  # fmt: skip


def _region(name: str, what: str, share: str) -> tuple[str, Sentence]:
    region = f"the region that holds {percent(float(share))} of {what}"
    return f"{name}_{share}", unless(-1, f"stands outside {region}", inside(region))


def _level(level: int) -> Iterator[tuple[str, Sentence]]:
    """Yields sentences about one of the elements around a text."""
    where = _LEVELS[level]
    yield f"good_{level}", held(f"{where} holds {{}} of {_RUNNING}", f"{where} holds no running text")
    yield f"chars_{level}", held(f"{where} holds {{}} of the page’s text", f"{where} holds no text")
    yield f"links_{level}", share(f"{where} is {{}} links", f"{where} has no links", f"{where} is links alone")
    yield f"runs_{level}", exponent(number(f"{where} holds", "piece", " of text", most=60))
    yield f"good_gain_{level}", share(f"{where} adds {{}} of {_RUNNING}", f"{where} adds no running text")
    yield f"article_{level}", held(f"{where} holds {{}} of {_LIKELY}", f"{where} holds nothing of {_LIKELY}")
    yield f"article_density_{level}", share(f"{where} is {{}} likely article", f"{where} is no likely article")
    yield f"mean_first_{level}", score(f"a first look gave {where} {{}} on average")


def _neighbour(offset: int) -> tuple[str, str, str]:
    """Returns a name for a neighbour, its place, and words for a missing one."""
    side = "before" if offset < 0 else "after"
    count = abs(offset)
    if count == 1:
        return f"the piece {side} it", f"right {side} it", f"no piece of text comes {side} it"
    return f"the piece {count} {side} it", f"{count} {side} it", f"fewer than {count} pieces of text come {side} it"


def _beside(offset: int) -> Iterator[tuple[str, Sentence]]:
    who, place, missing = _neighbour(offset)
    shares = (f"shares no element with {who}", f"shares an outer element with {who}", f"shares its element with {who}")
    running = number(f"{who} has", "character", " of running text", none=f"{who} is no running text")
    links = share(f"{who} is {{}} links", f"{who} has no links", f"{who} is links alone")
    yield f"chars_{offset:+d}", unless(-1, missing, exponent(number(f"{who} has", "character")))
    yield f"links_{offset:+d}", unless(-1, missing, links)
    yield f"heading_{offset:+d}", flag(f"{who} is a heading", f"no heading comes {place}")
    yield f"good_{offset:+d}", unless(-1, missing, exponent(running))
    yield f"item_{offset:+d}", flag(f"{who} is an entry or a cell", f"no entry and no cell comes {place}")
    yield f"kin_{offset:+d}", lambda value: shares[round(value)]


def _first(offset: int) -> tuple[str, Sentence]:
    who, _, missing = _neighbour(offset)
    return f"first_{offset:+d}", unless(-1, missing, score(f"a first look gave {who} {{}}"))


def sentences_of_context() -> Iterator[tuple[str, Sentence]]:
    """Yields a sentence for each of these features."""
    yield from _PLACE.items()
    yield from _SECOND.items()
    yield from phrases("heading_{}", "the heading over it has", "no heading over it has {}")
    for offset in (-1, 1):
        who, place, _ = _neighbour(offset)
        yield from phrases(f"{{}}_{offset:+d}", f"{who} has", f"no {{}} come {place}")
    for level in range(len(_LEVELS)):
        yield from _level(level)
    for offset in (-3, -2, -1, 1, 2, 3):
        yield from _beside(offset)
    yield from map(_first, (*range(-5, 0), *range(1, 6)))
    for share_held in _REGIONS:
        yield _region("region", _RUNNING, share_held)
        yield _region("article_region", _LIKELY, share_held)
