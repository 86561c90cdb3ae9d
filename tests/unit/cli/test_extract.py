"""These tests check the commands that need no stack: what they print where, and how they end."""

import gzip
import io
import json
from pathlib import Path

import pytest

from copydesk.cli.main import main

URL = "https://news.example.org/bridge"
SENTENCE = "The new bridge over the river opened on Monday after three years of work, the city said. "
PAGE = f"""<!doctype html><html lang="en"><head><title>A bridge opens</title></head><body>
<nav><a href="/">Home</a></nav><article><h1>A bridge opens</h1>
<p>{SENTENCE * 2}</p><p>{SENTENCE * 2}</p><p>{SENTENCE * 3}</p></article></body></html>"""
LOGIN = "<!doctype html><html><title>Log in</title><form><input name=user></form></html>"


@pytest.fixture
def page(tmp_path: Path) -> str:
    (tmp_path / "page.html").write_text(PAGE, encoding="utf-8")
    return str(tmp_path / "page.html")


@pytest.fixture
def login(tmp_path: Path) -> str:
    (tmp_path / "login.html").write_text(LOGIN, encoding="utf-8")
    return str(tmp_path / "login.html")


def test_extract_prints_one_json_object_for_each_page(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", page, page]) == 0
    first, second = map(json.loads, capsys.readouterr().out.splitlines())
    assert first == second
    assert (first["headline"], len(first["blocks"])) == ("A bridge opens", 3)


@pytest.mark.parametrize(("form", "name"), [("ans", "type"), ("ninjs", "uri"), ("jsonld", "@type")])
def test_extract_speaks_the_standards(form: str, name: str, page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", page, "--url", URL, "--format", form]) == 0
    assert json.loads(capsys.readouterr().out)[name] in ("story", "NewsArticle", URL)


def test_extract_writes_chunks_of_the_size_that_is_asked_for(
    page: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    sizes = {}
    for tokens in ("50", "400"):
        assert main(["extract", page, "--format", "chunks", "--chunk-tokens", tokens]) == 0
        found = json.loads(capsys.readouterr().out)
        assert (
            main(["extract", page, "--format", "chunks", "--chunk-tokens", tokens, "-o", f"{tmp_path}/{tokens}/"]) == 0
        )
        [written] = (tmp_path / tokens).iterdir()
        assert json.loads(written.read_text("utf-8")) == found
        sizes[tokens] = [chunk["tokens"] for chunk in found["chunks"]]
    assert len(sizes["50"]) > len(sizes["400"]) == 1
    assert max(sizes["50"]) <= 50
    assert main(["extract", page, "--chunk-tokens", "50"]) == 2
    assert "--format chunks" in capsys.readouterr().err


def test_extract_takes_the_url_of_one_page(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", page, "--url", URL]) == 0
    assert json.loads(capsys.readouterr().out)["url"] == URL


def test_extract_refuses_one_url_for_two_pages(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", page, page, "--url", URL]) == 2
    assert "--url names one page" in capsys.readouterr().err


def test_a_refused_page_says_why_and_costs_no_other(page: str, login: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", login, page]) == 1
    printed = capsys.readouterr()
    assert "no_article_text" in printed.err
    assert json.loads(printed.out)["headline"] == "A bridge opens"


def test_a_notice_is_read_where_it_is_said_to_be_an_article(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "pages").mkdir()
    notice = tmp_path / "pages" / "a.html"
    notice.write_text("<!doctype html><html><body><p>The hall is closed on Monday.</p></body></html>", "utf-8")
    (tmp_path / "truth.jsonl").write_text('{"id": "a"}\n', "utf-8")
    assert main(["extract", str(notice)]) == 1
    assert "--expect article" in capsys.readouterr().err
    assert main(["extract", str(notice), "--expect", "article", "--format", "text"]) == 0
    assert "The hall is closed on Monday." in capsys.readouterr().out
    main(["predict", str(tmp_path), "--jobs", "1"])
    main(["predict", str(tmp_path), "--jobs", "1", "--expect", "article"])
    without, expected = map(json.loads, capsys.readouterr().out.splitlines())
    assert (without["text"], expected["text"]) == ("", "The hall is closed on Monday.")


def test_a_missing_file_is_said_and_costs_no_other(page: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["extract", "nowhere.html", page, "--format", "text"]) == 2
    printed = capsys.readouterr()
    assert "nowhere.html: No such file" in printed.err
    assert printed.out.startswith(f"==> {page} <==\n{SENTENCE}")


def test_extract_reads_standard_input_gzipped_too(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.TextIOWrapper(io.BytesIO(gzip.compress(PAGE.encode()))))
    assert main(["extract", "-", "--format", "markdown"]) == 0
    assert capsys.readouterr().out.startswith("# A bridge opens\n")


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    truth = [{"id": "b", "url": URL, "body": "SECRET"}, {"id": "a", "url": None, "title": "SECRET\u2028"}]
    (tmp_path / "pages").mkdir()
    (tmp_path / "pages/b.html.gz").write_bytes(gzip.compress(PAGE.encode()))
    (tmp_path / "pages/a.html").write_text(LOGIN, encoding="utf-8")
    lines = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in truth)
    (tmp_path / "truth.jsonl").write_text(lines, encoding="utf-8")
    return tmp_path


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_predict_prints_every_page_in_the_truths_order(
    corpus: Path, jobs: str, capfd: pytest.CaptureFixture[str]
) -> None:
    assert main(["predict", str(corpus), "--jobs", jobs]) == 0
    article, refused = map(json.loads, capfd.readouterr().out.splitlines())
    assert (article["id"], article["headline"], article["authors"]) == ("b", "A bridge opens", [])
    assert refused == {"id": "a", "text": "", "headline": None, "authors": [], "date_published": None}


def test_predict_never_looks_at_the_truth(corpus: Path, capfd: pytest.CaptureFixture[str]) -> None:
    main(["predict", str(corpus), "--jobs", "1"])
    assert "SECRET" not in capfd.readouterr().out


def test_predict_says_what_a_corpus_is(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["predict", str(tmp_path)]) == 2
    assert "truth.jsonl" in capsys.readouterr().err
