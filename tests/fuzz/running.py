"""This module tries inputs in child processes and measures their processor time and added memory."""

import json
import os
import re
import resource
import sys
import traceback
from collections.abc import Iterator
from dataclasses import dataclass, replace
from time import process_time

from copydesk.errors import Reject
from tests.fuzz.classes import KINDS
from tests.fuzz.doors import try_input
from tests.fuzz.inputs import Door, Input, Kind, made

#: The most seconds of processor time, and the most megabytes above a process that has read one page.
SLOWEST, LARGEST = 2.0, 300.0
#: A feed is read up to its ten thousandth entry, by a slow library. Its function has a minute.
_SLOWEST_LISTING = 5.0
#: The whole way adds five formats, two differences and a reading by the scorer alone.
_SLOWEST_WAY = 8.0
#: The growth beyond an input's half that is worse than linear. Only more than these seconds or megabytes are compared,
#: so that a process's usual cost does not count.
_GROWTH, _SLOW, _LARGE = 3.0, 0.4, 60.0
#: The system ends a process here. The limits are far lower, so that a report shows by how much an input exceeds them.
_KILLED_AFTER, _CHECKED_WITHIN, _MOST_ADDRESSES = 30, 200, 6 * 2**30
_MEGABYTE = 1024 if sys.platform == "linux" else 2**20
#: The most repetitions after a slow try, because processor time grows on a busy machine.
_CHANCES = 3
#: The machine for which the limits hold does the work of `_slowness` in this time.
_YARDSTICK = 0.06
_YARDSTICK_TEXT = "The new bridge opens at last, said the mayor. " * 20_000
_BY_NAME = {kind.name: kind for kind in KINDS}


@dataclass(frozen=True, slots=True, kw_only=True)
class Task:
    kind: str
    seed: int
    numbers: range


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """The end of one input; `fault` says what is wrong with it."""

    kind: str
    number: int
    outcome: str
    seconds: float = 0.0
    megabytes: float = 0.0
    fault: str | None = None
    trace: str = ""


def run_task(task: Task) -> list[Result]:
    """Tries the inputs of a task in a forked process, and continues in another one if an input kills it."""
    kind, done = _BY_NAME[task.kind], 0
    inputs = [made(kind, task.seed, number) for number in task.numbers]
    found: list[Result] = []
    while done < len(inputs):
        found += _forked(kind, list(zip(task.numbers, inputs, strict=True))[done:])
        done = len(found)
    return [confirmed(kind, result, inputs[place]) for place, result in enumerate(found)]


def tried_alone(kind: Kind, number: int, given: Input, *, checking: bool = True) -> Result:
    """Returns the result of one input; its seconds are adjusted to the machine for which the limits hold."""
    slowness = _slowness()
    result = _forked(kind, [(number, given)], checking=checking)[0]
    return replace(result, seconds=result.seconds / slowness)


def _slowness() -> float:
    """Returns how many times slower this machine is now than that machine, at least 1."""
    began = process_time()
    sum(len(word.lower()) for word in re.findall(r"\w+", _YARDSTICK_TEXT))
    re.sub(r"\s+", "_", _YARDSTICK_TEXT)
    return max(1.0, (process_time() - began) / _YARDSTICK)


def confirmed(kind: Kind, result: Result, given: Input) -> Result:
    """Tries an input that took too much again in its own process. The least of several results counts."""
    chances = _CHANCES
    while chances and result.fault is None and _excess(result, given):
        result = _least(result, tried_alone(kind, result.number, given, checking=False))
        chances -= 1
    if result.fault is None:
        result = replace(result, fault=_excess(result, given))
    return result if result.fault or given.half is None else _grown(kind, result, given)


def _excess(result: Result, given: Input) -> str | None:
    slowest = {Door.LISTING: _SLOWEST_LISTING, Door.WAY: _SLOWEST_WAY}.get(given.door, SLOWEST)
    if result.seconds > slowest:
        return f"took {result.seconds:.1f} s"
    return f"took {result.megabytes:.0f} MB" if result.megabytes > LARGEST else None


def _least(one: Result, other: Result) -> Result:
    least = min(one.seconds, other.seconds), min(one.megabytes, other.megabytes)
    return replace(one, fault=other.fault, seconds=least[0], megabytes=least[1])


def _grown(kind: Kind, result: Result, given: Input) -> Result:
    """Returns the result, with a fault if it took over _GROWTH times as much as its half. The least of several counts."""
    if given.half is None or (result.seconds <= _SLOW and result.megabytes <= _LARGE):
        return result
    half = tried_alone(kind, result.number, replace(given, body=given.half, half=None), checking=False)
    for _ in range(_CHANCES):
        if result.fault or not worse_than_linear(result, half):
            return result
        result = _least(result, tried_alone(kind, result.number, given, checking=False))
    return replace(result, fault=result.fault or worse_than_linear(result, half))


def worse_than_linear(whole: Result, half: Result) -> str | None:
    """Returns the fault of a result that grew too much. A very small half counts as a quarter of the compared minimum."""
    if whole.seconds > _SLOW and whole.seconds > _GROWTH * max(half.seconds, _SLOW / 4):
        return f"took {whole.seconds:.2f} s, and half as much {half.seconds:.2f} s"
    if whole.megabytes > _LARGE and whole.megabytes > _GROWTH * max(half.megabytes, _LARGE / 4):
        return f"took {whole.megabytes:.0f} MB, and half as much {half.megabytes:.0f} MB"
    return None


def _forked(kind: Kind, inputs: list[tuple[int, Input]], *, checking: bool = True) -> list[Result]:
    """Returns the results of one child, up to the input that ended it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.close(reading)
        _work(inputs, writing, checking=checking)
    os.close(writing)
    with os.fdopen(reading) as lines:
        found = [Result(kind=kind.name, **json.loads(line)) for line in lines]
    _, status = os.waitpid(child, 0)
    if status and len(found) < len(inputs):
        died = f"its process died of {os.waitstatus_to_exitcode(status)}"
        found.append(Result(kind=kind.name, number=inputs[len(found)][0], outcome="dead", fault=died))
    return found


def _work(inputs: list[tuple[int, Input]], writing: int, *, checking: bool) -> None:
    try:
        resource.setrlimit(resource.RLIMIT_AS, (_MOST_ADDRESSES, _MOST_ADDRESSES))
        with os.fdopen(writing, "w") as lines:
            for number, given in inputs:
                lines.write(json.dumps({"number": number, **_tried(given, checking=checking)}) + "\n")
                lines.flush()
    finally:
        os._exit(0)


def _tried(given: Input, *, checking: bool) -> dict[str, str | float | None]:
    base, began = _peak(), process_time()
    resource.setrlimit(resource.RLIMIT_CPU, (int(began) + _KILLED_AFTER, resource.RLIM_INFINITY))
    took: dict[str, str | float | None] = {}
    try:
        finish = try_input(given)
        took = {"seconds": process_time() - began, "megabytes": _peak() - base}
        resource.setrlimit(resource.RLIMIT_CPU, (int(process_time()) + _CHECKED_WITHIN, resource.RLIM_INFINITY))
        return {"outcome": finish() if checking else "", **took}
    except Reject as reject:
        return {"seconds": process_time() - began, "megabytes": _peak() - base, "outcome": str(reject.reason)}
    except BaseException as fault:
        said = f"{type(fault).__name__}: {fault}"[:400]
        return {"outcome": "fault", "fault": said, "trace": traceback.format_exc()[-4_000:], **took}


def _peak() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / _MEGABYTE


def batches(kind: Kind, seed: int, numbers: range) -> Iterator[Task]:
    for start in range(numbers.start, numbers.stop, kind.batch):
        yield Task(kind=kind.name, seed=seed, numbers=range(start, min(start + kind.batch, numbers.stop)))
