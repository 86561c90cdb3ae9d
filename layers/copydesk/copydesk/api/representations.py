"""Chooses the format of an article from its name or the Accept header; the first of equals is preferred."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from types import MappingProxyType

from copydesk.api.problems import NOT_ACCEPTABLE, Problem
from copydesk.formats import MEDIA_TYPES, RECORDS, render
from copydesk.formats.chunks import BUDGET
from copydesk.model import StoredArticle

#: Tokens and quoted strings of RFC 9110, sections 5.6.2 and 5.6.4.
_WORD = r"[!#$%&'*+.^_`|~0-9A-Za-z-]+"
_QUOTED = r'"(?:\\.|[^"\\])*"'
_ELEMENT = re.compile(rf'(?:[^,"]|{_QUOTED})+')
_RANGE = re.compile(rf"\s*({_WORD})/({_WORD})\s*((?:;\s*(?:{_WORD}\s*=\s*(?:{_WORD}|{_QUOTED}))?\s*)*)")
_PARAMETER = re.compile(rf"({_WORD})\s*=\s*({_WORD}|{_QUOTED})")
#: Weights of RFC 9110, section 12.4.2.
_WEIGHT = re.compile(r"0(\.\d{0,3})?|1(\.0{0,3})?", re.ASCII)
#: The most characters of an Accept header that are read. An element that is cut off is ignored.
_LONGEST_ACCEPT = 4_096
#: Parameters that every offer has: all formats are UTF-8.
_COMMON = frozenset({("charset", "utf-8")})


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaRange:
    """A range of media types. A single media type is a range of one."""

    type: str
    subtype: str
    parameters: frozenset[tuple[str, str]]
    weight: float

    @property
    def precision(self) -> tuple[bool, bool, int]:
        return self.type != "*", self.subtype != "*", len(self.parameters)

    def takes(self, offer: "MediaRange") -> bool:
        return (
            self.type in ("*", offer.type)
            and self.subtype in ("*", offer.subtype)
            and self.parameters <= offer.parameters | _COMMON
        )


def preferred(accept: str | None, offers: Sequence[str]) -> str | None:
    """Returns the media type that is wanted most, the first of equals, or None if none is acceptable.

    >>> preferred("text/*;q=0.5, application/ld+json", ["application/json", "text/plain", "application/ld+json"])
    'application/ld+json'
    """
    if not (accept or "").strip():
        return offers[0]
    ranges = list(_ranges(accept or ""))
    weights = [_weight(offer, ranges) for offer in offers]
    best = max(weights)
    return offers[weights.index(best)] if best > 0 else None


def _weight(media_type: str, ranges: Iterable[MediaRange]) -> float:
    """Returns the weight of the most precise range that contains a media type."""
    (offer,) = _ranges(media_type)
    taking = [each for each in ranges if each.takes(offer)]
    return max(taking, key=lambda each: (each.precision, each.weight)).weight if taking else 0.0


def _ranges(accept: str) -> Iterable[MediaRange]:
    """Yields the readable media ranges of the header. Unreadable elements are ignored."""
    for element in _ELEMENT.findall(accept[:_LONGEST_ACCEPT]):
        found = _RANGE.fullmatch(element)
        if found is None or (found[1] == "*" and found[2] != "*"):
            continue
        parameters = {name.lower(): value.strip('"').lower() for name, value in _PARAMETER.findall(found[3])}
        weight = parameters.pop("q", "1")
        if _WEIGHT.fullmatch(weight):
            yield MediaRange(
                type=found[1].lower(),
                subtype=found[2].lower(),
                parameters=frozenset(parameters.items()),
                weight=float(weight),
            )


#: Our origin serves a publisher's words. They may show pictures, and may do nothing else. The sandbox gives the page an
#: origin of its own, in case a script ever passes the allow-list of `formats`.
_HTML_HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; img-src http: https:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox",
        "Referrer-Policy": "no-referrer",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """A format. `shows_status` says whether it states that an article was withdrawn, which plain text cannot.

    `chunk_tokens` is the budget of a chunk, which only the format chunks uses.
    """

    name: str
    media_type: str
    shows_status: bool
    headers: Mapping[str, str] = field(default_factory=dict)
    chunk_tokens: int = BUDGET

    @property
    def query(self) -> str:
        """What stands behind `format=` in its address."""
        return self.name if self.chunk_tokens == BUDGET else f"{self.name}&chunk_tokens={self.chunk_tokens}"

    def write(self, stored: StoredArticle) -> str:
        return render(stored, self.name, chunk_tokens=self.chunk_tokens)


FORMATS = MappingProxyType(
    {
        name: Representation(
            name=name,
            media_type=media_type,
            shows_status=name in RECORDS,
            headers=_HTML_HEADERS if name == "html" else {},
        )
        for name, media_type in MEDIA_TYPES.items()
    }
)


def wanted_form(name: str | None, accept: str | None) -> Representation:
    """Returns the named format, or else the one that the Accept header prefers. Raises a Problem if it accepts none."""
    if name is not None:
        return FORMATS[name]
    by_type = {form.media_type: form for form in FORMATS.values()}
    wanted = preferred(accept, list(by_type))
    if wanted is None:
        raise Problem(
            NOT_ACCEPTABLE,
            f"Accept asks for {ascii(accept)[:200]}.",
            remedy="Accept one of `available`, or name a format: ?format=json.",
            more={"available": list(by_type), "formats": list(FORMATS)},
        )
    return by_type[wanted]
