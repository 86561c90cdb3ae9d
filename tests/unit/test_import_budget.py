"""These tests count the modules that a cold start imports, and name those that no function may import.

`python -m bench.import_time` measures the time, which differs by a tenth from run to run. Ingest adds four things to
the bare libraries: numpy for the model, Beautiful Soup, pynamodb's models and our own modules.
"""

import json
import os
import subprocess
import sys
from functools import cache
from pathlib import Path

import pytest

from bench.import_time import BARE
from tests.template import deployed

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[2]
#: Ingest loads so many modules besides those of the bare libraries. 327 were counted, 182 of them our own.
MOST_MODULES, MOST_OF_OURS = 330, 184

EXTRACTION = {"bs4", "copydesk.extraction", "numpy", "selectolax", "w3lib.encoding"}
CRAWLING = {"copydesk.crawling.http.client", "copydesk.crawling.robots", "h11", "protego"}
#: No function uses these modules. Changes have added them by mistake more than once.
NEVER = {
    "aws_lambda_powertools.utilities.batch",
    "boto3",
    "copydesk.cli",
    "copydesk.stack",
    "cyclopts",
    "s3transfer",
    "statistics",
    "unittest",
}
EVENTS = {"aws_lambda_powertools.utilities.data_classes"}
READS = {"copydesk.api", "copydesk.events", "copydesk.storage.articles.speakers"}
UNUSED = {
    "schedule": EXTRACTION | CRAWLING | EVENTS | READS,
    "dispatch": EXTRACTION | CRAWLING | EVENTS | READS,
    # It reads listings with the parser of `web`.
    "discover": EVENTS | READS | EXTRACTION - {"selectolax", "w3lib.encoding"},
    "fetch": EXTRACTION | EVENTS | READS | {"copydesk.crawling.listings"},
    "ingest": CRAWLING | EVENTS | READS | {"copydesk.crawling"},
    "publish": EXTRACTION | CRAWLING | {"copydesk.api"},
    "api": EXTRACTION | CRAWLING,
    "reconcile": EXTRACTION - {"numpy"} | CRAWLING | EVENTS | READS,
}


def fresh(program: str, function: str = "ingest") -> str:
    """Returns what a program prints in a new interpreter with the path of a function and the layers."""
    path = os.pathsep.join(map(str, (ROOT / "functions" / function, ROOT / "layers/copydesk")))
    environment = {"PATH": os.defpath, "PYTHONPATH": path} | constant_environment(function)
    done = subprocess.run([sys.executable, "-c", program], env=environment, capture_output=True, text=True, check=True)
    return done.stdout


@cache
def constant_environment(function: str) -> dict[str, str]:
    """Returns the part of a function's environment that is the same in each stack."""
    properties = deployed()[f"{function.capitalize()}Function"]["Properties"]
    return {name: value for name, value in properties["Environment"]["Variables"].items() if isinstance(value, str)}


def loaded(imports: str) -> set[str]:
    return set(json.loads(fresh(f"{imports}\nimport json, sys\nprint(json.dumps(list(sys.modules)))")))


def test_ingest_loads_no_more_modules_than_its_budget() -> None:
    added = loaded("import app") - loaded(BARE)
    assert len(added) <= MOST_MODULES, sorted(added)
    assert sum(name.startswith("copydesk.") for name in added) <= MOST_OF_OURS, sorted(added)


@pytest.mark.parametrize("function", UNUSED)
def test_a_function_imports_nothing_that_it_never_uses(function: str) -> None:
    modules = set(json.loads(fresh("import app, json, sys; print(json.dumps(list(sys.modules)))", function)))
    assert sorted(modules & (UNUSED[function] | NEVER)) == []


@pytest.mark.parametrize("module", ["show", "history", "ingest", "sources", "sites"])
def test_a_command_that_extracts_nothing_loads_no_extraction(module: str) -> None:
    modules = loaded(f"import copydesk.cli.commands.{module}")
    assert sorted(modules & EXTRACTION) == []
