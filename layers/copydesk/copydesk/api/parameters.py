"""Reads and validates the parameters of a route from path and query, and reports all errors together."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal
from urllib.parse import parse_qsl, unquote

from copydesk.api.problems import BAD_REQUEST, Problem

#: The most parameters of a query. More are refused without an explanation of each.
_MOST_PARAMETERS = 32
#: The most characters of a query: the longest URL with each byte percent-encoded, and some more.
_LONGEST_QUERY = 32_768
#: The prefix of parameters that sign a request (AWS Signature Version 4). They are ignored.
_SIGNATURE = "x-amz-"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """A parameter. `read` converts the decoded text, or raises ValueError with the fault in words.

    `schema` is the JSON Schema of the value. `default` is the value of an optional parameter that is not given.
    """

    name: str
    place: Literal["path", "query"]
    read: Callable[[str], Any]
    schema: Mapping[str, Any]
    description: str
    required: bool = False
    default: Any = None


type Arguments = Mapping[str, Any]


def read_arguments(parameters: Iterable[Parameter], *, segments: Mapping[str, str], query: str) -> Arguments:
    """Returns the value of every parameter by name. Raises a Problem that lists all errors."""
    parameters = tuple(parameters)
    pairs = _pairs(query)
    names = [name for name, _ in pairs]
    errors = dict(_unknown(parameters, names))
    texts = dict(pairs) | {name: _decoded(text) for name, text in segments.items()}
    arguments: dict[str, Any] = {}
    for parameter in parameters:
        try:
            arguments[parameter.name] = _value(parameter, texts, names)
        except ValueError as error:
            errors[parameter.name] = str(error)
    if errors:
        raise _complaint(errors)
    return arguments


def _pairs(query: str) -> list[tuple[str, str]]:
    if len(query) > _LONGEST_QUERY:
        raise _complaint({"query": f"it is longer than {_LONGEST_QUERY} characters"})
    try:
        pairs = parse_qsl(query, keep_blank_values=True, max_num_fields=_MOST_PARAMETERS, errors="strict")
    except UnicodeDecodeError:
        raise _complaint({"query": "its percent-encoding is not UTF-8"}) from None
    except ValueError:
        raise _complaint({"query": f"it has more than {_MOST_PARAMETERS} parameters"}) from None
    return [pair for pair in pairs if not pair[0].lower().startswith(_SIGNATURE)]


def _decoded(segment: str) -> str | None:
    try:
        return unquote(segment, errors="strict")
    except UnicodeDecodeError:
        return None


def _value(parameter: Parameter, texts: Mapping[str, str | None], names: list[str]) -> Any:
    if parameter.name not in texts:
        if parameter.required:
            raise ValueError("it is missing")
        return parameter.default
    text = texts[parameter.name]
    if names.count(parameter.name) > 1:
        raise ValueError("it is given more than once")
    if text is None:
        raise ValueError("its percent-encoding is not UTF-8")
    if not text.isprintable():
        raise ValueError("it has characters that cannot be printed")
    return parameter.read(text)


def _unknown(parameters: tuple[Parameter, ...], names: Iterable[str]) -> Iterator[tuple[str, str]]:
    known = [parameter.name for parameter in parameters if parameter.place == "query"]
    for name in names:
        if name not in known:
            yield ascii(name[:40]).strip("'"), f"it is not known here: {_listed(known)}"


def _listed(known: list[str]) -> str:
    return f"the route takes {', '.join(known)}" if known else "the route takes none"


def _complaint(errors: Mapping[str, str]) -> Problem:
    summary = "; ".join(f"{name}: {detail}" for name, detail in errors.items())
    listed = [{"parameter": name, "detail": detail} for name, detail in errors.items()]
    return Problem(
        BAD_REQUEST,
        summary,
        remedy="Correct what is named; /openapi.json says what each takes.",
        more={"errors": listed},
    )
