"""What a page of a backfill costs: list prices of us-east-1 in dollars (November 2026), times what a page takes.

docs/backfill.md shows the sum. Correct a figure here, and the estimates of `plan` and `status` follow.
"""

from copydesk.storage.keys import SITE_SHARDS

#: A GB-second of Lambda on arm64, a step of a standard workflow, a GET of S3, a write and a read unit of DynamoDB.
GB_SECOND, STATE_TRANSITION, GET = 0.0000133334, 25.0 / 1e6, 0.40 / 1e6
WRITE_UNIT, READ_UNIT = 0.625 / 1e6, 0.125 / 1e6

#: Of a function of 1 GB, which waits for AWS while it extracts: 50 to 90 ms a page on the samples.
SECONDS_A_PAGE = 0.08
#: The mean article of the corpora, with its indexes, keys of copies and rows of speakers (docs/table.md).
WRITE_UNITS_AN_ARTICLE = 15
#: A head read consistently, and the keys of its story.
READ_UNITS_A_PAGE = 4
#: A batch starts an execution, takes two steps in it, and now and then one more.
TRANSITIONS_A_BATCH = 4

#: Batches at once beyond which pages of one host come faster than the keys of its index take them: 1,000 units a second
#: each, of which their mean may be nine tenths (bench/hot_keys.py).
MOST_OF_ONE_HOST = int(0.9 * SITE_SHARDS * 1_000 * SECONDS_A_PAGE)


def dollars(*, pages: int, articles: int, batches: int, seconds: float | None = None) -> float:
    """What so many pages cost, of which so many are stored; `seconds` of the function, where they were measured.

    >>> round(dollars(pages=1_000_000, articles=1_000_000, batches=10_000), 1)
    12.3
    """
    computing = (pages * SECONDS_A_PAGE if seconds is None else seconds) * GB_SECOND
    reading = pages * (GET + READ_UNITS_A_PAGE * READ_UNIT)
    writing = articles * WRITE_UNITS_AN_ARTICLE * WRITE_UNIT
    return computing + reading + writing + batches * TRANSITIONS_A_BATCH * STATE_TRANSITION
