"""This module turns the blocks of an article into the records of its quotes."""

from collections.abc import Iterable, Iterator
from itertools import islice, pairwise

from copydesk.body import quote_id
from copydesk.extraction.quotes.attribution import Attribution
from copydesk.extraction.quotes.cues import ASKING
from copydesk.extraction.quotes.judgement import (
    is_begun,
    is_scare_quote,
    is_speech,
    is_title,
    is_woven,
    signature_in,
    signed_by,
)
from copydesk.extraction.quotes.names import names_in
from copydesk.extraction.quotes.people import People
from copydesk.extraction.quotes.reading import Reading, reading_of
from copydesk.extraction.quotes.scene import Scene, Voice
from copydesk.extraction.quotes.sentences import Sentence, compiled, sentences_of, words_before
from copydesk.extraction.quotes.spans import (
    Span,
    dialogue_in,
    has_dialogue,
    has_marks,
    line_in,
    spans_in,
    uses_single_marks,
)
from copydesk.model import Block, BlockType, Quote

#: The words of a forum behind the name of a quoted person: `Jane said:`, `Jane wrote: Mon Jan 22, 2024`.
_POSTED = r"\s(?:said|wrote|says|schrieb|a écrit|escribió|escreveu|ha scritto|schreef|skrev|napisał|пишет)\s?:.*$"
#: The most quotations in one block; a page of the public corpora has at most 72.
_MOST_IN_BLOCK = 1_000
#: The most sentences whose subject is looked for. Each takes up to 1 ms, so that a page of stray marks stays cheap.
_MOST_SEARCHES = 1_000
#: The characters of a sentence's own words that are read for its subject.
_OWN = 600


class Finder:
    """Reads the blocks of one article in order."""

    def __init__(self, people: People, reading: Reading, *, single: bool) -> None:
        self._reading = reading
        self._single = single
        self._people = people
        self._scene = Scene(people, reading)
        self._runs_on = False
        #: How often the subject of a sentence was looked for.
        self._searches = 0
        #: Whether a line behind the last quotation named its source.
        self._signed = False
        #: The last sentence of the block before, which may announce who speaks in this one.
        self._announcing = ""
        #: The same, if it has no quotation.
        self._reported = ""

    def quotations_in(self, block: Block, behind: str = "") -> Iterator[tuple[Span, Voice]]:
        """Yields each quotation in a block with its voice; `behind` is the text of the next block."""
        spans = spans_in(block.text, single=self._single)[:_MOST_IN_BLOCK] or self._whole(block, behind)
        spans = dialogue_in(block.text, self._begins_with_verb)[:_MOST_IN_BLOCK] or self._announced_line(block) or spans
        if not spans:
            self._runs_on = False
            self._scene.add_sentence(block.text)
            self._announcing = self._reported = block.text
            return
        here = self._on_entering(block, spans, behind)
        before = ""
        for sentence in sentences_of(block.text, spans, self._speaks):
            quotations = self._attributed(sentence, self._going_on(sentence, before, here) or here)
            yield from quotations
            here = quotations[-1][1] if quotations else here
            before = "" if quotations else sentence.text[sentence.start : sentence.end]
            self._announcing = sentence.last_words()
            if before:
                self._scene.add_sentence(before)
        self._reported = before
        self._runs_on = bool(spans) and not spans[-1].closed

    def _whole(self, block: Block, behind: str) -> list[Span]:
        """Returns a block quote without marks as one quotation, if a source is named for it."""
        if block.type is not BlockType.QUOTE or not (
            block.attribution or self._introduces() or signature_in(behind, alone=True)
        ):
            return []
        return [Span(0, len(block.text), block.text, 0, len(block.text))]

    def _announced_line(self, block: Block) -> list[Span]:
        """Returns a line of a dialogue that the block before announces: `Jane said:` and `— We go.`"""
        line = line_in(block.text)
        return [line] if line and self._introduces() else []

    def _introduces(self) -> bool:
        """Returns whether the words before a block say that someone speaks in it."""
        voice = self._scene.announced(self._announcing) if self._announcing.rstrip().endswith(":") else None
        return bool(voice and voice.speaker and voice.cue)

    def _signature(self, block: Block, spans: list[Span], behind: str) -> str | None:
        """Returns the source of a block, from a line at its end or from the next block, or None."""
        if block.type is BlockType.QUOTE and (signed := signed_by(block.text)):
            return signed
        if spans[0].opening > 1 or any(block.text[a.after : b.opening].strip() for a, b in pairwise(spans)):
            return None
        rest = block.text[spans[-1].after :]
        if rest.strip(" ."):
            return signature_in(rest) if rest.lstrip(" .")[:1] in "\n—–-" else None
        announced = self._announcing.rstrip().endswith(":")
        before_it = None if self._signed else signature_in(self._announcing, alone=True)
        return None if announced or before_it else signature_in(behind, alone=True)

    def _on_entering(self, block: Block, spans: list[Span], behind: str) -> Voice | None:
        """Returns who speaks in a block from its first word: in a quotation that runs on, or fills the block."""
        source = block.attribution if any(map(str.isalpha, block.attribution or "")) else None
        source = (source and compiled(_POSTED).sub("", source)) or self._signature(block, spans, behind)
        self._signed = bool(source)
        if source:
            return Voice(self._people.fullest(source.split(",")[0]), source, None)
        if not spans or not (self._runs_on or spans[0].opening <= 1):
            return None
        if self._announcing.rstrip().endswith((":", ",")):
            return self._scene.announced(self._announcing) or self._scene.voice
        return self._scene.reported(self._reported) or self._scene.voice_behind(self._reported)

    def _going_on(self, sentence: Sentence, before: str, here: Voice | None) -> Voice | None:
        """Returns whose words the sentence before reported, if this one begins with a quotation."""
        if not before or not sentence.spans or sentence.before(0).strip():
            return None
        if not sentence.is_bare():
            return self._scene.reported(before)
        if before.rstrip().endswith(":"):
            return self._scene.announced(before)
        voice = self._scene.reported(before) or (None if here else self._subject(before) or self._scene.only(before))
        return voice or (self._scene.reported_speaker() if not here and self._reading.reports(before) else None)

    def _subject(self, sentence: str) -> Voice | None:
        person = self._scene.subject(sentence)
        return Voice(person, None, None) if person else None

    def _speaks(self, clause: str) -> bool:
        return ":" not in clause and bool(self._reading.following(clause))

    def _reported_in(self, sentence: Sentence) -> Voice | None:
        """Returns whose words a sentence reports by its mood alone."""
        return self._scene.reported_speaker() if self._reading.reports(sentence.own_words()) else None

    def _begins_with_verb(self, clause: str) -> bool:
        """Returns whether the words behind a dash begin with the verb that says who spoke."""
        attribution = self._reading.following(clause)
        return attribution is not None and clause.lower().startswith(attribution.cue)

    def _attributed(self, sentence: Sentence, here: Voice | None) -> list[tuple[Span, Voice]]:
        """Returns the quotations of a sentence that someone said, each with its voice."""
        found: list[tuple[Span, Voice]] = []
        beside: Voice | None = None
        bare = bool(sentence.spans) and (self._signed or sentence.is_bare())
        for index, span in enumerate(sentence.spans):
            voice = self._voice(sentence, index) or beside or self._reported_in(sentence)
            continues = bare or sentence.before(index).rstrip().endswith((".", "!", "?"))
            if voice and not self._is_no_statement(sentence, index):
                self._scene.speak(voice)
                found.append((span, voice))
                here = voice
                beside = voice if self._reading.is_shared else None
            elif not voice and (unattributed := self._unattributed(sentence, index, here, continues)):
                if unattributed.speaker:
                    self._scene.speak(unattributed)
                found.append((span, unattributed))
        return found

    def _unattributed(self, sentence: Sentence, index: int, here: Voice | None, bare: bool) -> Voice | None:
        """Returns the voice of an unattributed quotation, or None if it is no speech.

        A `bare` span is alone in its sentence, and continues what was said before.
        """
        if bare and here:
            return here
        span, before = sentence.spans[index], sentence.before(index)
        if is_title(span, before, single=self._single):
            return None
        if not is_speech(span, sentence.text):
            begun = here if here and here.cue and sentence.start and is_begun(span, before) else None
            return self._gone_on(sentence, here) if is_woven(span) else begun
        announced = self._scene.announced(before) if before.rstrip().endswith((":", ",")) else None
        gone_on = None if before.rstrip().endswith(":") else self._gone_on(sentence, here)
        return announced or here or gone_on or Voice(None, None, None)

    def _gone_on(self, sentence: Sentence, here: Voice | None) -> Voice | None:
        """Returns who goes on speaking in a sentence about nobody else: `This is why “they stay at home”`."""
        own = sentence.own_words()[:_OWN]
        self._searches += 1
        subject = self._scene.still(own) if self._searches <= _MOST_SEARCHES else None
        if subject or (here and here.speaker):
            return subject or (here if self._scene.voice_behind(own) else None)
        follows = sentence.start == 0 and not self._reported and next(names_in(own), None) is None
        return self._scene.voice if follows else None

    def _is_no_statement(self, sentence: Sentence, index: int) -> bool:
        span, before = sentence.spans[index], sentence.before(index)
        if is_title(span, before, single=self._single):
            return True
        if not is_scare_quote(span, before, sentence.after(index)):
            return False
        attribution = self._reading.preceding(sentence.until(index))
        return attribution is None or attribution.cue in ASKING

    def _voice(self, sentence: Sentence, index: int) -> Voice | None:
        """Returns who said a span by the words of its own sentence: beside it first, then across its neighbours."""
        span, before, after = sentence.spans[index], sentence.before(index), sentence.after(index)
        ways = [lambda: self._reading.following(after), lambda: self._reading.preceding(before)]
        if not _invites(span, after):
            ways.reverse()
        around = self._reading.around(before, after)
        attribution = (
            around or ways[0]() or ways[1]() or self._reading.within(span.text) or self._across(sentence, index)
        )
        if not attribution:
            is_introduced = span.text.endswith((".", "!", "?", "…")) and before.rstrip().endswith(":")
            return self._scene.labelled(before.strip(" :–—-\n")) if is_introduced else None
        return self._scene.voice_of(attribution, words_before(attribution.speaker, before))

    def _across(self, sentence: Sentence, index: int) -> Attribution | None:
        if len(sentence.spans) == 1:
            return None
        return self._reading.preceding(sentence.until(index)) or self._reading.following(sentence.beyond(index))


def _invites(span: Span, after: str) -> bool:
    """Returns whether a quotation ends as one does before the clause that names its speaker."""
    return span.text.endswith((",", "!", "?", "—", "–", "…")) or after.lstrip()[:1] in (",", "—", "–", "-")


_SPOKEN_IN = frozenset({BlockType.PARAGRAPH, BlockType.ASIDE, BlockType.LIST, BlockType.LIVE_ENTRY, BlockType.QUOTE})
#: The characters that suffice to detect the language.
_SAMPLE = 3000
#: The most quotes of an article. One takes 70 µs to find; a page of the public corpora has at most 72.
_MOST_QUOTES = 2_500


def quotes_in(
    blocks: tuple[Block, ...], *, language: str | None = None, head: Iterable[str | None] = ()
) -> tuple[Quote, ...]:
    """Returns the quotes of an article, in order.

    `language` is what the page declares; `head` are texts of the head in which speakers may be named in full. Speakers
    are found in English and in languages that have a table; elsewhere they are absent.
    """
    speaking = [block for block in blocks if block.text and _may_speak(block)]
    text = "\n".join(block.text for block in speaking)
    marked = has_marks(text) or has_dialogue(text)
    if not marked and not any(block.type is BlockType.QUOTE for block in speaking):
        return ()
    captions = (block.caption for block in blocks if block.caption)
    prose = (each for each in head if each and _is_prose(each))
    people = People([*prose, *(block.text for block in speaking), *captions])
    finder = Finder(people, reading_of(text[:_SAMPLE], language), single=uses_single_marks(text))
    behind = [*(block.text for block in speaking[1:]), ""]
    quotations = (
        (block, span, voice)
        for block, text in zip(speaking, behind, strict=True)
        for span, voice in finder.quotations_in(block, text)
    )
    return tuple(_quote(block, span, voice) for block, span, voice in islice(quotations, _MOST_QUOTES))


def _is_prose(headline: str) -> bool:
    """Returns whether at least half of a text's words begin in lower case, so that capitals mark names."""
    words = headline.split()
    return 2 * sum(word[:1].islower() for word in words) >= len(words)


def _may_speak(block: Block) -> bool:
    return block.type in _SPOKEN_IN and block.subtype != "pullquote"


def _quote(block: Block, span: Span, voice: Voice) -> Quote:
    spoken_by = {"speaker": voice.speaker, "speaker_raw": voice.raw, "cue": voice.cue}
    return Quote(
        quote_id=quote_id(block_id=block.block_id, start=span.start, text=span.text, **spoken_by),
        block_id=block.block_id,
        text=span.text,
        start=span.start,
        end=span.end,
        **spoken_by,
    )
