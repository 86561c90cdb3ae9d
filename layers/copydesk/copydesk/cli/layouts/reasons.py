"""What the features of the scorer mean, in plain words, for those who ask why a text was left out or kept.

`SENTENCES` has a sentence for every feature. Its subject is a piece of text, unless it names another one. `TERMS` says
what the terms of the sentences mean.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from itertools import groupby
from math import expm1

from copydesk.cli.console import counted
from copydesk.extraction.explain import Reason

#: Puts the value of a feature into words.
type Sentence = Callable[[float], str]

TERMS = (
    "Running text is text outside of links that ends as a sentence does and is longer than 60 characters. "
    "A first look gives each piece of the page a score, and a second look sees the scores around it. "
    "The likely article is what has high scores after the first look. "
    "A sure text is a long piece with a score above 0.7."
)
#: The value of features that count levels up to an element, where there is none (`run_features`).
_NO_LEVEL = 7
#: Shares of the page that are not 0 are at least this one (`context_features`).
_SMALL_SHARE = 0.02


def sentence(reason: Reason) -> str:
    """Says what a feature found.

    >>> sentence(Reason("region_0.80", -1.0, -1.3))
    'stands outside the region that holds 80 % of the running text'
    """
    return SENTENCES[reason.feature](reason.value)


def sides(reasons: Iterable[Reason]) -> list[tuple[str, list[Reason]]]:
    """Parts reasons into those for the article and those against it. The side of the strongest reason comes first.

    >>> found = (Reason("chars", 2.3, -0.9), Reason("ends_sentence", 1, 0.2), Reason("links", 1, -0.1))
    >>> [(side, [each.feature for each in part]) for side, part in sides(found)]
    [('against', ['chars', 'links']), ('for', ['ends_sentence'])]
    """
    ordered = sorted(reasons, key=lambda each: -abs(each.moved))
    parted = sorted(ordered, key=lambda each: (each.moved > 0) is not (ordered[0].moved > 0))
    return [(side, list(part)) for side, part in groupby(parted, lambda each: "for" if each.moved > 0 else "against")]


def _flag(yes: str, no: str) -> Sentence:
    return lambda value: yes if value > 0.5 else no


def _number(before: str, noun: str, behind: str = "", *, most: int | None = None, none: str = "") -> Sentence:
    """A count with its noun. From `most` on it may be any number. 0 is `none`, if that is said in another way."""

    def said(value: float) -> str:
        count = round(value)
        or_more = " or more" if most is not None and count >= most else ""
        return none if none and not count else f"{before} {counted(count, noun)}{or_more}{behind}"

    return said


def _exponent(inner: Sentence) -> Sentence:
    """A sentence about a number that the feature holds as the logarithm of 1 + value."""
    return lambda value: inner(expm1(value))


def _unless(missing: float, words: str, inner: Sentence) -> Sentence:
    """A sentence, or other words for the value that means that there is nothing to speak of."""
    return lambda value: words if value == missing else inner(value)


def percent(value: float) -> str:
    """A share.

    >>> percent(0.8), percent(0.004), percent(0.996)
    ('80 %', 'less than 1 %', 'more than 99 %')
    """
    if 0 < value < 0.005:
        return "less than 1 %"
    return "more than 99 %" if 0.995 <= value < 1 else f"{value * 100:.0f} %"


def _share(words: str, none: str, every: str = "") -> Sentence:
    """A share in place of the `{}` of `words`, or other words for none or all of it."""

    def said(value: float) -> str:
        if value <= 0:
            return none
        return every if every and value >= 1 else words.format(percent(value))

    return said


def _held(words: str, none: str) -> Sentence:
    """A share of the page. Small ones were raised to 2 %."""
    usual = _share(words, none)
    return lambda value: words.format("2 % or less") if 0 < value <= _SMALL_SHARE else usual(value)


def _score(words: str) -> Sentence:
    return lambda value: words.format(f"{value:.2f}")


_OWN: dict[str, Sentence] = {
    "chars": _exponent(_number("has", "character")),
    "words": _exponent(_number("has", "word")),
    "word_length": lambda value: f"has {value:.1f} characters a word",
    "link_share": _share("is a link for {} of its characters", "has no words in links", "is a link from end to end"),
    "bold_share": _share("is bold for {} of its characters", "has no bold words", "is bold from end to end"),
    "italic_share": _share("is italic for {} of its characters", "has no italic words", "is italic from end to end"),
    "links": _number("holds", "link", most=9, none="holds no link"),
    "ends_sentence": _flag("ends as a sentence does", "does not end as a sentence does"),
    "sentences": _number("holds", "sentence end", most=20, none="holds no sentence end"),
    "commas": _number("has", "comma", most=20, none="has no comma"),
    "digits": _share("is digits for {} of its characters", "has no digits", "is digits from end to end"),
    "uppercase": _flag("is written in capitals alone", "is not written in capitals alone"),
    "upper_words": _number(
        "has", "word", " starting with two capitals", most=9, none="has no word starting with two capitals"
    ),
    "starts_upper": _flag("begins with a capital letter", "does not begin with a capital letter"),
    "separators": _number("has", "separator", " such as |", most=9, none="has no separators such as |"),
    "year": _flag("is short and names a year", "is no short text that names a year"),
    "clock": _flag("is short and names a time of day", "is no short text that names a time of day"),
    "question": _flag("ends with a question mark", "does not end with a question mark"),
    "hidden": _flag("is hidden from readers", "is not hidden from readers"),
    "heading": _flag("is a heading", "is no heading"),
    "depth": _number("stands", "level", " deep in the page", most=40),
    "inline_nodes": _number("is made of", "part", " of markup", most=20),
    "repeated": _number("was said", "time", " before on the page", most=2, none="was not said before on the page"),
    "repeats": _number("is said", "time", " more on the page", most=2, none="is not said again on the page"),
    "quote_marks": _number("has", "quotation mark", most=9, none="has no quotation marks"),
}

_TAGS = (
    "p div li h1 h2 h3 h4 td blockquote figcaption span a section article pre dd dt summary th header label time"
).split()

#: Where the words of each group of phrases are usual.
_PHRASES = {
    "says_subscribe": "offers to subscribe",
    "says_share": "buttons to share",
    "says_related": "links to other stories",
    "says_legal": "legal notices",
    "says_ad": "advertisements",
    "says_comment": "comment sections",
    "says_credit": "credits of pictures",
    "says_byline": "bylines",
    "says_date": "lines with a date",
    "says_tags": "lists of tags",
    "says_more": "calls to click",
    "says_source": "notes on sources and corrections",
    "says_listen": "players and menus",
}

#: What the elements of each group of names hold.
_NAMED = {
    "article": "an article",
    "body": "the text of an article",
    "main": "a main part",
    "nav": "navigation",
    "foot": "a footer",
    "head": "the head of a page",
    "side": "a sidebar",
    "related": "related stories",
    "lists": "a list of stories",
    "card": "a card or slide",
    "comment": "comments",
    "share": "buttons to share",
    "subscribe": "a subscription",
    "ad": "an advertisement",
    "meta": "dates and details",
    "author": "an author",
    "tags": "tags",
    "title": "a title",
    "standfirst": "a standfirst",
    "caption": "a caption",
    "media": "a picture or player",
    "cookie": "a notice on cookies",
    "overlay": "an overlay or a hidden part",
    "toc": "a table of contents",
    "notes": "footnotes",
    "quote": "a quotation",
    "facts": "a box of facts",
    "cta": "a button or an offer",
    "table": "a table",
    "live": "a live blog",
    "search": "a search or a form",
    "code": "code",
    "faq": "questions or parts that unfold",
    "rating": "ratings",
    "event": "an event",
    "disclosure": "a correction or a note",
}
_WITHIN = {
    "in_article": "an <article>",
    "in_main": "a <main>",
    "in_nav": "a <nav> or <menu>",
    "in_aside": "an <aside>",
    "in_footer": "a <footer>",
    "in_header": "a <header> or <hgroup>",
    "in_form": "a <form> or <fieldset>",
    "in_table": "a <table>",
    "in_list": "a <ul> or <ol>",
    "in_item": "a <li>, <dd> or <dt>",
    "in_figure": "a <figure> or <figcaption>",
    "in_blockquote": "a <blockquote>",
    "in_section": "a <section>",
    "in_details": "a <details> or <summary>",
    "in_dialog": "a <dialog>",
    "in_pre": "a <pre>",
    "in_address": "an <address>",
    "in_link": "an <a> around blocks",
}

_DECLARED: dict[str, Sentence] = {
    "title_overlap": _share(
        "shares {} of all words with the page’s title", "shares no word with the page’s title",
        "shares all words with the page’s title",
    ),
    "is_title": _flag("has the words of the page’s title", "has other words than the page’s title"),
    "description_overlap": _share(
        "shares {} of all words with the page’s description", "shares no words with the page’s description",
        "shares all words with the page’s description",
    ),
    "body_overlap": _unless(
        -1, "the page declares no text to compare it with",
        # Texts of one or two words have the half.
        _unless(0.5, "half of it is in the text that the page declares, or it is too short to tell", _share(
            "{} of it is in the text that the page declares", "is not in the text that the page declares",
            "all of it is in the text that the page declares",
        )),
    ),
    "has_declared_body": _flag("the page declares its text", "the page does not declare its text"),
    "is_english": _flag("the page says that it is in English", "the page does not say that it is in English"),
    "is_german": _flag("the page says that it is in German", "the page does not say that it is in German"),
    "page_letters_not_latin": _share(
        "{} of the page’s letters are not Latin", "the page’s letters are Latin", "the page has no Latin letters"
    ),
    "news": _flag("the page says that it is a news article", "the page does not say that it is a news article"),
    "blog": _flag("the page says that it is a blog post", "the page does not say that it is a blog post"),
    "story": _flag("the page says that it is an article", "the page does not say that it is a plain article"),
    "untyped": _flag("the page does not say what kind of article it is", "the page says what kind of article it is"),
    "og_article": _flag("the page says og:type article", "the page does not say og:type article"),
    "og_website": _flag("the page says og:type website", "the page does not say og:type website"),
    "wordpress": _flag("the page says that WordPress made it", "the page does not say that WordPress made it"),
}  # fmt: skip

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
    "position": _share("comes after {} of the page’s pieces of text", "is the page’s first piece of text"),
    "chars_before": _share("comes after {} of the page’s text", "comes before all other text of the page"),
    "good_before": _share(
        "comes after {} of the running text", "comes after no running text", "comes after all running text"
    ),
    "good_after": _share(
        "comes before {} of the running text", "comes before no running text", "comes before all running text"
    ),
    "after_h1": _unless(
        -1, "the page has no main heading",
        _flag("stands after the main heading", "does not stand after the main heading"),
    ),
    "h1_distance": _unless(-30, "the page has no main heading", _from_heading),
    "template_runs": _exponent(_alike),
    "template_chars": _exponent(_number("pieces marked up like it have", "character", " on average")),
    "template_links": _share(
        "pieces marked up like it are {} links", "pieces marked up like it have no links",
        "pieces marked up like it are links alone",
    ),
    "template_good": _held(
        "pieces marked up like it hold {} of the running text", "pieces marked up like it hold no running text"
    ),
    "near_good_3": _exponent(_number("pieces within 3 of it have", "character", " of running text on average")),
    "near_good_8": _exponent(_number("pieces within 8 of it have", "character", " of running text on average")),
    "page_good": _exponent(_number("the page has", "character", " of running text", most=3_000)),
    "page_good_share": _share("{} of the page’s text is running text", "the page has no running text"),
    "under_heading": _unless(
        31, "stands under no heading", _number("stands", "piece", " under a heading", most=30)
    ),
}  # fmt: skip


def _anchor(side: str) -> Sentence:
    far = f"no sure text of the article stands within 30 pieces {side} it"
    near = _number("a sure text of the article stands", "piece", f" {side} it", none="is itself a sure text")
    return lambda value: far if value >= 30 else near(value)


_SECOND: dict[str, Sentence] = {
    "first": _score("a first look gave it {}"),
    "near_first_3": _score("a first look gave pieces within 3 of it {} on average"),
    "near_first_8": _score("a first look gave pieces within 8 of it {} on average"),
    "near_article_3": _number("pieces within 3 of it have", "character", " of the likely article on average"),
    "near_article_8": _number("pieces within 8 of it have", "character", " of the likely article on average"),
    "template_first": _score("a first look gave pieces marked up like it {} on average"),
    "article_before": _share(
        "comes after {} of the likely article", "comes before all of the likely article",
        "comes after all of the likely article",
    ),
    "article_after": _share(
        "comes before {} of the likely article", "comes after all of the likely article",
        "comes before all of the likely article",
    ),
    "page_article_share": _share("{} of the page’s text is likely article", "none of the page is likely article"),
    "page_article": _exponent(_number("the page has", "character", " of likely article", most=3_000)),
    "anchor_before": _anchor("before"),
    "anchor_after": _anchor("after"),
}  # fmt: skip


def _inside(what: str) -> Sentence:
    """How many levels below an element a text stands."""
    return _unless(0, f"stands right in {what}", _number("stands", "level", f" inside {what}"))


def _region(name: str, what: str, share: str) -> tuple[str, Sentence]:
    region = f"the region that holds {percent(float(share))} of {what}"
    return f"{name}_{share}", _unless(-1, f"stands outside {region}", _inside(region))


def _groups() -> Iterator[tuple[str, Sentence]]:
    for name, what in _NAMED.items():
        missing = f"stands in no element that is named like {what}"
        yield f"named_{name}", _unless(_NO_LEVEL, missing, _inside(f"an element that is named like {what}"))
    for name, what in _WITHIN.items():
        yield name, _unless(_NO_LEVEL, f"stands in no {what.partition(' ')[2]}", _inside(what))


def _phrases(name: str, has: str, lacks: str) -> Iterator[tuple[str, Sentence]]:
    """The phrases of a text, or of another one: `has` begins what is said of them, `lacks` says that there are none."""
    for group, where in _PHRASES.items():
        words = f"usual in {where}"
        yield name.format(group), _number(has, "word", f" {words}", none=lacks.format(f"words {words}"))
    first = "first words usual around articles"
    yield name.format("starts_furniture"), _flag(f"{has} {first}", lacks.format(first))


def _level(level: int) -> Iterator[tuple[str, Sentence]]:
    """The features of one of the elements around a text."""
    where = _LEVELS[level]
    yield f"good_{level}", _held(f"{where} holds {{}} of {_RUNNING}", f"{where} holds no running text")
    yield f"chars_{level}", _held(f"{where} holds {{}} of the page’s text", f"{where} holds no text")
    yield f"links_{level}", _share(f"{where} is {{}} links", f"{where} has no links", f"{where} is links alone")
    yield f"runs_{level}", _exponent(_number(f"{where} holds", "piece", " of text", most=60))
    yield f"good_gain_{level}", _share(f"{where} adds {{}} of {_RUNNING}", f"{where} adds no running text")
    yield f"article_{level}", _held(f"{where} holds {{}} of {_LIKELY}", f"{where} holds nothing of {_LIKELY}")
    yield f"article_density_{level}", _share(f"{where} is {{}} likely article", f"{where} is no likely article")
    yield f"mean_first_{level}", _score(f"a first look gave {where} {{}} on average")


def _neighbour(offset: int) -> tuple[str, str, str]:
    """A neighbour, its place, and how it is said that there is none."""
    side = "before" if offset < 0 else "after"
    count = abs(offset)
    if count == 1:
        return f"the piece {side} it", f"right {side} it", f"no piece of text comes {side} it"
    return f"the piece {count} {side} it", f"{count} {side} it", f"fewer than {count} pieces of text come {side} it"


def _beside(offset: int) -> Iterator[tuple[str, Sentence]]:
    who, place, missing = _neighbour(offset)
    shares = (f"shares no element with {who}", f"shares an outer element with {who}", f"shares its element with {who}")
    running = _number(f"{who} has", "character", " of running text", none=f"{who} is no running text")
    links = _share(f"{who} is {{}} links", f"{who} has no links", f"{who} is links alone")
    yield f"chars_{offset:+d}", _unless(-1, missing, _exponent(_number(f"{who} has", "character")))
    yield f"links_{offset:+d}", _unless(-1, missing, links)
    yield f"heading_{offset:+d}", _flag(f"{who} is a heading", f"no heading comes {place}")
    yield f"good_{offset:+d}", _unless(-1, missing, _exponent(running))
    yield f"item_{offset:+d}", _flag(f"{who} is an entry or a cell", f"no entry and no cell comes {place}")
    yield f"kin_{offset:+d}", lambda value: shares[round(value)]


def _first(offset: int) -> tuple[str, Sentence]:
    who, _, missing = _neighbour(offset)
    return f"first_{offset:+d}", _unless(-1, missing, _score(f"a first look gave {who} {{}}"))


def _sentences() -> Iterator[tuple[str, Sentence]]:
    for part in (_OWN, _DECLARED, _PLACE, _SECOND):
        yield from part.items()
    yield from ((f"tag_{tag}", _flag(f"is set in a <{tag}>", f"is not set in a <{tag}>")) for tag in _TAGS)
    yield from _groups()
    yield from _phrases("{}", "has", "has no {}")
    yield from _phrases("heading_{}", "the heading over it has", "no heading over it has {}")
    for offset in (-1, 1):
        who, place, _ = _neighbour(offset)
        yield from _phrases(f"{{}}_{offset:+d}", f"{who} has", f"no {{}} come {place}")
    for level in range(len(_LEVELS)):
        yield from _level(level)
    for offset in (-3, -2, -1, 1, 2, 3):
        yield from _beside(offset)
    yield from map(_first, (*range(-5, 0), *range(1, 6)))
    for share in _REGIONS:
        yield _region("region", _RUNNING, share)
        yield _region("article_region", _LIKELY, share)


SENTENCES: Mapping[str, Sentence] = dict(_sentences())
