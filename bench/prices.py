"""What AWS asks, list prices of us-east-1 in dollars, November 2026: one table, to be read and corrected."""

from collections.abc import Mapping

#: A GB-second of Lambda on arm64, and one call of a function.
LAMBDA_GB_SECOND, LAMBDA_CALL = 0.0000133334, 0.20 / 1e6
#: On demand: a write unit is 1 KB, a read unit 4 KB (strongly consistent).
DYNAMODB_WRITE, DYNAMODB_READ = 0.625 / 1e6, 0.125 / 1e6
S3_PUT = 5.00 / 1e6
#: A request carries up to ten messages and counts once for each 64 KB.
SQS_REQUEST = 0.40 / 1e6

#: By the names under which the stand-ins count.
OF_CALLS: Mapping[str, float] = {
    "dynamodb writes": DYNAMODB_WRITE,
    "dynamodb reads": DYNAMODB_READ,
    "s3": S3_PUT,
    "sqs": SQS_REQUEST,
}
