"""This benchmark compares the imports of ingest with those of the bare libraries: `python -m bench.import_time [RUNS]`.

Processor time is measured. Each import runs in an interpreter of its own, both in turn. The least of each is compared,
because noise only adds.
"""

import os
import subprocess
import sys
from pathlib import Path
from statistics import median

ROOT = Path(__file__).parents[1]
RUNS = 25
#: The bare imports of each library, without pynamodb's models or a parser of selectolax.
BARE = """
import boto3, pynamodb, selectolax
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import BatchProcessor
"""


def seconds(imports: str) -> float:
    """Returns the processor seconds of some imports in a new interpreter, without its own start."""
    path = os.pathsep.join(map(str, (ROOT / "functions/ingest", ROOT / "layers/copydesk")))
    # The template sets this too: without it, numpy's library starts a thread for each processor.
    environment = {"PATH": os.defpath, "PYTHONPATH": path, "OPENBLAS_NUM_THREADS": "1"}
    timed = f"import time\nbegan = time.process_time()\n{imports}\nprint(time.process_time() - began)"
    done = subprocess.run([sys.executable, "-c", timed], env=environment, capture_output=True, text=True, check=True)  # noqa: S603
    return float(done.stdout)


def main(runs: int) -> None:
    seconds(BARE), seconds("import app")  # both have their bytecode after this
    pairs = [(seconds(BARE), seconds("import app")) for _ in range(runs)]
    bare, ingest = (sorted(times) for times in zip(*pairs, strict=True))
    print(f"bare libraries  least {1000 * bare[0]:.0f} ms, median {1000 * median(bare):.0f} ms")
    print(f"ingest          least {1000 * ingest[0]:.0f} ms, median {1000 * median(ingest):.0f} ms")
    print(f"ingest to bare  {ingest[0] / bare[0]:.2f} by the least, {median(ingest) / median(bare):.2f} by the medians")


if __name__ == "__main__":
    main(int(sys.argv[1]) if sys.argv[1:] else RUNS)
