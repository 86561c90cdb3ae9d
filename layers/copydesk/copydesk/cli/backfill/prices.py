"""Computes the cost of a backfill in dollars from the list prices of us-east-1 (November 2026).

docs/backfill.md shows the sum. The estimates of `plan` and `status` follow the figures here.
"""

from copydesk.storage.keys import SITE_SHARDS

#: The prices of a GB-second of Lambda on arm64, a state transition, a GET of S3, and units of DynamoDB.
GB_SECOND, STATE_TRANSITION, GET = 0.0000133334, 25.0 / 1e6, 0.40 / 1e6
WRITE_UNIT, READ_UNIT = 0.625 / 1e6, 0.125 / 1e6

#: The seconds of a function of 1 GB per page, including waits for AWS: 0.05 to 0.09 on the samples.
SECONDS_A_PAGE = 0.08
#: The write units of the mean article of the corpora: with indexes, keys of copies and rows of speakers
#: (docs/table.md).
WRITE_UNITS_AN_ARTICLE = 15
#: The read units of a page: a consistent read of a head, and the keys of its story.
READ_UNITS_A_PAGE = 4
#: The steps of a batch. It starts an execution and takes two steps in it, and sometimes one more.
TRANSITIONS_A_BATCH = 4

#: The most batches at once for pages of one host. With more, the keys of its index are throttled. Each key takes 1,000
#: units a second, and the mean of all keys may be nine tenths of that (bench/hot_keys.py).
MOST_OF_ONE_HOST = int(0.9 * SITE_SHARDS * 1_000 * SECONDS_A_PAGE)


def dollars(*, pages: int, articles: int, batches: int, seconds: float | None = None) -> float:
    """Returns the cost of so many pages in dollars, if `articles` of them are stored.

    `seconds` is the measured time of the function. Without it the time is estimated.

    >>> round(dollars(pages=1_000_000, articles=1_000_000, batches=10_000), 1)
    12.3
    """
    computing = (pages * SECONDS_A_PAGE if seconds is None else seconds) * GB_SECOND
    reading = pages * (GET + READ_UNITS_A_PAGE * READ_UNIT)
    writing = articles * WRITE_UNITS_AN_ARTICLE * WRITE_UNIT
    return computing + reading + writing + batches * TRANSITIONS_A_BATCH * STATE_TRANSITION
