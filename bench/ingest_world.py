"""This module runs the ingest function in this process, with the template's settings, and its stand-ins in another."""

import json
import os
import time
from collections.abc import Callable, Sequence
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType

from bench.fetch_world import Context
from bench.ingest_stand_ins import ARTICLES, OPERATIONS

_FUNCTION = Path("functions", "ingest", "app.py")


def load_function(port: int) -> ModuleType:
    queue = "https://sqs.us-east-1.amazonaws.com/123456789012/copydesk"
    os.environ |= {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{port}",
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": "us-east-1",
        "AWS_REGION": "us-east-1",
        "ARTICLES_TABLE": ARTICLES,
        "OPERATIONS_TABLE": OPERATIONS,
        "RAW_BUCKET": "copydesk-raw",
        "INGEST_QUEUE_URL": f"{queue}-ingest",
        "FETCHED_QUEUE_URL": f"{queue}-fetched",
        "INGEST_ALONE_QUEUE_URL": f"{queue}-ingest-alone",
        "INGEST_ALONE_DEAD_LETTER_QUEUE_URL": f"{queue}-ingest-alone-dead-letters",
        "FETCH_QUEUE_URL": f"{queue}-fetch",
        "MAXIMUM_OBJECT_BYTES": "20000000",
        "REVISION_RETENTION_DAYS": "90",
        "REJECT_RETENTION_DAYS": "90",
        "POWERTOOLS_SERVICE_NAME": "copydesk-ingest",
        "POWERTOOLS_METRICS_NAMESPACE": "Copydesk",
        "POWERTOOLS_LOG_LEVEL": "INFO",
    }
    specification = spec_from_file_location("ingest_app", _FUNCTION)
    assert specification is not None
    assert specification.loader is not None
    module = module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


def url_of(name: str) -> str:
    return f"https://{name.lower().replace('_', '-')}.example/story"


def call(function: ModuleType, names: Sequence[str], *, url: Callable[[str], str] = url_of) -> float:
    """Returns the seconds of a batch. Raises RuntimeError if a message fails."""
    bodies = [json.dumps({"s3": {"bucket": "copydesk-raw", "key": name}, "url": url(name)}) for name in names]
    attributes = {"SentTimestamp": "1790000000000", "ApproximateReceiveCount": "1"}
    sent = {"attributes": attributes, "messageAttributes": {}, "eventSourceARN": "arn:aws:sqs:us-east-1:0:ingest"}
    records = [
        {"messageId": str(number), "receiptHandle": "", "body": body, **sent} for number, body in enumerate(bodies)
    ]
    started = time.perf_counter()
    answered = function.lambda_handler({"Records": records}, Context(function_name="ingest"))
    if answered["batchItemFailures"]:
        raise RuntimeError("messages failed; the figures would mean nothing")
    return time.perf_counter() - started
