"""The formats that an article is given in, the one preferred among equals first."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from copydesk.api.negotiation import preferred
from copydesk.api.problems import NOT_ACCEPTABLE, Problem
from copydesk.formats import MEDIA_TYPES, RECORDS, render
from copydesk.model import StoredArticle

#: A publisher's words are shown by our origin: they may show its pictures, and can do nothing else. The sandbox takes
#: the page an origin of its own, should a script ever pass what `formats` allows.
_HTML_HEADERS = MappingProxyType(
    {
        "Content-Security-Policy": "default-src 'none'; img-src http: https:; base-uri 'none'; form-action 'none'; "
        "frame-ancestors 'none'; sandbox",
        "Referrer-Policy": "no-referrer",
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Representation:
    """`tells_status` says whether a reader of it learns that the article was withdrawn: a bare text would not tell."""

    name: str
    media_type: str
    tells_status: bool
    headers: Mapping[str, str] = field(default_factory=dict)

    def write(self, stored: StoredArticle) -> str:
        return render(stored, self.name)


FORMATS = MappingProxyType(
    {
        name: Representation(
            name=name,
            media_type=media_type,
            tells_status=name in RECORDS,
            headers=_HTML_HEADERS if name == "html" else {},
        )
        for name, media_type in MEDIA_TYPES.items()
    }
)


def wanted_form(name: str | None, accept: str | None) -> Representation:
    """The format that is named, else the one that the Accept header wants most; a Problem if it wants none."""
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
