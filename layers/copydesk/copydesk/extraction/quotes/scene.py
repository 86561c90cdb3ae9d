"""This module remembers who spoke and who was named, and so resolves pronouns and unattributed quotations."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass

from copydesk.extraction.metadata.bylines.given_names import FEMALE, GIVEN, MALE, gender_of
from copydesk.extraction.quotes.attribution import Attribution
from copydesk.extraction.quotes.cues import DETERMINERS, PRONOUNS
from copydesk.extraction.quotes.languages.eastern import GENITIVE
from copydesk.extraction.quotes.languages.noun_phrases import gender_in, stands_for_person
from copydesk.extraction.quotes.names import bare_name, is_german_person, is_person, is_title, names_in
from copydesk.extraction.quotes.people import People
from copydesk.extraction.quotes.reading import Reading
from copydesk.extraction.quotes.sentences import backwards, compiled

#: The number of sentences and voices that are remembered; a pronoun's name is near it.
_MEMORY = 12
#: The longest label (characters), and the clauses at a sentence's end that may name the speaker. The last bound is the
#: most words of a clause that begins with its subject: `he said`.
_LONGEST_LABEL = 60
_CLAUSES = 4
_SHORT = 5
_NO_PERSON = frozenset(
    "report statement letter study article document complaint company group agency ministry department board court"
    " government paper email memo post tweet message story lawsuit team bank party council committee union office it"
    " they research filing investigation survey website site magazine newspaper app video film authority"
    " network majority minority number quote pair couple duo trio family crowd".split()
)


#: Descriptions by age: `the 36-year-old singer`, `der 36-Jährige`, `36-åringen`.
_AGED = (
    r"(?:the|der|die) \d{1,3}(?:-(?:year-old|jährige[nr]?)| jahre alte)\b|de \d{1,3}-jarige\b|den \d{1,3}-årige\b"
    r"|\d{1,3}-åringen\b"
)
#: Words behind the noun of a description.
_JOINTS = frozenset("of in at for from with on who that".split())
#: Words behind which a name is no subject.
_OBLIQUE = (
    r"(?i)(?<!\w)(?:of|to|with|from|about|for|by|at|in|on|and|than|into|against|over|under|behind|between|without"
    r"|de|do|da|del|von|mit|für|bei|à|avec|contre|con|contra|av|med|til|hos|fra|van|met)\s+$"
)
#: The same for a name beside a possessive: `spoke to a friend of Smith’s mother, Jane Roe, about`.
_OBLIQUE_BESIDE = r"(?<!\w)(?:of|to|with|from|about|for|by) [^\W\d_][\w .]{1,30}[’']s? [a-z]\w{2,15}, $"


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker, resolved and as written, and the cue that named them."""

    speaker: str | None
    raw: str | None
    cue: str | None


class Scene:
    """Remembers sentences and voices in order, and reads a sentence only when a pronoun needs it."""

    def __init__(self, people: People, reading: Reading) -> None:
        self._people = people
        self._reading = reading
        self._memory: deque[str | Voice] = deque(maxlen=_MEMORY)
        self._speakers: set[str] = set()
        self.voice: Voice | None = None

    def add_sentence(self, sentence: str) -> None:
        self._memory.append(sentence)

    def speak(self, voice: Voice) -> None:
        self.voice = voice
        self._memory.append(voice)
        if voice.speaker:
            self._speakers.add(voice.speaker)

    def voice_of(self, attribution: Attribution, clause: str = "") -> Voice:
        """Returns the voice that an attribution names; `clause` is the text before it in its own sentence."""
        word = attribution.speaker.lower()
        if compiled(_AGED).match(word):
            return Voice(self._meant_by_age(word, clause) or attribution.speaker, attribution.speaker, attribution.cue)
        if word and word not in PRONOUNS and word not in self._reading.pronouns:
            return Voice(
                self._fullest(attribution.speaker, clause, attribution.cue), attribution.speaker, attribution.cue
            )
        several = word == "sie" and attribution.cue.endswith("en")
        return Voice(None if several else self._meant(word, clause), attribution.speaker or None, attribution.cue)

    def _fullest(self, speaker: str, clause: str, cue: str) -> str:
        """Returns the fullest name of a speaker; a description without a name means the last person that fits."""
        full = self._people.fullest(speaker)
        if cue in GENITIVE:
            return self._people.nominative(full)
        if full != speaker or not stands_for_person(speaker):
            return full
        gender = gender_in(speaker)
        return self._last_person(gender, clause, lambda person: self._people.may_be(person, speaker, gender)) or speaker

    def announced(self, sentence: str) -> Voice | None:
        """Returns who speaks next after `X told reporters:`, or after a sentence that reports X's words, or None."""
        sentence = next(backwards(sentence))
        attribution = self._reading.preceding(sentence)
        if attribution:
            return self.voice_of(attribution)
        person = self.subject(sentence) or self._reading.opener(sentence)
        person = person or next(iter(self._persons(sentence)), None) or self._by_pronoun(sentence)
        return Voice(person, None, None) if person else None

    def reported(self, sentence: str) -> Voice | None:
        """Returns whose words a sentence reports, as in `Smith said it was late. “It was dark.”`, or None."""
        sentence = next(backwards(sentence))
        attribution = self._at_end(sentence) or self._reading.following(sentence) or self._reading.within(sentence)
        return self.voice_of(attribution) if attribution else None

    def _at_end(self, sentence: str) -> Attribution | None:
        """Returns the attribution in a clause at a sentence's end: `It was late, says Jane Smith, a nurse.`"""
        place = len(sentence)
        for _ in range(_CLAUSES):
            place = sentence.rfind(",", 0, place)
            if place < 0:
                return None
            clause = sentence[place + 1 :].strip()
            attribution = self._reading.following(clause)
            if (
                attribution
                and attribution.speaker
                and (clause.startswith(attribution.cue) or len(clause.split()) <= _SHORT)
            ):
                return attribution
        return None

    def subject(self, sentence: str) -> str | None:
        """Returns the person with whom a sentence begins: `Minister Jane Smith`, `The minister, Jane Smith`."""
        start, name = next(names_in(sentence), (0, ""))
        before = sentence[:start].split()
        titled = bool(before) and is_title(before[-1]) and is_person(name)
        name = self._people.named(name) or name if name else ""
        is_apposition = bool(before) and before[0].lower() in DETERMINERS and before[-1].endswith(",")
        if not (titled or self._is_one(name)) or not (is_apposition or not any(word.islower() for word in before)):
            return None
        return name

    def _is_one(self, name: str) -> bool:
        """Returns whether a name is a person's, as far as the capitals of the language show."""
        if not is_person(name) or self._people.is_role(name):
            return False
        if not self._reading.has_capital_nouns:
            return True
        if " von " in name and name.split()[0] not in GIVEN:
            return False  # `Ansicht von Roe`
        return name in self._speakers or self._people.is_known(name, strict=True)

    def reported_speaker(self) -> Voice | None:
        """Returns whose words are reported by mood alone: the last speaker or subject, or None."""
        for remembered in reversed(self._memory):
            if isinstance(remembered, Voice):
                return remembered
            for sentence in backwards(remembered):
                attribution = self._reading.following(sentence) or self._reading.preceding(f"{sentence.rstrip(' .')},")
                if attribution and attribution.speaker:
                    return self.voice_of(attribution)
                subject = self.subject(sentence)
                if subject:
                    return Voice(subject, None, None)
                if not self._reading.reports(sentence):
                    return None
        return None

    def labelled(self, label: str) -> Voice | None:
        """Returns the voice of a label, as in a talk: `Jane Smith: “We go.”`, `Lehrer: „Wo ist der Baum?“`, or None."""
        if not label or len(label) > _LONGEST_LABEL or not all(word[0].isupper() for word in label.split()):
            return None
        name = self._people.named(label) or bare_name(label)
        is_role = self._reading.has_capital_nouns and " " not in label and is_german_person(label)
        is_known_person = self._is_one(name) and self._people.is_known(name) if name else False
        return Voice(name if is_known_person else label, label, None) if is_known_person or is_role else None

    def still(self, sentence: str) -> Voice | None:
        """Returns the subject of a sentence if that person spoke before, or None: `She takes on those who “…”`."""
        first = sentence.split(maxsplit=1)[0].lower() if sentence.strip() else ""
        person = self._meant(first, "") if first in self._reading.pronouns else self.subject(sentence)
        return Voice(person, None, None) if person in self._speakers else None

    def only(self, sentence: str) -> Voice | None:
        """Returns the only person whom a sentence names, or None: `This is the task of Jane Smith. “We go.”`"""
        names = {self._people.named(name) or name for _, name in names_in(next(backwards(sentence)))}
        persons = [name for name in names if self._is_one(name) and self._people.is_known(name)]
        return Voice(persons[0], None, None) if len(persons) == 1 else None

    def voice_behind(self, story: str) -> Voice | None:
        """Returns the last voice, unless the text since then is about others."""
        last = self.voice.speaker if self.voice else None
        others = self._persons(story) if story else []
        return self.voice if not others or last in others else None

    def _by_pronoun(self, sentence: str) -> str | None:
        words = (word.strip(",:;").lower() for word in sentence.split()[:12])
        pronoun = next((word for word in words if word in self._reading.pronouns), None)
        return self._meant(pronoun, "") if pronoun else None

    def _meant(self, pronoun: str, clause: str) -> str | None:
        """Returns whom a pronoun means: the last person of its gender who spoke or was a subject, or None."""
        if pronoun in ("it", "they"):
            return self._body(pronoun)
        gender = self._reading.pronouns.get(pronoun)
        if pronoun in PRONOUNS and gender is None:
            return None
        return self._last_person(gender, clause)

    def _last_person(
        self, gender: str | None, clause: str, may_be: Callable[[str], bool] = lambda _: True
    ) -> str | None:
        for remembered in (clause, *reversed(self._memory)):
            for person in self._candidates(remembered):
                if (gender is None or gender_of(person) in (None, gender)) and may_be(person):
                    return person
        return None

    def _meant_by_age(self, description: str, clause: str) -> str | None:
        """Returns whom `the 36-year-old` means: the last person who spoke or was a subject. German shows the gender."""
        gender = {"der": MALE, "die": FEMALE}.get(description[:3])
        return self._last_person(gender, clause)

    def _body(self, pronoun: str) -> str | None:
        """Returns the body or group that spoke or was named last, at most one sentence before, or None."""
        last = self._memory[-1] if self._memory else ""
        if isinstance(last, Voice):
            return last.speaker if last.speaker and not is_person(last.speaker) else None
        first = next(names_in(next(backwards(last))[:40]), None) if pronoun == "it" else None
        return self._people.fullest(first[1]) if first and not self._people.named(first[1]) else None

    def _candidates(self, remembered: str | Voice) -> list[str]:
        if isinstance(remembered, str):
            return [person for sentence in backwards(remembered) for person in self._subjects(sentence)]
        return [remembered.speaker] if remembered.speaker and self._may_be_person(remembered.speaker) else []

    def _subjects(self, sentence: str) -> list[str]:
        """Returns whom a sentence is about: its speaker first, then the persons named in it."""
        attribution = self._reading.following(sentence)
        name = self._people.name_of(attribution.speaker) if attribution and attribution.speaker else None
        subject = self.subject(sentence)
        named = [*([subject] if subject else []), *self._persons(sentence)]
        if not name:
            return named
        full = self._people.named(name) or name
        return [full, *named] if is_person(full) or self._people.is_single(full) else named

    def _persons(self, sentence: str) -> list[str]:
        """Returns the persons named in a sentence, except those behind a preposition."""
        found = (
            self._people.named(name) or name
            for start, name in names_in(sentence)
            if not compiled(_OBLIQUE).search(sentence, max(0, start - 12), start)
            and not compiled(_OBLIQUE_BESIDE).search(sentence, max(0, start - 70), start)
        )
        return [
            name for name in found if name in self._speakers or (self._is_one(name) and self._people.is_known(name))
        ]

    def _may_be_person(self, speaker: str) -> bool:
        words = speaker.lower().split()
        joint = next((index for index, word in enumerate(words) if index and word in _JOINTS), len(words))
        is_name = is_person(speaker) and speaker[0].isupper() and speaker.rpartition(" ")[2][0].isupper()
        return is_name or (not (_NO_PERSON & set(words)) and not words[joint - 1].endswith("s"))
