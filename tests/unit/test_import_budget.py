"""What a cold start imports: processor time of ingest's against that of the bare imports, and modules by name.

The aim of the budget is 1.2 times the bare imports of boto3, pynamodb, Powertools' Logger, Metrics and Batch, and
selectolax. It is 2.0, and was 2.4: numpy, which the model that reads every page needs, Beautiful Soup, pynamodb's
models and our own modules are the rest, and every page needs them as well.
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from tests.template import deployed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
#: Exactly these: what `import` alone brings of each, without pynamodb's models or a parser of selectolax.
BARE = """
import boto3, pynamodb, selectolax
from aws_lambda_powertools import Logger, Metrics
from aws_lambda_powertools.utilities.batch import BatchProcessor
"""
#: So often at most. The least of all is the cost of the imports; what is above it is other work on the machine.
RUNS = 15
#: Processor time of ingest's imports over that of the bare ones: 2.04 was measured, and more on a busy machine.
BOUND = 2.1

EXTRACTION = {"bs4", "copydesk.extraction", "numpy", "selectolax", "w3lib.encoding"}
CRAWLING = {"copydesk.crawling.client", "copydesk.crawling.robots", "feedparser", "h11", "protego"}
#: What no function uses, and what a change brought along more than once.
NEVER = {"aws_lambda_powertools.utilities.batch", "boto3", "copydesk.local", "s3transfer", "statistics", "unittest"}
EVENTS = {"aws_lambda_powertools.utilities.data_classes"}
READS = {"copydesk.api", "copydesk.events", "copydesk.storage.lists"}
UNUSED = {
    "schedule": EXTRACTION | CRAWLING | EVENTS | READS,
    "dispatch": EXTRACTION | CRAWLING | EVENTS | READS,
    # It reads listings with the parser and the dates of extraction, and so imports all of it.
    "discover": EVENTS | READS,
    "fetch": EXTRACTION | EVENTS | READS | {"copydesk.crawling.listings", "feedparser"},
    "ingest": CRAWLING | EVENTS | READS | {"copydesk.crawling"},
    "publish": EXTRACTION | CRAWLING | READS - {"copydesk.events"},
    "api": EXTRACTION | CRAWLING,
}


def fresh(program: str, function: str = "ingest") -> str:
    """What a program prints in an interpreter of its own, with the path of a function and the layers."""
    path = os.pathsep.join(map(str, (ROOT / "functions" / function, ROOT / "layers/copydesk")))
    environment = {"PATH": os.defpath, "PYTHONPATH": path} | told_by_the_template(function)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@cache
def told_by_the_template(function: str) -> dict[str, str]:
    """Of a function's environment what is the same in each stack."""
    properties = deployed()[f"{function.capitalize()}Function"]["Properties"]
    return {name: value for name, value in properties["Environment"]["Variables"].items() if isinstance(value, str)}


def seconds(imports: str) -> float:
    """Of the processor, so that others on the machine count little; the interpreter's own start is left out."""
    timed = f"import time\nbegan = time.process_time()\n{imports}\nprint(time.process_time() - began)"
    return float(fresh(timed))


def test_ingest_imports_no_more_than_its_budget() -> None:
    seconds(BARE), seconds("import app")  # whatever has no bytecode yet has it now
    bare, ingest = seconds(BARE), seconds("import app")
    for _ in range(RUNS):
        bare, ingest = min(bare, seconds(BARE)), min(ingest, seconds("import app"))
        if ingest / bare < BOUND:
            break
    assert ingest / bare < BOUND, f"ingest {1000 * ingest:.0f} ms, the bare imports {1000 * bare:.0f} ms"


@pytest.mark.parametrize("function", UNUSED)
def test_a_function_imports_nothing_that_it_never_uses(function: str) -> None:
    loaded = set(json.loads(fresh("import app, json, sys; print(json.dumps(list(sys.modules)))", function)))
    assert sorted(loaded & (UNUSED[function] | NEVER)) == []


@pytest.mark.parametrize("module", ["looking", "history", "feeding", "watching", "sites"])
def test_a_command_that_extracts_nothing_loads_no_extraction(module: str) -> None:
    loaded = set(json.loads(fresh(f"import json, sys, copydesk.local.{module}; print(json.dumps(list(sys.modules)))")))
    assert sorted(loaded & EXTRACTION) == []
