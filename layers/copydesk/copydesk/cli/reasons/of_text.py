"""This module has sentences for the features of a text alone: its words, its markup, and what its page declares."""

from collections.abc import Iterator

from copydesk.cli.reasons.building import Sentence, exponent, flag, inside, number, share, unless

#: The value of features that count levels up to an element, where there is none (`run_features`).
_NO_LEVEL = 7

_OWN: dict[str, Sentence] = {
    "chars": exponent(number("has", "character")),
    "words": exponent(number("has", "word")),
    "word_length": lambda value: f"has {value:.1f} characters a word",
    "link_share": share("is a link for {} of its characters", "has no words in links", "is a link from end to end"),
    "bold_share": share("is bold for {} of its characters", "has no bold words", "is bold from end to end"),
    "italic_share": share("is italic for {} of its characters", "has no italic words", "is italic from end to end"),
    "links": number("holds", "link", most=9, none="holds no link"),
    "ends_sentence": flag("ends as a sentence does", "does not end as a sentence does"),
    "sentences": number("holds", "sentence end", most=20, none="holds no sentence end"),
    "commas": number("has", "comma", most=20, none="has no comma"),
    "digits": share("is digits for {} of its characters", "has no digits", "is digits from end to end"),
    "uppercase": flag("is written in capitals alone", "is not written in capitals alone"),
    "upper_words": number(
        "has", "word", " starting with two capitals", most=9, none="has no word starting with two capitals"
    ),
    "starts_upper": flag("begins with a capital letter", "does not begin with a capital letter"),
    "separators": number("has", "separator", " such as |", most=9, none="has no separators such as |"),
    "year": flag("is short and names a year", "is no short text that names a year"),
    "clock": flag("is short and names a time of day", "is no short text that names a time of day"),
    "question": flag("ends with a question mark", "does not end with a question mark"),
    "hidden": flag("is hidden from readers", "is not hidden from readers"),
    "heading": flag("is a heading", "is no heading"),
    "depth": number("stands", "level", " deep in the page", most=40),
    "inline_nodes": number("is made of", "part", " of markup", most=20),
    "repeated": number("was said", "time", " before on the page", most=2, none="was not said before on the page"),
    "repeats": number("is said", "time", " more on the page", most=2, none="is not said again on the page"),
    "quote_marks": number("has", "quotation mark", most=9, none="has no quotation marks"),
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
    "title_overlap": share(
        "shares {} of all words with the page’s title", "shares no word with the page’s title",
        "shares all words with the page’s title",
    ),
    "is_title": flag("has the words of the page’s title", "has other words than the page’s title"),
    "description_overlap": share(
        "shares {} of all words with the page’s description", "shares no words with the page’s description",
        "shares all words with the page’s description",
    ),
    "body_overlap": unless(
        -1, "the page declares no text to compare it with",
        # Texts of one or two words have the half.
        unless(0.5, "half of it is in the text that the page declares, or it is too short to tell", share(
            "{} of it is in the text that the page declares", "is not in the text that the page declares",
            "all of it is in the text that the page declares",
        )),
    ),
    "has_declared_body": flag("the page declares its text", "the page does not declare its text"),
    "is_english": flag("the page says that it is in English", "the page does not say that it is in English"),
    "is_german": flag("the page says that it is in German", "the page does not say that it is in German"),
    "page_letters_not_latin": share(
        "{} of the page’s letters are not Latin", "the page’s letters are Latin", "the page has no Latin letters"
    ),
    "news": flag("the page says that it is a news article", "the page does not say that it is a news article"),
    "blog": flag("the page says that it is a blog post", "the page does not say that it is a blog post"),
    "story": flag("the page says that it is an article", "the page does not say that it is a plain article"),
    "untyped": flag("the page does not say what kind of article it is", "the page says what kind of article it is"),
    "og_article": flag("the page says og:type article", "the page does not say og:type article"),
    "og_website": flag("the page says og:type website", "the page does not say og:type website"),
    "wordpress": flag("the page says that WordPress made it", "the page does not say that WordPress made it"),
}  # fmt: skip


def _groups() -> Iterator[tuple[str, Sentence]]:
    for name, what in _NAMED.items():
        missing = f"stands in no element that is named like {what}"
        yield f"named_{name}", unless(_NO_LEVEL, missing, inside(f"an element that is named like {what}"))
    for name, what in _WITHIN.items():
        yield name, unless(_NO_LEVEL, f"stands in no {what.partition(' ')[2]}", inside(what))


def phrases(name: str, has: str, lacks: str) -> Iterator[tuple[str, Sentence]]:
    """Yields sentences about phrases. `has` begins one if there are any. `lacks` has `{}` for the missing phrase."""
    for group, where in _PHRASES.items():
        words = f"usual in {where}"
        yield name.format(group), number(has, "word", f" {words}", none=lacks.format(f"words {words}"))
    first = "first words usual around articles"
    yield name.format("starts_furniture"), flag(f"{has} {first}", lacks.format(first))


def sentences_of_text() -> Iterator[tuple[str, Sentence]]:
    """Yields a sentence for each of these features."""
    yield from _OWN.items()
    yield from _DECLARED.items()
    yield from ((f"tag_{tag}", flag(f"is set in a <{tag}>", f"is not set in a <{tag}>")) for tag in _TAGS)
    yield from _groups()
    yield from phrases("{}", "has", "has no {}")
