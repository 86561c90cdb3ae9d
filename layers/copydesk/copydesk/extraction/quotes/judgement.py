"""This module tells speech from scare quotes, titles and names in marks."""

import re

from copydesk.extraction.metadata.bylines.given_names import GIVEN
from copydesk.extraction.quotes.attribution import names_thing
from copydesk.extraction.quotes.names import RUN, bare_name, is_person
from copydesk.extraction.quotes.names import is_title as is_rank
from copydesk.extraction.quotes.sentences import compiled
from copydesk.extraction.quotes.spans import Span

_SPOKEN_END = (".", "!", "?", ",", "…", "。", "！", "？", "，")
#: An unattributed span of fewer words is a title, a name or a scare quote.
_FEWEST_WORDS = 5
_LONGEST_TITLE = 7
_LONGEST_ADJECTIVE = 2
_DETERMINER_BEFORE = (
    r"(?i)(?:\b(?:the|a|an|this|that|these|those|his|her|their|its|so-called|of|as|term|word|phrase|called|sogenannte[nrs]?)"
    r"|[’']s)\s*$"
)
_NOUN_AFTER = re.compile(r"^[\s-]+[a-z]{3,}")
#: Words for works and other things whose title follows in marks.
_WORK_BEFORE = (
    r"(?i)\b(?:books?|memoir|novel|films?|movies?|documentary|songs?|single|album|track|show|series|sitcom|episode|play|musical"
    r"|opera|game|podcast|magazine|poem|painting|exhibition|entitled|titled|dubbed|nicknamed|known as)\s*,?\s*$"
)
#: Words before a single word in capitals that is a name.
_NAME_BEFORE = r"(?i)\b(?:on|of|from|in|the|an?|star|hit|campaign|project)\s*$"
#: A name behind a dash at the end of a block quote.
_SIGNATURE = r"[-–—]\s?([^\W\d_a-z][\w’'.]+(?: [^\W\d_a-z][\w’'.-]+){0,3})$"
_SIGNED = rf"(?s)\s*([—–-]*)\s*({RUN})\s*(.*)"
#: The same for a source behind a label, which need be no person: `– Source: the Bank`.
_SOURCED = rf"\s*[—–-]+\s*(?:Source|Quelle|Fuente|Fonte|Bron|Kilde|Källa|Źródło)\s*:\s*({RUN})\s*$"
#: The most words of a line that gives a name and its bearer's role.
_LONGEST_SIGNATURE = 30
_SMALL = frozenset("a an and as at by de for from in is of on or the to vs with la le el".split())
_INITIAL = re.compile(r"\w")


def is_scare_quote(span: Span, before: str, after: str) -> bool:
    """Returns whether a span is one or two words in the place of an adjective."""
    return (
        span.words <= _LONGEST_ADJECTIVE
        and not span.text.endswith(_SPOKEN_END[:3])
        and bool(compiled(_DETERMINER_BEFORE).search(before[-40:]))
        and bool(_NOUN_AFTER.match(after))
    )


def is_title(span: Span, before: str, *, single: bool = False) -> bool:
    """Returns whether a span is a title or a name: a few words in capitals, or words so marked.

    Text that a colon introduces is none. A `single` mark also makes one word in capitals a title.
    """
    if before.rstrip().endswith(":") or span.words > _LONGEST_TITLE:
        return False
    if names_thing(before) or compiled(_WORK_BEFORE).search(before[-40:]):
        return True
    words = [word for word in span.text.rstrip(",.").split() if word.lower() not in _SMALL]
    capital = bool(words) and all(_is_capital(word) for word in words)
    if len(words) > 1 or single:
        return capital and not before.rstrip().endswith(",")
    return capital and bool(compiled(_NAME_BEFORE).search(before[-40:]))


def _is_capital(word: str) -> bool:
    first = _INITIAL.search(word)
    return first is not None and (first[0].isupper() or first[0].isdigit())


def is_speech(span: Span, text: str) -> bool:
    """Returns whether a span is a whole sentence, which is speech even if its sentence names nobody."""
    if text[: span.opening].rstrip().endswith("("):
        return False
    stops = span.text.endswith(_SPOKEN_END) or text[span.after : span.after + 1] in (".", ",", "!", "?")
    first = span.text[:1]
    begins = (first.isalpha() and not first.islower()) or (first.isdigit() and span.text.endswith((".", "!", "?")))
    return span.words >= _FEWEST_WORDS and ((begins and stops) or not span.closed)


def is_woven(span: Span) -> bool:
    """Returns whether a span continues the sentence around it, too long for a scare quote."""
    return span.closed and span.words >= _FEWEST_WORDS and span.text[:1].islower()


def is_begun(span: Span, before: str) -> bool:
    """Returns whether a sentence begins with a span that reads as one, and goes on: `“It is good to be out” – he`."""
    return not before.strip() and span.closed and span.words >= _FEWEST_WORDS and span.text[:1].isupper()


def signature_in(line: str, *, alone: bool = False) -> str | None:
    """Returns the name in a line that signs the words above it: `– Jane Smith`, `Jane Smith, chief of the bank`.

    Without a dash, an `alone` line must say nothing more. It ends no sentence, and has no colon at its end.
    """
    sourced = compiled(_SOURCED).match(line)
    if sourced:
        return sourced[1]
    match = compiled(_SIGNED).match(line)
    if not match or len(line.split()) > _LONGEST_SIGNATURE:
        return None
    dash, name, rest = match.groups()
    is_sentence = line.rstrip().endswith((":", "?", "!")) or (line.rstrip().endswith(".") and not dash)
    if is_sentence or (alone and not dash and not rest.startswith((",", "(", "\n")) and rest):
        return None
    bare = bare_name(name)
    is_signature = bool(dash) or rest.startswith((",", "(")) or bare.split(" ")[0] in GIVEN
    return bare if is_signature and is_person(bare) and not is_rank(bare.split()[-1]) else None


def signed_by(text: str) -> str | None:
    """Returns the name with which a block quote ends: `… and that is all. – Jane Smith`, or None."""
    signature = compiled(_SIGNATURE).search(text[-80:])
    return signature[1] if signature else None
