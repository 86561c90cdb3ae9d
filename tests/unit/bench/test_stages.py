"""These tests check that `bench.stages` times each stage once, and leaves the extraction as it was."""

import gzip
from pathlib import Path

from bench.speed import Page
from bench.stages import STAGES, Clock, measure, table, watched
from copydesk.extraction import article

CASE = Path(__file__).parents[2] / "pages" / "examplepost" / "two-authors" / "page.html"


def test_the_stages_of_an_article_are_timed_and_listed(tmp_path: Path) -> None:
    path = tmp_path / "page.html.gz"
    path.write_bytes(gzip.compress(CASE.read_bytes()))
    clock, read = measure([Page(path=str(path), url="https://site.example/story", is_article=True)] * 2)
    assert read == 2
    timed = {"walk", "head", "score each run", "split into blocks", "quotes and speakers", "account for lost words"}
    assert all(clock.spent[stage] > 0 for stage in timed)
    assert table({True: (clock, 2)}).row_count == len(STAGES) + 2


def test_the_functions_are_watched_only_within_the_block() -> None:
    before = vars(article)["runs_of"]
    with watched(Clock()):
        assert vars(article)["runs_of"] is not before
    assert vars(article)["runs_of"] is before
