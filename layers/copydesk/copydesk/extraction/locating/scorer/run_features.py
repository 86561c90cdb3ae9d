"""This module computes the features of a run alone: length, links, sentences, phrases and the names around it."""

import re
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

import numpy as np

from copydesk.extraction.locating.scorer import phrases
from copydesk.extraction.locating.scorer.matrix import Column, Counts, Flags, Matrix, stacked
from copydesk.extraction.locating.scorer.phrases import phrase_matrix
from copydesk.extraction.locating.scorer.texts import Texts
from copydesk.extraction.reading.markup import HEADINGS
from copydesk.extraction.reading.walk import Run

_GROUPS = {
    "article": "article post story entry artikel articulo blogpost newsarticle",
    "body": "body articlebody storybody content text copy richtext prose paragraph bodytext postcontent wysiwyg"
    " texto corps inhalt",
    "main": "main primary detail details single",
    "nav": "nav navbar navigation menu submenu megamenu breadcrumb breadcrumbs skip topbar toolbar navi"
    " dropdown pagination pager paging",
    "foot": "footer foot bottom copyright legal colophon imprint credits",
    "head": "header head masthead banner top hero",
    "side": "sidebar side aside rail secondary right complementary widget widgets gadget",
    "related": "related recommended recommendation recommendations recommend recirc more read also next prev"
    " previous similar"
    " suggested further teaser teasers linklist outbrain taboola upsell crosslink mehr zum morelikethis readmore",
    "lists": "latest trending popular mostread top headlines feed list listing grid collection stories archive river",
    "card": "card cards tile item slide slider swiper carousel gallery promo thumb thumbnail feature box",
    "comment": "comment comments reply respond discussion disqus commentlist replies kommentar kommentare",
    "share": "share sharing social facebook twitter whatsapp sharedaddy addtoany addthis follow bookmark print",
    "subscribe": "newsletter subscribe subscription signup register registration mailing paywall piano"
    " membership abo join login user",
    "ad": "ad ads advert advertisement sponsor sponsored sponsors adslot dfp anzeige publicidad promoted"
    " commercial affiliate",
    "meta": "meta info byline date time timestamp dateline published posted publication pubdate readtime",
    "author": "author authors bio contributor writer profile avatar about vcard",
    "tags": "tag tags category categories topic topics keyword keywords label labels taglist",
    "title": "title headline heading subject hed",
    "standfirst": "standfirst dek deck subtitle subheadline subheading subhead subline summary excerpt intro"
    " lede lead teaser"
    " chapo description abstract vorspann kicker eyebrow",
    "caption": "caption captions figcaption cutline credit credits photographer legend imagecaption",
    "media": "image img photo picture figure media video player audio embed",
    "cookie": "cookie cookies consent gdpr privacy onetrust disclaimer notice alert",
    "overlay": "modal popup overlay dialog lightbox hidden tooltip toast sr visually offscreen screenreader",
    "toc": "toc contents index jump anchor outline",
    "notes": "footnote footnotes reference references sources endnotes citation citations bibliography",
    "quote": "quote pullquote blockquote pull quotation",
    "facts": "factbox infobox facts box callout highlight keypoints takeaways points",
    "cta": "cta button btn action call download buy shop price product cart",
    "table": "table cell row col column tbody",
    "live": "live liveblog update updates",
    "search": "search filter sort form input field",
    "code": "code highlight syntax pre snippet",
    "faq": "faq accordion question answer collapse toggle panel tab tabs",
    "rating": "rating ratings star stars review reviews vote votes score",
    "event": "event events calendar",
    "disclosure": "correction corrections clarification disclosure note editor update",
}
_TAGS = {
    "in_article": "article",
    "in_main": "main",
    "in_nav": "nav menu",
    "in_aside": "aside",
    "in_footer": "footer",
    "in_header": "header hgroup",
    "in_form": "form fieldset",
    "in_table": "table",
    "in_list": "ul ol",
    "in_item": "li dd dt",
    "in_figure": "figure figcaption",
    "in_blockquote": "blockquote",
    "in_section": "section",
    "in_details": "details summary",
    "in_dialog": "dialog",
    "in_pre": "pre",
    "in_address": "address",
    "in_link": "a",
}
#: Every group in order: first those of names, then those of tags.
GROUPS = (*(f"named_{name}" for name in _GROUPS), *_TAGS)
_WORDS: dict[str, list[int]] = {}
for _index, _words in enumerate(_GROUPS.values()):
    for _word in _words.split():
        _WORDS.setdefault(_word, []).append(_index)
_WORDS_OF_TAG = {tag: len(_GROUPS) + index for index, tags in enumerate(_TAGS.values()) for tag in tags.split()}


def groups_of(tag: str, words: frozenset[str]) -> set[int]:
    """Returns the indices in GROUPS of an element's tag and names."""
    found = {index for word in words & _WORDS.keys() for index in _WORDS[word]}
    if tag in _WORDS_OF_TAG:
        found.add(_WORDS_OF_TAG[tag])
    return found


#: A name at least this many levels up says nothing about a run.
_FAR = 7
_DEEPEST = 40
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_CLOCK = re.compile(r"\b\d{1,2}[:.h]\d{2}\b")
#: Longer texts (characters) are no datelines, even with a year or a time of day.
_LONGEST_DATELINE = 200

#: The cap on repetitions of a text; a refrain of a long article may occur any number of times.
_OFTEN = 2
_UNDATED = (False, False)

_OWN_TAGS = tuple(
    "p div li h1 h2 h3 h4 td blockquote figcaption span a section article pre dd dt summary th header label"
    " time".split()
)
_TAG_INDEX = {tag: index for index, tag in enumerate(_OWN_TAGS)}

_OWN = (
    "chars words word_length link_share bold_share italic_share links ends_sentence sentences commas digits uppercase"
    " upper_words starts_upper separators year clock question hidden heading depth inline_nodes repeated repeats"
    " quote_marks"
).split()
FEATURES = (*_OWN, *(f"tag_{tag}" for tag in _OWN_TAGS), *phrases.FEATURES, *GROUPS)
#: The place of the phrase rows in the table.
PHRASES = slice(len(_OWN) + len(_OWN_TAGS), len(_OWN) + len(_OWN_TAGS) + len(phrases.FEATURES))


def own_matrix(texts: Texts) -> Matrix:
    """Returns a row per name in FEATURES, a column per run."""
    parts = (stacked(_own(texts), _OWN), _tags(texts.runs), phrase_matrix(texts.lines), _group_rows(texts))
    return np.concatenate(parts)


def _own(texts: Texts) -> dict[str, Column | Counts | Flags]:
    runs, sizes = texts.runs, texts.sizes
    dated = [_dates(run.text) if digits else _UNDATED for run, digits in zip(runs, texts.digits.tolist(), strict=True)]
    seen, later = _repetitions(texts.texts)
    return {
        "chars": np.log1p(sizes),
        "words": np.log1p(texts.words),
        "word_length": sizes / texts.words,
        "link_share": np.minimum([run.link_chars for run in runs] / sizes, 1.0),
        "bold_share": np.minimum([run.bold_chars for run in runs] / sizes, 1.0),
        "italic_share": np.minimum([run.italic_chars for run in runs] / sizes, 1.0),
        "links": np.minimum([run.links for run in runs], 9),
        "ends_sentence": texts.ends_sentence,
        "sentences": np.minimum(texts.sentences, 20),
        "commas": np.minimum(texts.commas, 20),
        "digits": texts.digits / sizes,
        "uppercase": texts.is_upper,
        "upper_words": np.minimum(texts.upper_words, 9),
        "starts_upper": texts.starts_upper,
        "separators": np.minimum(texts.separators, 9),
        "year": np.array([year for year, _ in dated]),
        "clock": np.array([clock for _, clock in dated]),
        "question": texts.asks,
        "hidden": np.array([run.element.hidden for run in runs]),
        "heading": np.array([run.element.tag in HEADINGS for run in runs]),
        "depth": np.minimum([run.element.depth for run in runs], _DEEPEST),
        "inline_nodes": np.minimum([len(run.nodes) for run in runs], 20),
        "repeated": seen,
        "repeats": later,
        "quote_marks": np.minimum(texts.quote_marks, 9),
    }


def _dates(text: str) -> tuple[bool, bool]:
    if len(text) >= _LONGEST_DATELINE:
        return _UNDATED
    has_year = ("19" in text or "20" in text) and _YEAR.search(text) is not None
    return has_year, _CLOCK.search(text) is not None


def _repetitions(texts: Sequence[str]) -> tuple[Counts, Counts]:
    """Returns how often each text occurs before on the page, and how often after, both capped at _OFTEN."""
    total, seen = Counter(texts), Counter[str]()
    before, after = [], []
    for text in texts:
        before.append(min(_OFTEN, seen[text]))
        seen[text] += 1
        after.append(min(_OFTEN, total[text] - seen[text]))
    return np.array(before), np.array(after)


def _tags(runs: Sequence[Run]) -> Matrix:
    index = np.array([_TAG_INDEX.get(run.element.tag, -1) for run in runs])
    rows: Matrix = np.equal.outer(np.arange(len(_OWN_TAGS)), index).astype(np.float32)
    return rows


def _group_rows(texts: Texts) -> Matrix:
    """Returns, for each group, the levels from a run up to its nearest element of the group, at most _FAR."""
    groups, levels = _groups(texts), [texts.own]
    while len(levels) < _FAR:
        levels.append(texts.parents[levels[-1]])
    rows = np.full((len(texts.runs), len(GROUPS)), _FAR, dtype=np.float32)
    for distance in range(_FAR - 1, -1, -1):
        rows[groups[levels[distance]]] = distance
    return rows.T


def _groups(texts: Texts) -> Flags:
    """Returns the groups of each element around the runs, by the element's index. The body is in none."""
    masks = np.zeros(len(texts.parents), dtype="<u8")
    masks[list(texts.elements)] = [_group_mask(each.tag, each.words) for each in texts.elements.values()]
    bits = np.unpackbits(masks[:, None].view(np.uint8), axis=1, count=len(GROUPS), bitorder="little")
    return bits.view(np.bool_)


@lru_cache(maxsize=4096)
def _group_mask(tag: str, words: frozenset[str]) -> int:
    return sum(1 << group for group in groups_of(tag, words))
