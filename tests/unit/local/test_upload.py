"""Which pages a name on the command line means, and under which key each is kept."""

import json
from pathlib import Path

import pytest

from copydesk.local.problems import Problem
from copydesk.local.upload import PageFile, page_files


def test_a_file_is_a_page_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "page.html").touch()
    assert page_files([str(tmp_path / "page.html")]) == [PageFile(tmp_path / "page.html", "uploads/page.html")]


def test_a_folder_is_its_pages_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "deep/a.html.gz", "notes.md"):
        (tmp_path / name).touch()
    assert [page.key for page in page_files([str(tmp_path)])] == ["uploads/b.txt", "uploads/deep/a.html.gz"]


def test_a_manifest_says_which_pages_a_folder_has_and_their_urls(tmp_path: Path) -> None:
    for name in ("a.html", "unlisted.html"):
        (tmp_path / name).touch()
    (tmp_path / "manifest.json").write_text(json.dumps([{"path": "a.html", "url": "https://example.org/a"}]))
    assert page_files([str(tmp_path)]) == [PageFile(tmp_path / "a.html", "uploads/a.html", "https://example.org/a")]


def test_a_url_given_with_one_page_is_its_url(tmp_path: Path) -> None:
    (tmp_path / "a.html").touch()
    [page] = page_files([str(tmp_path / "a.html")], url="https://example.org/a")
    assert page.url == "https://example.org/a"


@pytest.mark.parametrize("name", ["nowhere.html", "https://example.org/story"])
def test_what_is_no_page_on_disk_is_said(name: str) -> None:
    with pytest.raises(Problem):
        page_files([name])


def test_a_listed_page_that_is_missing_is_said(tmp_path: Path) -> None:
    (tmp_path / "manifest.json").write_text(json.dumps([{"path": "gone.html"}]))
    with pytest.raises(Problem, match="which is not there"):
        page_files([str(tmp_path)])
