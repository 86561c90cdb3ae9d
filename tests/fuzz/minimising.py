"""This module makes a finding small: it removes halves and then smaller parts while the fault stays."""

from collections.abc import Callable
from dataclasses import replace

from tests.fuzz.inputs import Input

#: Each trial starts a process.
_MOST_TRIALS = 120


def minimised(given: Input, fails: Callable[[Input], bool]) -> Input:
    trials, parts = 0, 2
    while parts <= len(given.body) and trials < _MOST_TRIALS:
        size = -(-len(given.body) // parts)
        for start in range(0, len(given.body), size):
            smaller = replace(given, body=given.body[:start] + given.body[start + size :])
            trials += 1
            if fails(smaller):
                given, parts = smaller, max(2, parts // 2)
                break
            if trials == _MOST_TRIALS:
                break
        else:
            parts *= 2
    return given
