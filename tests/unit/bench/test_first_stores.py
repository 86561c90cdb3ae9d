"""A first store of each sample page writes units within its bounds."""

import gzip
from pathlib import Path
from statistics import mean, median

import pytest

from bench.duplicates import own_pages
from bench.first_stores import table, units_of
from bench.record_parts import Page


@pytest.mark.slow
def test_a_first_store_of_the_sample_pages_is_within_its_bounds(tmp_path: Path) -> None:
    found = []
    for path in own_pages():
        page = tmp_path / path.stem
        body = path.read_bytes()
        page.write_bytes(gzip.decompress(body) if path.suffix == ".gz" else body)
        found.append(units_of(Page(name=path.stem, path=page, url="https://news.example/a-story-of-this-day")))
    stored = [each for each in found if each]
    units = [sum(each.values()) for each in stored]
    assert len(units) >= 9
    assert median(units) <= 15
    assert mean(units) <= 16
    assert table(stored).row_count == 6
