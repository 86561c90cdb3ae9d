"""This benchmark measures how fast the backfill function makes articles from raw pages on the deployed local stack.

    copydesk up; python -m bench.rebuild [--pages N] [--at-once N]

The pages are in a bucket without notifications. The function gets batches as the state machine hands them out.
"""

import argparse
import json
import os
import sys
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from itertools import batched
from typing import TYPE_CHECKING, Any

import boto3
from botocore.client import Config

from bench.load_pages import Page, pages
from bench.load_watch import Processes, watching
from copydesk.cli.backfill.work import OBJECTS_A_BATCH
from copydesk.stack.local import LocalStack, running_stack
from copydesk.stack.workplace import local_credentials, workplace

if TYPE_CHECKING:
    from mypy_boto3_lambda import LambdaClient

MILLION = 1_000_000
#: The name of the function's processes.
_FUNCTION = "backfill"
#: Threads that put pages; their time is not measured.
_PUTTERS = 8
#: The timeout is the function's own plus a cold start.
_CALL = Config(read_timeout=360, retries={"total_max_attempts": 1}, max_pool_connections=64)

type Items = list[dict[str, Any]]


def run_batch(items: Items, *, client: "LambdaClient", name: str) -> Counter[str]:
    """Returns how a batch's pages ended, by kind; the rest is handed over again, as the state machine does."""
    counts: Counter[str] = Counter()
    while items:
        answer = client.invoke(FunctionName=name, Payload=json.dumps({"Items": items}).encode())
        said = json.loads(answer["Payload"].read())
        if "FunctionError" in answer:
            raise RuntimeError(f"the function failed: {said}")
        counts.update(said["Counts"])
        items = said["Items"]
    return counts


@dataclass(frozen=True, slots=True, kw_only=True)
class Rebuilt:
    """How all pages ended, the seconds of the run, and the processor seconds of the function."""

    counts: Counter[str]
    seconds: float
    cpu: float


def rebuild(stack: LocalStack, made: Sequence[Page], *, run: str, at_once: int) -> Rebuilt:
    bucket = f"rebuild-{run}"
    client, s3 = boto3.client("lambda", config=_CALL), boto3.client("s3", config=_CALL)
    s3.create_bucket(Bucket=bucket)
    put = partial(_put, s3, bucket)
    with ThreadPoolExecutor(_PUTTERS) as pool:
        list(pool.map(put, made))
    items = [{"run": run, "item": {"bucket": bucket, "object": {"Key": page.key}}} for page in made]
    name = stack.outputs["BackfillFunctionName"]
    run_batch(items[:at_once], client=client, name=name)  # the first batch starts the function and is not measured
    batches = [list(part) for part in batched(items[at_once:], OBJECTS_A_BATCH, strict=False)]
    processes = Processes(stack.pid)
    processes.look()
    before, began = processes.by_name()[_FUNCTION].cpu, time.monotonic()
    with watching(processes.look), ThreadPoolExecutor(at_once) as pool:
        counts = sum(pool.map(partial(run_batch, client=client, name=name), batches), Counter[str]())
    seconds = time.monotonic() - began
    processes.look()
    return Rebuilt(counts=counts, seconds=seconds, cpu=processes.by_name()[_FUNCTION].cpu - before)


def _put(s3: Any, bucket: str, page: Page) -> None:
    s3.put_object(Bucket=bucket, Key=page.key, Body=page.body, ContentType="text/html", Metadata={"url": page.url})


def main(argv: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m bench.rebuild", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pages", type=int, default=600, help="default 600")
    parser.add_argument("--at-once", type=int, default=2, help="batches at once (default 2, as many as processors)")
    options = parser.parse_args(argv)
    stack = running_stack(workplace())
    if stack is None:
        raise SystemExit("No local stack runs here. Run: copydesk up")
    os.environ |= local_credentials(stack.endpoint)
    run = f"{int(time.time()):x}"
    found = rebuild(stack, pages(options.pages, run=run), run=run, at_once=options.at_once)
    done = found.counts.total()
    a_page, cpu = found.seconds * options.at_once / done, 1_000 * found.cpu / done
    print(f"{done} pages in {found.seconds:.1f} s, {options.at_once} batches at once: {dict(found.counts)}")
    print(f"{done / found.seconds:.1f} pages a second, {1_000 * a_page:.0f} ms a page in each batch")
    print(f"{cpu:.0f} ms of a processor a page; load of this machine {os.getloadavg()[0]:.1f}")
    for at_once in (10, 100):
        print(f"A million, {at_once} batches at once at this pace: {MILLION * a_page / at_once / 3_600:.1f} hours")
    return 0


if __name__ == "__main__":
    sys.exit(main())
