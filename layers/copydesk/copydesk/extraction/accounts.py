"""Where the visible words of an article's container went: into the record, out for a reason, or lost."""

from collections import Counter
from collections.abc import Iterator, Mapping

from copydesk.extraction.conservation import recorded, words_in, words_of
from copydesk.extraction.container import container_of
from copydesk.extraction.left_out import LeftOut, Reasons
from copydesk.extraction.locate import Located
from copydesk.extraction.markup import squeeze
from copydesk.extraction.page_words import is_control, is_gap
from copydesk.model import Article

#: Words of the container that are in no record, and why; without a reason they are lost.
type Unrecorded = tuple[LeftOut | None, list[str]]
#: A shorter text (characters) stands in a longer one by chance.
_SHORTEST_REPEAT = 12
_QUOTE_MARKS = " \"'“”‘’«»„.…"
#: How many characters are searched for repetitions: one search reads the whole record.
_MOST_SEARCHED = 50_000_000
#: A longer run (characters) is no line of authors and dates, and of so many authors each is looked for.
_LONGEST_BYLINE, _MOST_AUTHORS = 300, 8


def unrecorded(located: Located, article: Article) -> Iterator[Unrecorded]:
    """The words of the container, and of what else was chosen, that are in no record: each word once."""
    return _Accounting(located, article).unrecorded()


def counts_of(unrecorded: Iterator[Unrecorded]) -> tuple[int, Mapping[str, int]]:
    """How many words are lost, and how many are left out by reason."""
    lost, left_out = 0, Counter[str]()
    for reason, words in unrecorded:
        if reason is None:
            lost += len(words)
        else:
            left_out[str(reason)] += len(words)
    return lost, {reason: left_out[reason] for reason in sorted(left_out) if left_out[reason]}


class _Accounting:
    """One pass over what was chosen, then one over what else stands in the container.

    `_spare` are the recorded words that no run has accounted for yet: those of the head, first of all.
    """

    def __init__(self, located: Located, article: Article) -> None:
        self._located = located
        self._records = Counter(text for text in recorded(article) if text)
        self._said = {squeeze(text) if "\n" in text else text for text in self._records}
        self._whole = "\n".join(self._said)
        self._written = _written(article)
        self._chosen = {located.runs[index].text for index in located.text}
        self._kept = {*located.text, *located.company}
        self._texts = Counter(text for index in self._kept if (text := located.runs[index].text))
        self._spare = Counter[str]()
        self._searched = 0

    def unrecorded(self) -> Iterator[Unrecorded]:
        yield from self._of_chosen()
        runs, text = self._located.runs, self._located.text
        container = container_of(runs, text)
        reasons = Reasons(container, text)
        for index in container.span:
            run = runs[index]
            if index in self._kept or not run.text:
                continue
            if run.text in self._said:
                yield LeftOut.REPEATED, self._not_spare(run.text, run.text)
            elif facts := self._facts_in(run.text):
                yield LeftOut.HEAD, self._not_spare(run.text, facts)
            else:
                reason = reasons.of(index, run) or (LeftOut.REPEATED if self._repeats(run.text) else None)
                yield reason, words_in(run.text)

    def _of_chosen(self) -> Iterator[Unrecorded]:
        """Most chosen texts are recorded whole; the words of the others are looked for in what else is recorded."""
        apart = self._texts - self._records
        self._spare = words_of((self._records - self._texts).elements())
        words = words_of(apart.elements())
        missing = words - self._spare
        self._spare.subtract(words)
        for text, count in apart.items():
            if not missing:
                return
            gone = words_of([text] * count) & missing
            for word, number in gone.items():
                missing[word] -= number
                if not missing[word]:
                    del missing[word]
            if gone:
                yield self._why_missing(text), list(gone.elements())

    def _why_missing(self, text: str) -> LeftOut | None:
        """Why words that were chosen are in no record."""
        if text in self._said or self._texts[text] > 1:
            return LeftOut.REPEATED
        if is_gap(text):
            return LeftOut.PROMOTION
        if is_control(text):
            return LeftOut.INTERFACE
        return None if text in self._chosen else LeftOut.CAPTION

    def _facts_in(self, text: str) -> str:
        """The facts of the head that a line holds."""
        return "\n".join(each for each in self._written if each in text) if len(text) <= _LONGEST_BYLINE else ""

    def _not_spare(self, text: str, said: str) -> list[str]:
        """The words of a run but for those that the record says once more than the runs before it."""
        words, found = words_of([text]), words_of([said])
        if all(self._spare[word] >= count for word, count in found.items()):
            self._spare.subtract(found)
            words.subtract(found)
        return list(words.elements())

    def _repeats(self, text: str) -> bool:
        """Whether the record has a run's words within a longer text, as it has those of a quote that is set large."""
        words = text.strip(_QUOTE_MARKS)
        self._searched += len(self._whole)
        return len(words) >= _SHORTEST_REPEAT and self._searched <= _MOST_SEARCHED and words in self._whole


def _written(article: Article) -> list[str]:
    """The facts of the head that stand in longer lines of a page: who wrote it, and when."""
    authors = [author.name_raw for author in article.authors[:_MOST_AUTHORS]]
    return [text for text in (*authors, article.date_published_raw, article.date_modified_raw) if text]
