"""Draws numbers as small SVG pictures. The label of each picture has the numbers for screen readers."""

from collections.abc import Sequence
from dataclasses import dataclass

from copydesk.cli.inspector.markup import NOTHING, Html, tag, text

_BAR, _GAP, _HEIGHT = 4, 1, 28
_GAUGE_WIDTH, _GAUGE_HEIGHT = 72, 10


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """A number for each day, or None if it is unknown. `name` says what is counted.

    `most` is the number at the top of the picture. `usual` is the habit, and `drifted` the day since which it is left.
    """

    name: str
    days: Sequence[str]
    numbers: Sequence[float | None]
    unit: str = ""
    most: float | None = None
    usual: float | None = None
    drifted: str | None = None


def sparkline(shown: Days) -> Html:
    """Draws a bar for each day. A day without a number has no bar, and zero is a line at the bottom."""
    width = len(shown.days) * (_BAR + _GAP)
    most = shown.most or max((each for each in (*shown.numbers, shown.usual) if each is not None), default=0) or 1
    parts = [
        *(_bar(place, number, most) for place, number in enumerate(shown.numbers)),
        _usual(shown.usual, most, width),
        _drift(shown),
    ]
    return tag("svg", *parts, viewBox=f"0 0 {width} {_HEIGHT}", class_="spark", role="img", aria_label=_words(shown))


def _bar(place: int, number: float | None, most: float) -> Html:
    if number is None:
        return NOTHING
    height = max(1.0, round(min(number, most) / most * _HEIGHT, 1))
    return tag("rect", class_="value" if number else "zero", x=str(place * (_BAR + _GAP)), y=f"{_HEIGHT - height:g}",
               width=str(_BAR), height=f"{height:g}")  # fmt: skip


def _usual(usual: float | None, most: float, width: int) -> Html:
    if usual is None:
        return NOTHING
    y = f"{_HEIGHT - min(usual, most) / most * _HEIGHT:.1f}"
    return tag("line", class_="usual", x1="0", x2=str(width), y1=y, y2=y)


def _drift(shown: Days) -> Html:
    """Draws a line at the first day of a drift, if it is among the days."""
    if shown.drifted is None or shown.drifted not in shown.days:
        return NOTHING
    x = str(shown.days.index(shown.drifted) * (_BAR + _GAP))
    return tag("line", class_="drift", x1=x, x2=x, y1="0", y2=str(_HEIGHT))


def _words(shown: Days) -> str:
    numbers = ", ".join("unknown" if each is None else f"{each:,.0f}{shown.unit}" for each in shown.numbers)
    if all(each is None for each in shown.numbers):
        numbers = "none known"
    usual = "" if shown.usual is None else f" By habit {shown.usual:,.0f}{shown.unit}."
    drifted = f" Otherwise since {shown.drifted}." if shown.drifted else ""
    return f"{shown.name} a day from {shown.days[0]} to {shown.days[-1]}: {numbers}.{usual}{drifted}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Gauge:
    """A habit and the present value, both from 0 to 1. `spread` is the standard deviation of the habit."""

    label: str
    usual: float
    spread: float
    now: float | None
    is_drifting: bool


def gauge(shown: Gauge) -> Html:
    """Draws a line with the habit as a band with a mark, and the present value as a dot."""
    low, high = (_place(shown.usual + side * shown.spread) for side in (-1, 1))
    middle = str(_GAUGE_HEIGHT / 2)
    at = f"{_place(shown.usual):.1f}"
    parts = [
        tag("line", class_="track", x1="0", x2=str(_GAUGE_WIDTH), y1=middle, y2=middle),
        tag("rect", class_="band", x=f"{low:.1f}", y="2", width=f"{max(1.0, high - low):.1f}", height="6"),
        tag("line", class_="usual", x1=at, x2=at, y1="0", y2=str(_GAUGE_HEIGHT)),
    ]
    if shown.now is not None:
        kind = "now drifting" if shown.is_drifting else "now"
        parts.append(tag("circle", class_=kind, cx=f"{_place(shown.now):.1f}", cy=middle, r="3"))
    return tag("svg", *parts, viewBox=f"-3 0 {_GAUGE_WIDTH + 6} {_GAUGE_HEIGHT}", class_="gauge", role="img",
               aria_label=shown.label)  # fmt: skip


def _place(value: float) -> float:
    return min(1.0, max(0.0, value)) * _GAUGE_WIDTH


def key(kind: str, words: str) -> Html:
    """Returns an entry of a legend."""
    return tag("span", text(words), class_=f"key {kind}")
