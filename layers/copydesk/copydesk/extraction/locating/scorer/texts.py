"""This module counts the letters and words of all runs of a page at once, and lists the elements around them."""

import re
from collections.abc import Sequence
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from copydesk.extraction.locating.scorer.matrix import Counts, Flags
from copydesk.extraction.reading.walk import Element, Run

#: Longer texts (characters) are prose, and none of their words are looked up.
LONGEST_LINE = 500
_WORD = re.compile(r"[^\W_]+|©")
_ASCII_SPACED = "".join(chr(code) if chr(code).isalnum() else " " for code in range(128))
_OTHER, _LOWER, _UPPER, _DIGIT, _COMMA, _END, _SEPARATOR, _QUOTE, _SPACE, _FOREIGN = range(10)
_CLASSES = 10
#: Lower code points have a class of their own. Higher ones are East Asian scripts and symbols, and count as foreign.
_KNOWN = 0x2100
#: The last letter of Unicode's Latin Extended-B block.
_LAST_LATIN = 0x24F
#: First and last code point of scripts without spaces, and the characters per word (see copydesk.words). The scripts
#: are Thai and Lao, Burmese, Khmer, Han and kana.
_UNSPACED = ((0xE00, 0xEFF, 5), (0x1000, 0x109F, 6), (0x1780, 0x17D3, 6), (0x3040, 0x9FFF, 1))
#: The marks that end a sentence without a space after them.
_FULL_STOPS = np.array([ord(mark) for mark in "。！？．｡"])
_MARKS = {_COMMA: ",،", _END: ".?!…", _SEPARATOR: "|•·›»©/", _QUOTE: '"“„«', _SPACE: " \n"}
#: The number of texts that are counted at once; each character takes eight bytes meanwhile.
_AT_ONCE = 2_048
_SENTENCE_ENDS = np.array([ord(mark) for mark in '.!?:…"”»’)。！？؟।።။。．」』'])


def _class_of(character: str) -> int:
    if character.isalpha():
        return _UPPER if character.isupper() else _LOWER
    return _DIGIT if "0" <= character <= "9" else _OTHER


def _classes() -> NDArray[np.uint8]:
    latin = [_class_of(chr(code)) for code in range(_LAST_LATIN + 1)]
    others = [_FOREIGN if chr(code).isalpha() else _OTHER for code in range(_LAST_LATIN + 1, _KNOWN)]
    table = np.array([*latin, *others, _FOREIGN], dtype=np.uint8)
    for kind, marks in _MARKS.items():
        table[list(map(ord, marks))] = kind
    return table


_CLASS = _classes()


def _words(line: str) -> list[str]:
    """Returns what _WORD finds, three times as fast for ASCII, which most lines are."""
    return line.translate(_ASCII_SPACED).split() if line.isascii() else _WORD.findall(line)


class Texts:
    """The runs, their texts with counts, and their elements. Each count has a value per run, and no run is empty."""

    def __init__(self, runs: Sequence[Run]) -> None:
        self.runs = runs
        self.texts = [run.text for run in runs]
        self.sizes = np.array([len(text) for text in self.texts])
        # A line break surrounds every text, so that characters before and after it always exist.
        joined = "\n".join(["", *self.texts, ""])
        codes = np.frombuffer(joined.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
        self._ends = np.cumsum(self.sizes + 1)
        self._starts = self._ends - self.sizes
        self._last = codes[self._ends - 1]
        self._classes = _CLASS[np.minimum(codes, _KNOWN)]
        starts = range(0, len(runs), _AT_ONCE)
        self._counts = np.concatenate([self._counted(slice(start, start + _AT_ONCE)) for start in starts]).T
        self._has_unspaced = bool(codes.max() >= _UNSPACED[0][0])
        self._codes = codes
        self.words = self._counts[_SPACE] + self._unspaced_words()
        self.commas, self.digits = self._counts[_COMMA], self._counts[_DIGIT]
        self.separators, self.quote_marks = self._counts[_SEPARATOR], self._counts[_QUOTE]

    @property
    def is_upper(self) -> Flags:
        """Whether a text has capital letters and no small ones."""
        upper: Flags = (self._counts[_UPPER] > 0) & (self._counts[_LOWER] == 0)
        return upper

    @property
    def starts_upper(self) -> Flags:
        upper: Flags = self._classes[self._starts] == _UPPER
        return upper

    @property
    def ends_sentence(self) -> Flags:
        return np.isin(self._last, _SENTENCE_ENDS)

    @property
    def asks(self) -> Flags:
        asks: Flags = self._last == ord("?")
        return asks

    @property
    def sentences(self) -> Counts:
        """How many sentences end within the text."""
        ends: Flags = (self._classes[:-1] == _END) & (self._classes[1:] == _SPACE)
        return self._per_run(ends | np.isin(self._codes[:-1], _FULL_STOPS) if self._has_unspaced else ends)

    @property
    def upper_words(self) -> Counts:
        """How many times a capital letter follows another that begins a word."""
        upper = self._classes == _UPPER
        return self._per_run(np.concatenate([[False], upper[1:-1] & upper[2:] & ~upper[:-2]]))

    @property
    def foreign_share(self) -> float:
        """The share of the page's letters that are not Latin."""
        letters = self._counts[[_LOWER, _UPPER, _FOREIGN]].sum()
        return float(self._counts[_FOREIGN].sum() / max(1, letters))

    @cached_property
    def lines(self) -> list[list[str]]:
        """The words of each text in lower case; texts longer than LONGEST_LINE have none."""
        return [_words(text.lower()) if len(text) <= LONGEST_LINE else [] for text in self.texts]

    @cached_property
    def own(self) -> Counts:
        """The index of each run's element."""
        return np.array([run.element.index for run in self.runs])

    @cached_property
    def elements(self) -> dict[int, Element]:
        """The elements around the runs, except the body, by their index."""
        found: dict[int, Element] = {}
        for run in self.runs:
            element = run.element
            while element.parent is not None and element.index not in found:
                found[element.index] = element
                element = element.parent
        return found

    @cached_property
    def parents(self) -> Counts:
        """The index of each element's parent, by the element's index. The body is its own parent."""
        above = np.zeros(max(self.elements, default=0) + 1, dtype=np.int64)
        above[list(self.elements)] = [each.parent.index for each in self.elements.values() if each.parent is not None]
        return above

    def _unspaced_words(self) -> Counts | int:
        if not self._has_unspaced:
            return 0
        codes = self._codes[:-1]
        return sum(self._per_run((first <= codes) & (codes <= last)) // mean for first, last, mean in _UNSPACED)

    def _counted(self, some: slice) -> Counts:
        """Returns how many characters of each class some texts have, a row for each text."""
        sizes, start = self.sizes[some] + 1, self._starts[some.start]
        owner = np.repeat(np.arange(len(sizes)) * _CLASSES, sizes)
        owner += self._classes[start : start + len(owner)]
        return np.bincount(owner, minlength=len(sizes) * _CLASSES).reshape(-1, _CLASSES)

    def _per_run(self, flags: Flags) -> Counts:
        """Returns how many flags are set in each text; there is a flag for each character up to the last text's end."""
        bounds = np.stack([self._starts, self._ends], axis=1).ravel()[:-1]
        counts: Counts = np.add.reduceat(flags, bounds, dtype=np.int64)[::2]
        return counts
