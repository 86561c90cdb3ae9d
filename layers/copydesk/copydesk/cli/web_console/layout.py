"""Writes the frame of the console's pages, and their common parts: tables, charts and forms."""

from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from importlib.resources import files
from urllib.parse import quote, urlencode

from copydesk.cli.inspector.markup import NOTHING, Html, isolated, joined, tag, text
from copydesk.cli.web_console.server import Answer, Asked

PLACES = {
    "/": "Arrivals",
    "/refused": "Refused",
    "/sites": "Sites",
    "/sources": "Sources",
    "/letters": "Dead letters",
}
_CHART_HEIGHT, _BAR = 72, 24
#: The place of each bar within its hour, and its class.
_BARS = ((2, "stored"), (12, "rejects"))


def page(asked: Asked, title: str, *parts: Html, at: str = "", status: int = 200, head: Html = NOTHING) -> Answer:
    """Returns a whole page. `at` is the path of its place, if that is not its own. `head` is added to its head."""
    body = joined([
        tag("a", text("Skip to the content"), href="#main", class_="skip-to"),
        tag("header", navigation(at or asked.path), class_="places"),
        tag("main", tag("h1", isolated(title, most=500)), *parts, id="main", tabindex=-1),
        _foot(),
    ])  # fmt: skip
    return Answer(status=status, body=Html(
        '<!doctype html><html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark"><link rel="stylesheet" href="/console.css">'
        f'<script src="/console.js" defer></script><title>{text(title, most=200)} · copydesk console</title>{head}'
        f'</head><body>{body}</body></html>'
    ))  # fmt: skip


def looks_again(seconds: int) -> Html:
    """Returns a part of a head that loads the page again where no script runs."""
    return tag("noscript", Html(f'<meta http-equiv="refresh" content="{seconds}">'))


def navigation(at: str) -> Html:
    links = (
        tag("li", tag("a", text(name), href=path, aria_current="page" if path == at else None))
        for path, name in PLACES.items()
    )
    brand = tag("p", text("copydesk "), tag("b", text("console")), class_="brand")
    return tag("nav", brand, tag("ul", *links), aria_label="Console")


@cache
def own_file(name: str) -> str:
    return files(__package__).joinpath(name).read_text("utf-8")


def _foot() -> Html:
    keys = joined([text("Keys: "), tag("kbd", text("j")), text(" next row, "), tag("kbd", text("k")),
                   text(" previous row")])  # fmt: skip
    switch = tag("button", text("Keys are on"), type="button", id="keys", aria_pressed="true")
    told = tag("p", text("All times are UTC. No page here asks for anything from another machine."))
    return tag("footer", told, tag("p", keys, text(" "), switch, class_="keys", hidden=True, id="about-keys"))


def table(caption: str, columns: Sequence[str], rows: Iterable[Sequence[Html]]) -> Html:
    """Returns rows under named columns. The first cell of a row is its name.

    A phone shows each row as a card. The roles keep it a table for screen readers, whatever its style.
    """
    names = (tag("th", text(name), scope="col", role="columnheader") for name in columns)
    head = tag("thead", tag("tr", *names, role="row"), role="rowgroup")
    body = tag("tbody", *(_row(columns, row) for row in rows), role="rowgroup")
    return tag("div", tag("table", tag("caption", text(caption)), head, body, role="table"), class_="rows")


def _row(columns: Sequence[str], row: Sequence[Html]) -> Html:
    first, *others = row
    cells = (
        tag("td", cell, role="cell", data_name=name if cell else None)
        for name, cell in zip(columns[1:], others, strict=True)
    )
    return tag("tr", tag("th", first, scope="row", role="rowheader"), *cells, role="row")


def chart(title: str, names: Sequence[str], hours: Sequence[tuple[str, Sequence[int] | None]]) -> Html:
    """Returns two bars for each hour as a picture, with the numbers in a table below it.

    An hour has a number for each name, or None if it was not counted. The bars are the first two numbers.
    """
    counted = [(place, counts) for place, (_, counts) in enumerate(hours) if counts is not None]
    most = max((count for _, counts in counted for count in counts[:2]), default=0)
    bars = [
        _bar(place, inset, count, most, kind)
        for place, counts in counted
        for (inset, kind), count in zip(_BARS, counts[:2], strict=True)
    ]
    ticks = [
        tag("text", text(hour[11:13]), x=str(place * _BAR + 2), y=str(_CHART_HEIGHT + 16))
        for place, (hour, _) in enumerate(hours)
        if place % 3 == 0
    ]
    drawn = tag("svg", *bars, *ticks, viewBox=f"0 0 {len(hours) * _BAR} {_CHART_HEIGHT + 22}", aria_hidden="true")
    totals = [sum(counts[place] for _, counts in counted) for place in range(len(names))]
    kinds = [*(f"key {kind}" for _, kind in _BARS), *["dim"] * (len(names) - 2)]
    key = tag("figcaption", tag("b", text(title)), *(
        tag("span", text(f"{total:,} {name}"), class_=kind)
        for total, name, kind in zip(totals, names, kinds, strict=True)
    ), tag("span", text(f"highest bar {most:,}" if any(totals) else "nothing came"), class_="dim"))  # fmt: skip
    rows = [
        [text(shown(hour)), *(text("–" if counts is None else f"{counts[place]:,}") for place in range(len(names)))]
        for hour, counts in hours
    ]
    numbers = tag("details", tag("summary", text("The numbers")), table(title, ("hour", *names), rows))
    return tag("figure", key, drawn, numbers, class_="chart")


def _bar(place: int, inset: int, count: int, most: int, kind: str) -> Html:
    if not count:
        return NOTHING
    height = max(2, round(count / most * _CHART_HEIGHT))
    x, y = place * _BAR + inset, _CHART_HEIGHT - height
    return tag("rect", class_=kind, x=str(x), y=str(y), width="9", height=str(height))


def form(asked: Asked, action: str, label: str, about: str = "", **values: str) -> Html:
    """Returns a button that starts an action. `about` names its object for users who only hear the buttons."""
    told = [hidden(name, value) for name, value in {**values, "form_token": asked.form_token}.items()]
    said = tag("span", text(f" {about}", most=200), class_="unseen") if about else NOTHING
    return tag("form", *told, tag("button", text(label), said), method="post", action=action, class_="act")


def hidden(name: str, value: str) -> Html:
    return Html(str(tag("input", type="hidden", name=name, value=value)).removesuffix("</input>"))


def field(name: str, label: str, value: str = "", *, kind: str = "text", required: bool = False) -> Html:
    made = tag("input", type=kind, name=name, value=value or None, required=required, id=f"field-{name}")
    return tag("p", tag("label", text(label), for_=f"field-{name}"), Html(made.removesuffix("</input>")))


def choice(name: str, label: str, value: str, choices: Iterable[str]) -> Html:
    options = [tag("option", text(each or "any"), value=each, selected=each == value) for each in ("", *choices)]
    return tag("p", tag("label", text(label), for_=f"field-{name}"),
               tag("select", *options, name=name, id=f"field-{name}"))  # fmt: skip


def link(words: str | None, *path: str, query: Mapping[str, str] | None = None) -> Html:
    """Returns a link within the console. The parts of `path` may contain any characters."""
    href = "/" + "/".join(quote(each, safe="") for each in path)
    told = {name: value for name, value in (query or {}).items() if value}
    return tag("a", isolated(words or "–", most=300), href=href + (f"?{urlencode(told)}" if told else ""))


def note(words: str) -> Html:
    return tag("p", text(words), class_="dim")


def flags(names: Iterable[str]) -> Html:
    return joined([tag("span", text(name), class_="flag") for name in names], " ")


def moment(at: str | None) -> Html:
    """Returns a time that is not broken over lines."""
    return tag("time", text(shown(at)))


def shown(at: str | None) -> str:
    """Returns a time as it is shown.

    >>> shown("2026-01-02T03:04:05.678Z")
    '2026-01-02 03:04'
    """
    return (at or "–")[:16].replace("T", " ")
