"""When a source is read again and a page fetched again: pure arithmetic, in seconds."""

MINUTE, HOUR, DAY = 60, 3_600, 86_400

#: A source is asked at least once a day, and never more often than a front page changes.
SHORTEST_WAIT, LONGEST_WAIT = 2 * MINUTE, DAY

#: News is edited most in its first hours; after a month without a change a page is left alone.
REVISITS = (10 * MINUTE, HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY, 20 * DAY)

#: A page that is not there is looked at once more after this time before its article counts as gone.
SECOND_LOOK = HOUR

#: A page whose article counts as gone is looked at again after these times: it may have been a mistake of its site.
LOOKS_AFTER_GONE = (DAY, 7 * DAY)

#: A page that was refused is asked for again after these times, then left alone. A firewall may have taken the crawler
#: for another, and a login may have stood before the page for a day.
LOOKS_AFTER_REFUSAL = (HOUR, 6 * HOUR, DAY, 3 * DAY, 7 * DAY)

#: A source that failed so many times in a row, over at least so long, is paused.
MOST_FAILURES, LEAST_FAILING = 10, DAY


def wait_after_reading(wait: int, *, found_new: bool) -> int:
    """The next wait of a source: half after something new, half as much again after nothing.

    >>> wait_after_reading(600, found_new=True), wait_after_reading(600, found_new=False)
    (300, 900)
    """
    return _within(wait // 2 if found_new else wait + wait // 2)


def wait_after_failure(wait: int, failures: int) -> int:
    """The wait of a source that failed: doubled with each failure in a row, up to a day.

    >>> [wait_after_failure(600, failures) for failures in (1, 2, 3, 20)]
    [1200, 2400, 4800, 86400]
    """
    return _within(wait << min(failures, 16))


def until_revisit(visits: int) -> int | None:
    """The time until a page is fetched again, by the number of fetches since it changed; None: never by itself.

    >>> until_revisit(1), until_revisit(2), until_revisit(len(REVISITS) + 1)
    (600, 3600, None)
    """
    return _at(REVISITS, visits)


def until_look_after_gone(looks: int) -> int | None:
    """The time until a page that is gone is looked at again, by the number of looks that found it gone."""
    return _at(LOOKS_AFTER_GONE, looks)


def until_look_after_refusal(refusals: int) -> int | None:
    """The time until a page is asked for again, by the number of refusals in a row; None: never by itself.

    >>> until_look_after_refusal(1), until_look_after_refusal(len(LOOKS_AFTER_REFUSAL) + 1)
    (3600, None)
    """
    return _at(LOOKS_AFTER_REFUSAL, refusals)


def _at(waits: tuple[int, ...], count: int) -> int | None:
    return waits[max(count, 1) - 1] if count <= len(waits) else None


def _within(wait: int) -> int:
    return min(max(wait, SHORTEST_WAIT), LONGEST_WAIT)
