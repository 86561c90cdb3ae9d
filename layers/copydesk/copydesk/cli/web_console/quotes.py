"""Lists the quotes of a person in all stored articles, from the index of speakers."""

from collections.abc import Iterator
from dataclasses import dataclass

from copydesk.cli.console import counted
from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.web_console.filters import Found, Wanted, looked_at, onward, taken
from copydesk.cli.web_console.layout import flags, link, moment, note, table
from copydesk.storage.articles.items import Head
from copydesk.storage.articles.revisions import read_heads
from copydesk.storage.articles.speakers import SpokenQuote, part_of_speaker

#: The articles of a speaker that one query reads.
_PART = 100
#: The most characters of a quote that are shown. The longest quotes are speeches.
_LONGEST_QUOTE = 1_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """A quote and the head of its article."""

    spoken: SpokenQuote
    head: Head


def quotes(wanted: Wanted) -> Html:
    found = taken(_listed(wanted), lambda said: _takes(wanted, said.head))
    more = onward(wanted, found.next, "Earlier ones", looked_at(found, wanted, "quote")) if found.next else NOTHING
    return joined([_list(wanted, found), more])


def _listed(wanted: Wanted) -> Iterator[tuple[str, Said]]:
    """Yields the quotes of a speaker with their places, the latest first, from the wanted day or from the latest."""
    after = wanted.after or (_end_of_day(wanted.day) if wanted.day else None)
    while True:
        part = part_of_speaker(wanted.speaker, limit=_PART, after=after)
        heads = {head.stored.article_id: head for head in read_heads([each.article_id for each in part.items])}
        for each in part.items:
            if each.date[:10] < wanted.day:
                return
            if each.article_id in heads:
                yield f"{each.place}#{each.quote.quote_id}", Said(spoken=each, head=heads[each.article_id])
        if part.next is None:
            return
        after = part.next


def _end_of_day(day: str) -> str:
    """Returns the place after which the quotes of a day begin."""
    return f"{day}T99:99:99#{'f' * 32}#~"


def _takes(wanted: Wanted, head: Head) -> bool:
    article = head.stored.article
    return (
        (not wanted.site or article.host == wanted.site)
        and wanted.has_words(article.headline)
        and wanted.has_flag(article.quality.flags)
    )


def _list(wanted: Wanted, found: Found[Said]) -> Html:
    if not found.items:
        return joined([
            tag("p", text("No quote of "), isolated(wanted.speaker, most=200), text(" is found there.")),
            note("A speaker is found by the whole name. Capitals and spaces do not matter."),
        ])  # fmt: skip
    columns = ("quote", "article", "speaker", "site", "date", "flags")
    rows = (_row(said) for _, said in found.items)
    caption = f"{counted(len(found.items), 'quote')}, the latest first by the dates of their articles"
    return tag("div", table(caption, columns, rows), class_="quotes")


def _row(said: Said) -> tuple[Html, ...]:
    quote, stored = said.spoken.quote, said.head.stored
    article = stored.article
    marks = [*(["copy"] if stored.duplicate_of else []), *(["withdrawn"] if stored.withdrawn_at else [])]
    return (
        tag("q", isolated(quote.text, most=_LONGEST_QUOTE)),
        link(article.headline or "(no headline)", "article", stored.article_id),
        isolated(quote.speaker_raw or quote.speaker, most=200),
        isolated(article.host, most=200) if article.host else NOTHING,
        moment(said.spoken.date[:10]),
        flags([*marks, *article.quality.flags]),
    )
