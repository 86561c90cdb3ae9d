"""This benchmark measures what a cold start of ingest does before its first page: `python -m bench.import_time [RUNS]`.

It compares the imports of ingest with those of the bare libraries. It also measures the imports of the extraction
alone, and the clients of AWS that the first message creates. Processor time is measured. Each part runs in an
interpreter of its own, all in turn. The least of each is compared, because noise only adds.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
RUNS = 25
#: Botocore's clients need a region, and PynamoDB's connections the names of tables.
_ACCOUNT = {"AWS_DEFAULT_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "test", "AWS_SECRET_ACCESS_KEY": "test"}
#: The bare imports of each library, without pynamodb's models or a parser of selectolax.
BARE = """
import boto3, pynamodb, selectolax
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import BatchProcessor
"""
INGEST, EXTRACTION = "import app", "import copydesk.extraction"
_MODELS = """
from copydesk.aws.clients import s3_client, sqs_client
from copydesk.storage import use_tables
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.operations.models import MessageItem, OperationsItem
use_tables(articles="articles", operations="operations")
"""
_CLIENTS = """
s3_client(), sqs_client()
for model in ArticlesItem, MessageItem, OperationsItem: model._get_connection()
"""


def seconds(timed: str, *, after: str = "") -> float:
    """Returns the processor seconds of some code in a new interpreter, without its start and the code before it."""
    path = os.pathsep.join(map(str, (ROOT / "functions/ingest", ROOT / "layers/copydesk")))
    # The template sets this too: without it, numpy's library starts a thread for each processor.
    environment = {"PATH": os.defpath, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1", **_ACCOUNT}
    program = f"import time\n{after}\nbegan = time.process_time()\n{timed}\nprint(time.process_time() - began)"
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout)


def parts() -> dict[str, float]:
    """Returns the seconds of each part, measured once."""
    return {
        "bare libraries": seconds(BARE),
        "ingest": seconds(INGEST),
        "extraction": seconds(EXTRACTION),
        "clients": seconds(_CLIENTS, after=_MODELS),
    }


def main(runs: int) -> None:
    parts()  # all have their bytecode after this
    measured = [parts() for _ in range(runs)]
    times = {name: sorted(each[name] for each in measured) for name in measured[0]}
    for name, found in times.items():
        print(f"{name:<15} least {1000 * found[0]:.0f} ms, median {1000 * median(found):.0f} ms")
    bare, ingest = times["bare libraries"], times["ingest"]
    print(f"ingest to bare  {ingest[0] / bare[0]:.2f} by the least, {median(ingest) / median(bare):.2f} by the medians")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else RUNS)
