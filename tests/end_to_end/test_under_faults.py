"""A fifth of the ingest function's calls fail while some articles come in. `make verify` and `make faults` try more."""

import subprocess
import sys

import pytest

from tests.end_to_end.harness import ROOT, Deployed
from tests.sweeps import sized

ARTICLES = sized(8, 2_000)


@pytest.mark.timeout(sized(1_200, 3_600))
def test_every_input_is_stored_rejected_or_a_dead_letter_and_no_reader_sees_a_mixture(deployed: Deployed) -> None:
    command = [sys.executable, "-m", "tests.faults", "--articles", str(ARTICLES), "--state", str(deployed.place.state)]
    done = subprocess.run(
        command, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False
    )  # fmt: skip
    assert done.returncode == 0, done.stdout
    assert "All holds." in done.stdout
