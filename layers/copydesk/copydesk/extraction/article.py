"""This module reads one page: bytes become text, then head and article part, then blocks and quotes, then a record."""

import gc
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from urllib.parse import urlsplit

from copydesk import __version__
from copydesk.errors import Reject, RejectReason
from copydesk.extraction.blocks.body import body_of, with_lead_shown, with_standfirst_placed, with_type_shown
from copydesk.extraction.blocks.draft import Draft, finish
from copydesk.extraction.blocks.elements.tables import MOST_PLACES, places_of
from copydesk.extraction.blocks.live import with_declared_entries
from copydesk.extraction.blocks.split import split
from copydesk.extraction.checks.conservation import counts_of, unrecorded
from copydesk.extraction.checks.fingerprint import simhash
from copydesk.extraction.checks.flags import TEASER, quality_flags, with_flag
from copydesk.extraction.checks.later_pages import before_wall
from copydesk.extraction.checks.walls import check_notice, refusal
from copydesk.extraction.locating.fragment import fragment_of
from copydesk.extraction.locating.later_pages import scores_of_text
from copydesk.extraction.locating.locate import Located, likely_text, scores_of, with_company
from copydesk.extraction.locating.scorer import Scorer, load_scorer
from copydesk.extraction.locating.scorer.page_kind import kind_column
from copydesk.extraction.locating.scorer.sureness import sureness_column
from copydesk.extraction.metadata.head import Head, head_of
from copydesk.extraction.metadata.page import Page, page_of
from copydesk.extraction.metadata.pagination import Series, series_of
from copydesk.extraction.plain_text import LEAST_PROSE, is_plain_text, read_plain_text
from copydesk.extraction.quotes import quotes_in
from copydesk.extraction.reading.tree import page_tree
from copydesk.extraction.reading.walk import Run, runs_of
from copydesk.extraction.scripts.stories import Story, declared_story, drawn, lead_of, needs_script, story_of
from copydesk.extraction.text.fold import alike
from copydesk.model import GUESSED_ENCODING, Article, Expect, Quality
from copydesk.web.content_encoding import inflate
from copydesk.web.decoding import decode_page
from copydesk.words import count_words


@contextmanager
def gc_paused() -> Iterator[None]:
    """Pauses garbage collection within the block, if it was enabled before.

    Collection rescans the many objects of a large page and takes up to a quarter of its time. Over all pages it takes
    2 % of the time, if the process holds nothing else. The next collection frees the cycles that are left.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            gc.enable()


#: A page whose probability is lower is no article. In cross-validation on WCXB this bound refuses 67 % of the products,
#: collections and listings, and 0.8 % of the articles.
LOWEST_SCORE = 0.11
#: The reasons after which the scripts of a page are searched for its text.
_UNREAD = frozenset({RejectReason.NO_ARTICLE_TEXT, RejectReason.NOT_AN_ARTICLE})
#: A story in a script replaces the shown text if it is at least this many times as long.
_GOES_ON = 2
#: The characters at the beginning of the shown text with which such a story begins, if the page may be a later one.
_BEGINNING = 60
#: A refused page is read from its scripts if their story has this share of the characters that the page shows. Of the
#: public corpora's refused pages (2,556 pages), 22 of 37 with a story have a shorter one: shops with a buying guide.
_LEAST_DRAWN = 0.25
#: The most that a page may have: `<` characters, runs of text, runs in its article, characters of text. The largest
#: values in the public corpora (2,377 pages) are 21,646, 6,228, 5,419 and 113,266. A larger page would take too long to
#: read. `fragment` has a limit of its own.
MOST_TAGS, MOST_RUNS, MOST_KEPT, MOST_CHARACTERS = 250_000, 15_000, 8_000, 1_200_000


#: A text of fewer words is a notice, a teaser or an error page. The last page of an article may have a sentence only.
_FEWEST_WORDS, _FEWEST_OF_LATER = 20, 3


@dataclass(frozen=True, slots=True, kw_only=True)
class _Terms:
    """The scorer that reads a page, and the bounds under which a text is refused.

    `lowest_score` bounds the probability that the page is an article. `fewest_words` bounds the words of the text.
    `least_prose` bounds the share of plain text in sentences. `expected` means that the page is known to be an article.
    `series` is the place of the page in its article.
    """

    scorer: Scorer
    expected: bool = False
    lowest_score: float = LOWEST_SCORE
    fewest_words: int = _FEWEST_WORDS
    least_prose: float = LEAST_PROSE
    series: Series = field(default_factory=Series)

    @property
    def is_later(self) -> bool:
        """Whether the page is a later page of an article of several pages."""
        return self.series.first is not None

    @property
    def is_surely_later(self) -> bool:
        """Whether it is one, and no story of a series with numbers in its addresses."""
        return self.is_later and not self.series.is_doubtful


def _terms(scorer: Scorer, expect: Expect | None) -> _Terms:
    if expect is None:
        return _Terms(scorer=scorer)
    return _Terms(scorer=scorer, expected=True, lowest_score=0.0, fewest_words=1, least_prose=0.0)


def extract_article(
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    content_encoding: str | None = None,
    expect: Expect | None = None,
) -> Article:
    """Returns the article of one page.

    `body` is the response as it came, compressed or not. `url` is its final address; links are made absolute against
    it. The two header values are used if the bytes do not say what they are. `expect` means that the page is known to
    be an article. No text is then refused as too short or too unlike one. `quality.score` still says how sure the text
    is.

    The same arguments give the same article. Raises Reject, with its reason, if the page holds no article.
    """
    return extract_with(
        load_scorer(), body, url=url, content_type=content_type, content_encoding=content_encoding, expect=expect
    )


def extract_with(
    scorer: Scorer,
    body: bytes,
    *,
    url: str | None = None,
    content_type: str | None = None,
    content_encoding: str | None = None,
    expect: Expect | None = None,
) -> Article:
    """Returns what `extract_article` returns, read by another scorer: for training and its cross-validation."""
    with gc_paused():
        page = decode_page(inflate(body, content_encoding), content_type, url)
        article = _extract(_terms(scorer, expect), page.text, url, content_type)
    return with_flag(article, GUESSED_ENCODING) if page.guessed else article


def _extract(terms: _Terms, text: str, url: str | None, content_type: str | None) -> Article:
    if is_plain_text(text, content_type):
        check_limit(len(text), MOST_CHARACTERS, "characters of text")
        head, drafts, score = read_plain_text(text, least_prose=terms.least_prose)
        return _assemble(head, drafts, score, url, terms)
    check_limit(text.count("<"), MOST_TAGS, "tags")
    tree = page_tree(text)
    # The parser removes the body of a frameset from the tree.
    if tree.body is None or tree.body.parent is None:
        raise Reject(RejectReason.NO_ARTICLE_TEXT, "no body")
    page, runs = page_of(tree, url), runs_of(tree.body)
    _check_runs(runs)
    terms = replace(terms, series=series_of(page))
    if terms.is_later:
        terms = replace(terms, fewest_words=min(terms.fewest_words, _FEWEST_OF_LATER))
    return _read_html(page, runs, terms)


def check_limit(count: int, most: int, what: str) -> None:
    """Raises Reject (`too_complex`) if `count` is greater than `most`."""
    if count > most:
        raise Reject(RejectReason.TOO_COMPLEX, f"{count} {what}, of at most {most}")


def _check_runs(runs: Sequence[Run]) -> None:
    check_limit(len(runs), MOST_RUNS, "runs of text")
    check_limit(sum(len(run.text) for run in runs), MOST_CHARACTERS, "characters of text")


def _read_html(page: Page, runs: list[Run], terms: _Terms) -> Article:
    """Returns the article that a page shows, or the one in its scripts if it shows only a part.

    The scripts of a later page may hold the text of all pages. So they are read only if the page shows nothing else, or
    if it may be a story of its own and they begin with the text that it shows.
    """
    try:
        article = _read_shown(page, runs, terms)
    except Reject as refused:
        is_unread = refused.reason in _UNREAD and (not terms.is_later or needs_script(page, runs))
        story = story_of(page, None, least=_least_drawn(page, runs)) if is_unread else None
        whole = _read_drawn(page, runs, terms, story) if story else None
        if whole is None:
            raise refusal(refused, page, runs) from None
        return whole
    if terms.is_surely_later or article.quality.lost_words >= article.word_count:
        return article
    find = story_of if article.word_count <= TEASER else declared_story
    story = find(page, article.text, least=_GOES_ON * len(article.text))
    if story is None or (terms.is_later and not _begins_with(story, article)):
        return article
    return _read_drawn(page, runs, terms, story) or with_flag(article, "truncated")


def _begins_with(story: Story, article: Article) -> bool:
    shown = " ".join(article.text.split())[:_BEGINNING]
    return shown in story.text[: 2 * _BEGINNING]


def _least_drawn(page: Page, runs: Sequence[Run]) -> int:
    """Returns the characters that a story in a script has at least to be what a refused page shows, and no note.

    On a page that declares an article, the story may be of any length.
    """
    if page.articles or page.meta("og:type") == "article":
        return 0
    return round(_LEAST_DRAWN * sum(len(run.text) for run in runs))


def _read_shown(page: Page, runs: list[Run], terms: _Terms) -> Article:
    located, score = _located(page, runs, terms)
    head = head_of(replace(page, runs=located.runs, text=located.text), terms.series)
    return _write(page, runs, located, head, score, terms)


def _read_drawn(page: Page, runs: list[Run], terms: _Terms, story: Story) -> Article | None:
    """Returns the article that a story makes, or None if it is refused."""
    head = head_of(replace(page, runs=tuple(runs), text=lead_of(runs)), terms.series)
    if story.title and not alike(head.headline or "", story.title):
        head = replace(head, headline=story.title, provenance=head.provenance | {"headline": story.source})
    head = replace(head, provenance=head.provenance | {"body": story.source})
    tree = drawn(story, head.headline)
    shown = runs_of(tree.body) if tree.body else []
    try:
        _check_runs(shown)
        located, score = _located(replace(page, tree=tree), shown, terms)
        return with_flag(_write(page, shown, located, head, score, terms), "from_script")
    except Reject:
        return None


def _located(page: Page, runs: list[Run], terms: _Terms) -> tuple[Located, float]:
    """Returns the article among the runs of a page, and the probability that the page is an article.

    Raises Reject (`not_an_article`) if the probability is below `terms.lowest_score`.
    """
    declared = page.declared()
    scores = scores_of(runs, declared, terms.scorer)
    kind = float(terms.scorer.kind.probabilities(kind_column(page, runs, scores))[0])
    scores = scores_of_text(runs, scores) if terms.is_later else scores
    likely = likely_text(runs, scores, expected=terms.expected)
    if kind < terms.lowest_score:
        raise Reject(RejectReason.NOT_AN_ARTICLE, f"score {kind:.2f}")
    likely = before_wall(runs, likely) if terms.is_later else likely
    return with_company(runs, scores, likely, declared.images, domain=declared.domain), kind


def _write(page: Page, runs: list[Run], located: Located, head: Head, score: float, terms: _Terms) -> Article:
    """Returns the article record of the located runs, with its quality and flags."""
    kept = located.kept()
    check_limit(len(kept), MOST_KEPT, "runs of text in the article")
    drafts = with_declared_entries(split(fragment_of(kept, located.renamed()), page.base_url()), page.things)
    check_limit(places_of(drafts), MOST_PLACES, "places in tables")
    head = with_type_shown(with_standfirst_placed(head, drafts), drafts)
    drafts = body_of(drafts, head)
    article = _assemble(with_lead_shown(head, drafts), drafts, score, page.url, terms)
    check_notice(article, page, runs)
    lost, left_out = counts_of(unrecorded(located, article))
    sizes, share = [len(run.text) for run in located.runs], lost / article.word_count
    column = sureness_column(sizes, located.scores, located.text, kind=score, lost=share)
    sure = round(terms.scorer.sureness.probability(column), 3)
    quality = replace(article.quality, score=sure, lost_words=lost, left_out=left_out)
    article = replace(article, quality=quality)
    return with_flag(article, *quality_flags(article, page, located))


def _assemble(head: Head, drafts: Iterable[Draft], score: float, url: str | None, terms: _Terms) -> Article:
    blocks = finish(drafts)
    article = Article(
        **{name: getattr(head, name) for name in Head.__slots__},
        url=url,
        host=urlsplit(url or head.canonical_url or "").hostname,
        blocks=blocks,
        quotes=quotes_in(blocks, language=head.language, head=(head.headline, head.description)),
        quality=Quality(score=round(score, 3)),
        extractor_version=__version__,
    )
    text = article.text
    words = count_words(text)
    if words < terms.fewest_words:
        raise Reject(RejectReason.NO_ARTICLE_TEXT, f"{words} words")
    return replace(article, word_count=words, fingerprint=simhash(text))
