"""These tests try some hostile inputs of every class, the same each time. `make fuzz` tries more and others."""

import re
from argparse import Namespace

import pytest
from rich.console import Console

from tests.fuzz import patterns_found
from tests.fuzz.__main__ import run, tasks
from tests.fuzz.checks import Finding
from tests.fuzz.classes import KINDS
from tests.fuzz.classes.repeated import PLACES
from tests.fuzz.doors import try_input
from tests.fuzz.inputs import Door, Input, Kind, made
from tests.fuzz.minimising import minimised
from tests.fuzz.running import Result, confirmed, tried_alone, worse_than_linear
from tests.fuzz.sanitised import Unsafe, check_body, check_fragment
from tests.markdown_reading import set_as_html

#: A fixed seed gives equal tests for one commit. `make fuzz` takes another seed each time.
SEED, INPUTS = 6, 1_000
#: The large trees take minutes, and the growth of a pattern's time needs a quiet machine. Only `make fuzz` tries them.
QUICK = [kind for kind in KINDS if kind.name not in ("trees", "xml bombs", "patterns alone")]


@pytest.mark.timeout(180)
def test_hostile_input_is_read_or_refused_in_time_and_nothing_of_it_runs() -> None:
    metrics = run(tasks(QUICK, SEED, INPUTS), Namespace(jobs=2, seconds=None), Console(quiet=True))
    assert metrics.inputs.keys() == {kind.name for kind in QUICK}
    assert [f"{each.kind} {each.number}: {each.fault}\n{each.trace}" for each in metrics.faults] == []


@pytest.mark.parametrize("kind", QUICK, ids=lambda kind: kind.name)
def test_a_seed_makes_the_same_input_again(kind: Kind) -> None:
    assert made(kind, SEED, 3) == made(kind, SEED, 3)


@pytest.mark.parametrize(
    "html",
    [
        "<script>alert(1)</script>",
        '<b onclick="x">a</b>',
        '<a href="javascript:x">a</a>',
        "<svg><a>b</a></svg>",
        "<img src=x onerror=x>",
    ],
)
def test_the_check_sees_what_a_browser_would_run(html: str) -> None:
    with pytest.raises(Unsafe):
        check_fragment(f"<div>{html}</div>")


def test_the_check_sees_html_in_markdown() -> None:
    check_body(set_as_html("*so* [it](https://example.org/)\n"))
    with pytest.raises(Unsafe):
        check_body(set_as_html("so <img src=x onerror=alert(1)>\n"))


@pytest.mark.parametrize(
    ("name", "way"),
    [
        ("crawling.robots._TOKEN", "match"),
        ("extraction.reading.tree._SIGN", "fullmatch"),
        ("extraction.decoding._CONTROLS", "finditer"),
    ],
)
def test_a_pattern_is_looked_for_as_its_module_looks_for_it(name: str, way: str) -> None:
    assert patterns_found.way(name) == way


def test_a_pattern_that_takes_the_square_of_a_text_is_a_finding(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tests.fuzz.doors.patterns", lambda: {"extraction.body._SQUARE": re.compile(r" +x")})
    with pytest.raises(Finding, match="worse than linear"):
        try_input(Input(body=b" " * 60_000, door=Door.PATTERN, note="extraction.body._SQUARE"))


@pytest.mark.parametrize(
    ("seconds", "half_seconds", "fault"),
    [(2.0, 1.0, None), (2.0, 0.6, "took 2.00 s, and half as much 0.60 s"), (0.3, 0.01, None), (0.35, 0.2, None)],
)
def test_what_takes_over_thrice_its_half_is_a_finding(seconds: float, half_seconds: float, fault: str | None) -> None:
    whole, half = (Result(kind="a", number=0, outcome="article", seconds=each) for each in (seconds, half_seconds))
    assert worse_than_linear(whole, half) == fault


def test_memory_is_judged_as_time_is() -> None:
    whole, half = (Result(kind="a", number=0, outcome="article", megabytes=each) for each in (200.0, 50.0))
    assert worse_than_linear(whole, half) == "took 200 MB, and half as much 50 MB"


def square(kind: Kind, number: int, given: Input, *, checking: bool) -> Result:
    return Result(kind=kind.name, number=number, outcome="article", seconds=len(given.body) ** 2 / 1e6)


def test_an_input_that_grows_with_the_square_of_its_length_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    """The test uses no clock: the time of a try is the square of its length."""
    monkeypatch.setattr("tests.fuzz.running.tried_alone", square)
    given = Input(body=b"a" * 1_000, half=b"a" * 500)
    result = Result(kind="a", number=0, outcome="article", seconds=1.0)
    found = confirmed(next(kind for kind in KINDS if kind.name == "repeated tokens"), result, given)
    assert found.fault == "took 1.00 s, and half as much 0.25 s"


def test_every_place_is_tried_in_turn_with_twice_as_much_as_its_half() -> None:
    kind = next(kind for kind in KINDS if kind.name == "repeated tokens")
    inputs = [made(kind, SEED, number) for number in range(len(PLACES))]
    assert {given.door for given in inputs} == {Door.PAGE, Door.WAY, Door.LISTING, Door.ROBOTS}
    assert all(given.half is not None and len(given.half) <= len(given.body) for given in inputs)


def test_a_finding_is_made_small() -> None:
    body = b"a" * 500 + b"<bad>" + b"b" * 700
    assert minimised(Input(body=body), lambda smaller: b"<bad>" in smaller.body).body == b"<bad>"


def test_seconds_are_those_of_the_machine_that_the_limits_were_set_on(monkeypatch: pytest.MonkeyPatch) -> None:
    forked = Result(kind="a", number=0, outcome="article", seconds=3.0)
    monkeypatch.setattr("tests.fuzz.running._forked", lambda *_, **__: [forked])
    monkeypatch.setattr("tests.fuzz.running._slowness", lambda: 2.0)
    assert tried_alone(KINDS[0], 0, Input(body=b"a")).seconds == 1.5
