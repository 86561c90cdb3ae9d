"""What one call of the backfill function reports: log events, metrics, sums, and the lines of a dry run."""

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from aws_lambda_powertools import Logger

from copydesk.aws.s3_faults import translated_faults
from copydesk.aws.tally import Tally
from copydesk.backfill import Item, Told, kind_of_end
from copydesk.errors import Retry
from copydesk.preview import counted

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

REPORTS = "reports/"
#: Two of three records of a WARC file, and most of a table: counted, not logged.
_QUIET = frozenset({"skipped:not_a_page", "current"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    logger: Logger
    tally: Tally
    run: str
    counts: Counter[str] = field(default_factory=Counter)
    lines: list[Mapping[str, Any]] = field(default_factory=list)

    def told(self, told: Told) -> None:
        end = kind_of_end(told)
        self.counts[end] += 1
        if end not in _QUIET:
            self.logger.info(f"backfill.{told[0]}", extra={**told[1], "run": self.run})
        self.tally.count(told[0].title().replace("_", ""))
        if told[0] == "rejected":
            self.tally.refused(str(told[1]["reason"]))

    def failed(self, failure: Exception, item: Item) -> None:
        """To be tried again, whatever it was; a bug is logged with its trace."""
        fields = {"item": json.dumps(item), "run": self.run, "detail": str(failure)}
        if isinstance(failure, Retry):
            self.logger.warning("backfill.retry", extra=fields)
        else:
            self.logger.error("backfill.failed", exc_info=failure, extra=fields)
        self.tally.count("Retried" if isinstance(failure, Retry) else "Failed")

    @property
    def sums(self) -> Counter[str]:
        """How many pieces came to which end, and of a dry run, what would change in them."""
        return sum((Counter(counted(line)) for line in self.lines), self.counts)

    def save(self, items: object, *, client: "S3Client", bucket: str) -> None:
        """Keep a dry run's lines. A call that is made again has the same items, and so the same object."""
        if not self.lines:
            return
        name = sha256(json.dumps(items, sort_keys=True).encode()).hexdigest()[:32]
        body = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in self.lines)
        with translated_faults():
            client.put_object(
                Bucket=bucket,
                Key=f"{REPORTS}{self.run}/{name}.jsonl",
                Body=body.encode("utf-8", "backslashreplace"),
                ContentType="application/x-ndjson",
            )
