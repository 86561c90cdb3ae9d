"""Writes the right side: the record's facts with sources and conflicts, then quotes, pictures and revisions."""

from collections.abc import Iterator, Sequence

from copydesk.cli.inspector.markup import NOTHING, Html, address, isolated, joined, tag, text
from copydesk.cli.inspector.pictures import picture_list, pictures
from copydesk.cli.inspector.revisions import revision_list
from copydesk.cli.inspector.spoken import quotes_by_block
from copydesk.cli.inspector.subject import Subject
from copydesk.cli.layouts.facts import fact_values
from copydesk.cli.layouts.tables import raw_place
from copydesk.extraction.checks.conservation import recorded
from copydesk.extraction.text.words import words_of
from copydesk.model import Article, Conflict, Quote, StoredArticle

_ADDRESSES = frozenset({"url", "canonical_url", "main_image", "next_page", "first_page"})
#: The most lost words that are named, enough to find the place.
_MOST_LOST = 60


def record_side(subject: Subject) -> Html:
    article = subject.article
    if article is None:
        return tag("p", text("There is no record: the page was refused."), class_="dim")
    found = pictures(article.blocks)
    parts = [
        ("Quality", _quality(article, subject)),
        ("Facts", _facts(article)),
        (f"Quotes ({len(article.quotes)})", _quotes(article)),
        (f"Images ({len(found)})", picture_list(found)),
    ]
    if subject.stored:
        parts.append(("Stored", _stored(subject.stored)))
    if subject.history:
        parts.append((f"Revisions ({len(subject.history)})", revision_list(subject.history)))
    return joined([_contents([title for title, _ in parts]), *(_part(title, inner) for title, inner in parts)])


def _contents(titles: Sequence[str]) -> Html:
    links = (tag("li", tag("a", text(title), href=f"#{_id(title)}")) for title in titles)
    return tag("nav", tag("ul", *links), class_="contents", aria_label="Parts of the record")


def _part(title: str, inner: Html) -> Html:
    return tag("section", tag("h3", text(title), id=_id(title), tabindex=-1), inner)


def _id(title: str) -> str:
    return f"record-{title.partition(' ')[0].lower()}"


def _quality(article: Article, subject: Subject) -> Html:
    quality = article.quality
    flags = [tag("li", text(flag), class_="flag") for flag in quality.flags]
    lines = [
        tag("p", tag("b", text(f"{quality.score:.2f}")), text(" that this is the article"), class_="grade"),
        tag("ul", *flags, class_="flags") if flags else tag("p", text("No flags."), class_="dim"),
        _lost(article, subject),
    ]
    return joined(lines)


def _lost(article: Article, subject: Subject) -> Html:
    """Returns the number of lost words, and the words that are lost when the page is read now."""
    chosen = (run.text for run in subject.explained if run.fate == "article")
    count = article.quality.lost_words
    if not count:
        return tag("p", text("No words lost."), class_="dim")
    lost = list((words_of(chosen) - words_of(recorded(article))).elements())[:_MOST_LOST]
    named = joined([text(": "), isolated(", ".join(lost))]) if lost else NOTHING
    return tag("p", text(f"{count} words that read as the article are in no record"), named, class_="lost")


def _facts(article: Article) -> Html:
    """Returns the facts that the page states, and below each fact what other sources state."""
    told = list(fact_values(article))
    names = [name for name, _ in told]
    only_disputed = dict.fromkeys(each.field for each in article.conflicts if each.field not in names)
    rows = [
        _fact(article, name, value, last=name not in names[place + 1 :]) for place, (name, value) in enumerate(told)
    ]
    return tag("dl", *rows, *(_fact(article, name, "–", last=True) for name in only_disputed), class_="facts")


def _fact(article: Article, name: str, value: str, *, last: bool) -> Html:
    source = article.provenance.get(name)
    shown = address(value) if name in _ADDRESSES else isolated(value)
    believed = tag("dd", shown, tag("span", text(f"from {source}"), class_="from") if source else NOTHING)
    disputed = [_conflict(each) for each in article.conflicts if each.field == name] if last else []
    return tag("div", tag("dt", text(name)), believed, *disputed)


def _conflict(conflict: Conflict) -> Html:
    said = tag("span", isolated(conflict.source), text(" says"), class_="from")
    return tag("dd", said, isolated(conflict.value), class_="conflict")


def _quotes(article: Article) -> Html:
    if not article.quotes:
        return tag("p", text("Nobody is quoted."), class_="dim")
    numbers = {block.block_id: number for number, block in enumerate(article.blocks, start=1)}
    marked = quotes_by_block(article.quotes, article.blocks)
    shown = {each.number for quotes in marked.values() for each in quotes}
    entries = (
        _quote(number, quote, numbers.get(quote.block_id), number in shown)
        for number, quote in enumerate(article.quotes, start=1)
    )
    return tag("ol", *entries, class_="cards")


def _quote(number: int, quote: Quote, block: int | None, is_marked: bool) -> Html:
    words = tag("q", isolated(quote.text, most=600))
    if is_marked:
        words = tag("a", words, href=f"#said-{number}", class_="said", data_quote=number, id=f"quote-{number}")
    speaker = tag("p", joined(_speaker(quote)), id=f"speaker-{number}", class_="speaker")
    where = tag("p", tag("a", text(f"block #{block}"), href=f"#block-{block}"), class_="where") if block else NOTHING
    lost = tag("p", text("Its words are not in the text that is shown."), class_="dim") if not is_marked else NOTHING
    return tag("li", speaker, words, lost, where, data_quote=number, data_kind="quote")


def _speaker(quote: Quote) -> Iterator[Html]:
    yield tag("b", isolated(quote.speaker)) if quote.speaker else tag("b", text("Speaker not named"), class_="dim")
    details: Sequence[tuple[str, str | None]] = [("cue", quote.cue), ("as written", quote.speaker_raw)]
    for name, value in details:
        if value and value != quote.speaker:
            yield joined([text(f" · {name} "), isolated(value)])


def _stored(stored: StoredArticle) -> Html:
    source = stored.source
    told = [
        ("article_id", stored.article_id),
        ("revision", f"{stored.revision.number}, digest {stored.revision.digest[:16]}"),
        ("date_downloaded", stored.date_downloaded),
        ("raw page", raw_place(source)),
        ("version_id", source.version_id),
        ("duplicate_of", stored.duplicate_of),
        ("withdrawn_at", stored.withdrawn_at),
    ]
    rows = [tag("div", tag("dt", text(name)), tag("dd", isolated(value))) for name, value in told if value]
    return tag("dl", *rows, class_="facts")
