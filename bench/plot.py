"""This module draws numbers over time as a self-contained SVG, for light and dark, or as one line of text."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from html import escape
from math import ceil, floor, log10

type Point = tuple[float, float]

_WIDTH, _HEIGHT = 760, 220
_LEFT, _RIGHT, _TOP, _BOTTOM = 64, 20, 46, 40
_BARS = "▁▂▃▄▅▆▇█"
#: The approximate number of marks on an axis.
_MARKS = 5
#: The colours follow the scheme of the reader's system, even inside an <img>.
_STYLE = """
text { font: 12px system-ui, sans-serif; fill: #57606a } .title { font-size: 14px; font-weight: 600; fill: #1f2328 }
.grid { stroke: #d0d7de; stroke-width: 1 } .page { fill: #ffffff }
.line { fill: none; stroke: #0969da; stroke-width: 2; stroke-linejoin: round } .area { fill: #0969da; opacity: 0.15 }
.mark { stroke: #9a6700; stroke-width: 1.5; stroke-dasharray: 5 4 } .marked { fill: #9a6700 }
@media (prefers-color-scheme: dark) {
text { fill: #9198a1 } .title { fill: #f0f6fc } .grid { stroke: #3d444d } .page { fill: #0d1117 }
.line { stroke: #4493f8 } .area { fill: #4493f8 } .mark { stroke: #d29922 } .marked { fill: #d29922 }
}
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Panel:
    """One line over seconds, and named moments on it."""

    title: str
    points: Sequence[Point]
    moments: Sequence[tuple[float, str]] = ()


def svg(panels: Sequence[Panel], *, across: str, up: str) -> str:
    """Returns the panels below each other; `across` and `up` name the axes."""
    height = _HEIGHT * len(panels)
    drawn = "".join(_drawn(panel, number * _HEIGHT, across, up) for number, panel in enumerate(panels))
    titles = escape("; ".join(panel.title for panel in panels))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" role="img" aria-label="{titles}">'
        f'<style>{_STYLE}</style><rect class="page" width="{_WIDTH}" height="{height}"/>{drawn}</svg>\n'
    )


def sparkline(values: Sequence[float], *, width: int = 60) -> str:
    """Returns the highest value of each part as one character.

    >>> sparkline([0, 1, 2, 3, 4, 5, 6, 7])
    '▁▂▃▄▅▆▇█'
    """
    if not values:
        return ""
    parts = min(width, len(values))
    highest = [max(values[len(values) * n // parts : len(values) * (n + 1) // parts]) for n in range(parts)]
    top = max(highest) or 1
    return "".join(_BARS[min(len(_BARS) - 1, int(len(_BARS) * value / top))] for value in highest)


def marks(highest: float) -> list[float]:
    """Returns round numbers from 0 to the first that is not below `highest`.

    >>> marks(1874)
    [0, 500, 1000, 1500, 2000]
    """
    rough = max(highest, 1) / _MARKS
    magnitude = 10 ** floor(log10(rough))
    step = next(step * magnitude for step in (1, 2, 5, 10) if step * magnitude >= rough)
    return [step * number for number in range(ceil(max(highest, 1) / step) + 1)]


@dataclass(frozen=True, slots=True)
class _Frame:
    """The coordinates of numbers in a panel; `top` is the panel's upper edge."""

    top: float
    across: Sequence[float]
    up: Sequence[float]

    def x(self, value: float) -> float:
        return _LEFT + (_WIDTH - _LEFT - _RIGHT) * value / self.across[-1]

    def y(self, value: float) -> float:
        return self.top + _HEIGHT - _BOTTOM - (_HEIGHT - _TOP - _BOTTOM) * value / self.up[-1]


def _drawn(panel: Panel, top: float, across: str, up: str) -> str:
    longest = max((seconds for seconds, _ in panel.points), default=0)
    frame = _Frame(top, marks(longest), marks(max((value for _, value in panel.points), default=0)))
    parts = [
        f'<text class="title" x="{_LEFT}" y="{top + 22}">{escape(panel.title)}</text>',
        f'<text x="{_LEFT}" y="{top + 38}">{escape(up)}</text>',
        f'<text x="{_WIDTH - _RIGHT}" y="{top + _HEIGHT - 6}" text-anchor="end">{escape(across)}</text>',
        *_grid(frame),
        *_curve(panel, frame),
        *_moments(panel, frame),
    ]
    return "".join(parts)


def _grid(frame: _Frame) -> Iterator[str]:
    for value in frame.up:
        y = frame.y(value)
        yield f'<line class="grid" x1="{_LEFT}" x2="{_WIDTH - _RIGHT}" y1="{y:.1f}" y2="{y:.1f}"/>'
        yield f'<text x="{_LEFT - 8}" y="{y + 4:.1f}" text-anchor="end">{value:,g}</text>'
    for value in frame.across:
        yield f'<text x="{frame.x(value):.1f}" y="{frame.y(0) + 18:.1f}" text-anchor="middle">{value:,g}</text>'


def _curve(panel: Panel, frame: _Frame) -> Iterator[str]:
    if not panel.points:
        return
    places = [f"{frame.x(seconds):.1f},{frame.y(value):.1f}" for seconds, value in panel.points]
    first, last = (frame.x(panel.points[end][0]) for end in (0, -1))
    floor_y = frame.y(0)
    yield f'<polygon class="area" points="{first:.1f},{floor_y:.1f} {" ".join(places)} {last:.1f},{floor_y:.1f}"/>'
    yield f'<polyline class="line" points="{" ".join(places)}"/>'


def _moments(panel: Panel, frame: _Frame) -> Iterator[str]:
    for seconds, name in panel.moments:
        x = frame.x(seconds)
        yield f'<line class="mark" x1="{x:.1f}" x2="{x:.1f}" y1="{frame.top + _TOP}" y2="{frame.y(0):.1f}"/>'
        yield f'<text class="marked" x="{x + 5:.1f}" y="{frame.top + _TOP + 10}">{escape(name)}</text>'
