"""This module holds the list prices of AWS in us-east-1, in dollars; `READ_IN` says when they were read.

Each names its page of aws.amazon.com. Prices are those of the first tier. Free tiers, savings plans and tiers for
volume are left out, so a real bill is lower.
"""

from collections.abc import Mapping

READ_IN = "November 2026"
_MILLION = 1_000_000

#: A GB-second of Lambda on arm64 and on x86_64, and one call of a function (/lambda/pricing).
LAMBDA_GB_SECOND, LAMBDA_CALL = 0.0000133334, 0.20 / _MILLION
LAMBDA_GB_SECOND_X86 = 0.0000166667
#: On demand: a write unit is 1 KB, a read unit 4 KB (strongly consistent). Lambda reads a stream for free
#: (/dynamodb/pricing/on-demand).
DYNAMODB_WRITE, DYNAMODB_READ = 0.625 / _MILLION, 0.125 / _MILLION
#: Provisioned: a unit for an hour. A steady load uses the share of it that autoscaling aims at
#: (/dynamodb/pricing/provisioned).
_UTILISATION, _HOUR = 0.70, 3_600
PROVISIONED_WRITE = 0.00065 / _HOUR / _UTILISATION
PROVISIONED_READ = 0.00013 / _HOUR / _UTILISATION
#: A month of a GB of a table or an index, and of its continuous backups (point-in-time recovery; the same page).
DYNAMODB_GB_MONTH, DYNAMODB_BACKUP_GB_MONTH = 0.25, 0.20
#: S3 Standard: requests, and a GB for a month (/s3/pricing).
S3_PUT, S3_GET = 5.00 / _MILLION, 0.40 / _MILLION
S3_GB_MONTH = 0.023
#: A request carries up to ten messages and counts once for each 64 KB. S3's notifications are requests too
#: (/sqs/pricing, standard queues).
SQS_REQUEST, SQS_REQUEST_BYTES = 0.40 / _MILLION, 64 * 1_024
#: A custom event, for each 64 KB (/eventbridge/pricing).
EVENT = 1.00 / _MILLION
#: A GB of written logs, and a month of their storage. CloudWatch counts them compressed to about 0.15 of their size
#: (/cloudwatch/pricing).
LOG_GB, LOG_GB_MONTH = 0.50, 0.03 * 0.15
#: A month of a custom metric, an alarm on a metric, an alarm of alarms, and a dashboard (the same page).
METRIC_MONTH, ALARM_MONTH, COMPOSITE_MONTH, DASHBOARD_MONTH = 0.30, 0.10, 0.50, 3.00

#: Prices by the names under which the stand-ins count.
OF_CALLS: Mapping[str, float] = {
    "dynamodb writes": DYNAMODB_WRITE,
    "dynamodb reads": DYNAMODB_READ,
    "s3": S3_PUT,
    "sqs": SQS_REQUEST,
}
