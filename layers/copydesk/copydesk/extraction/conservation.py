"""The words of texts, and of the records of an article: what no word may be lost between."""

from collections import Counter
from collections.abc import Iterable, Iterator

from copydesk.extraction.inline import visible
from copydesk.model import Article, Block, Item
from copydesk.words import units_in


def words_in(text: str) -> list[str]:
    """The words of a text in their order; characters without width aside."""
    return units_in(visible(text))


def words_of(texts: Iterable[str | None]) -> Counter[str]:
    """The words of some texts, each as often as it stands there."""
    return Counter(words_in("\n".join(text for text in texts if text)))


def recorded(article: Article) -> Iterator[str | None]:
    """Every text in the records of an article that a reader of its page can see."""
    yield from (article.headline, article.alternative_headline, article.description, article.kicker)
    yield from (article.date_published_raw, article.date_modified_raw, *(author.name_raw for author in article.authors))
    for block in article.blocks:
        yield from _recorded(block)


def _recorded(block: Block) -> Iterator[str | None]:
    yield from (block.text, block.caption, block.credit, block.attribution)
    if block.entry:
        yield from (block.entry.time, block.entry.title)
    if not block.text:
        yield from _of_items(block.items)


def _of_items(items: Iterable[Item]) -> Iterator[str | None]:
    for item in items:
        yield from (item.text, item.credit)
        yield from _of_items(item.items)
