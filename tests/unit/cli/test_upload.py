"""These tests check which pages a name on the command line means, and the key of each."""

import json
import os
import re
from pathlib import Path

import pytest

from copydesk.cli.pages import PageFile, page_files
from copydesk.stack.problems import Problem


def test_a_file_is_a_page_under_its_name(tmp_path: Path) -> None:
    (tmp_path / "page.html").touch()
    [page] = page_files([str(tmp_path / "page.html")])
    assert page == PageFile(tmp_path / "page.html")
    assert re.fullmatch(r"uploads/[0-9a-f]{12}/page\.html", page.key)


def test_a_folder_is_its_pages_and_nothing_else(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    for name in ("b.txt", "deep/a.html.gz", "notes.md"):
        (tmp_path / name).touch()
    assert [page.key.split("/")[-1] for page in page_files([str(tmp_path)])] == ["b.txt", "a.html.gz"]


def test_a_manifest_says_which_pages_a_folder_has_and_their_urls(tmp_path: Path) -> None:
    for name in ("a.html", "unlisted.html"):
        (tmp_path / name).touch()
    (tmp_path / "manifest.json").write_text(json.dumps([{"path": "a.html", "url": "https://example.org/a"}]))
    assert page_files([str(tmp_path)]) == [PageFile(tmp_path / "a.html", "https://example.org/a")]


def test_two_files_of_one_name_are_two_objects(tmp_path: Path) -> None:
    """The files are named one by one, by their folders, and by adjacent folders with lists."""
    for folder in ("a", "b"):
        (tmp_path / folder / "site").mkdir(parents=True)
        (tmp_path / folder / "site" / "index.html").touch()
        (tmp_path / folder / "index.html").touch()
        (tmp_path / folder / "list").mkdir()
        (tmp_path / folder / "list" / "manifest.json").write_text(json.dumps([{"path": "../index.html"}]))
    for names in (["a/index.html", "b/index.html"], ["a/site", "b/site"], ["a/list", "b/list"]):
        one, other = (page.key for page in page_files([str(tmp_path / name) for name in names]))
        assert one != other


def test_a_file_is_one_object_however_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "a" / "index.html").touch()
    (tmp_path / "link.html").symlink_to(tmp_path / "a" / "index.html")
    monkeypatch.chdir(tmp_path)
    names = ["a/index.html", str(tmp_path / "a" / "index.html"), "a/../a/index.html", "a"]
    assert len({page.key for name in names for page in page_files([name])}) == 1
    [linked] = page_files(["link.html"])
    assert linked.key.split("/")[1] == page_files(["a"])[0].key.split("/")[1]


def test_a_name_that_is_no_utf_8_is_an_object_all_the_same(tmp_path: Path) -> None:
    path = tmp_path / os.fsdecode(b"caf\xe9.html")
    path.touch()
    [page] = page_files([str(path)])
    assert page.key.endswith("/caf?.html")


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
