"""This module makes up a day of traffic: sites by Zipf's law, a daily cycle, and bursts of a minute."""

import math
import random
from dataclasses import dataclass

_MINUTES, _DAY = 1_440, 86_400


@dataclass(frozen=True, slots=True, kw_only=True)
class Traffic:
    """`fetched` is the share that Copydesk fetches itself, each with its later visits; the others are uploaded."""

    articles: float = 100e6
    fetched: float = 0.3
    sites: int = 100_000
    exponent: float = 1.0
    night: float = 0.6
    burst: float = 0.25
    seed: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Rates:
    """Articles a second on average and in the busiest minute, and the share of the largest site."""

    mean: float
    peak: float
    top_site: float


def simulate(traffic: Traffic) -> Rates:
    """Simulates a day minute by minute: a cycle that is lowest at night, and bursts that are seldom large."""
    chance = random.Random(traffic.seed)  # noqa: S311  # no secret
    weights = [
        (1 - traffic.night * math.cos(2 * math.pi * minute / _MINUTES)) * chance.lognormvariate(0, traffic.burst)
        for minute in range(_MINUTES)
    ]
    mean = traffic.articles / _DAY
    return Rates(
        mean=mean,
        peak=mean * max(weights) / (sum(weights) / _MINUTES),
        top_site=top_share(traffic.sites, traffic.exponent),
    )


def top_share(sites: int, exponent: float) -> float:
    """Returns the share of the largest site by Zipf's law.

    >>> round(top_share(3, 1.0), 3)
    0.545
    """
    weights: list[float] = [float(rank) ** -exponent for rank in range(1, sites + 1)]
    return 1 / sum(weights)


def possible_share(requests: float, traffic: Traffic, *, budget: float) -> float:
    """Returns the share of a day's requests that politeness allows: no site answers more than its budget.

    >>> possible_share(100, Traffic(sites=2, exponent=0.0), budget=40)
    0.8
    """
    weights: list[float] = [float(rank) ** -traffic.exponent for rank in range(1, traffic.sites + 1)]
    whole = sum(weights)
    return sum(min(budget, requests * weight / whole) for weight in weights) / requests
