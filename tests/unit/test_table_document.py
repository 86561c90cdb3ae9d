"""docs/table.md reads a stored article in Python and in Node. Its examples must print what the article says."""

import gzip
import json
import re
import shutil
import subprocess
import sys
from base64 import b64decode, b64encode
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from copydesk.extraction import extract_article
from copydesk.model import Article, Source
from copydesk.pipeline.messages import Candidate
from copydesk.storage.articles.changes import decide

ROOT = Path(__file__).parents[2]
DOCUMENT = (ROOT / "docs/table.md").read_text("utf-8")
PAGE = gzip.decompress((ROOT / "samples/pages/npr-meditation-anxiety.html.gz").read_bytes())
#: This character has two UTF-16 units. It is before each paragraph.
EMOJI = "🌉"
NODE_READER = ROOT / "examples/node_reader/read.mjs"
needs_node = pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")


def example(language: str) -> str:
    (found,) = re.findall(rf"```{language}\n(.*?)```", DOCUMENT, re.DOTALL)
    assert len([line for line in found.splitlines() if line]) <= 10
    return str(found)


@pytest.fixture(scope="module")
def article() -> Article:
    page = PAGE.replace(b"<p>", f"<p>{EMOJI} ".encode())
    return extract_article(page, url="https://www.npr.org/story", content_type="text/html; charset=utf-8")


@pytest.fixture(scope="module")
def printed(article: Article) -> str:
    """Returns the head as `aws dynamodb get-item` prints it."""
    source = Source(bucket="raw", key="a.html")
    made = Candidate(article_id="0f" * 16, article=article, source=source, date_downloaded="2026-01-01T00:00:00Z")
    item = decide(replace(made), None).head.serialize()
    return json.dumps({"Item": item | {"body": {"B": b64encode(item["body"]["B"]).decode()}}})


def lines_of(article: Article) -> list[str]:
    blocks = [f"{block.type} {block.text}" for block in article.blocks]
    return [*blocks, *(f"{quote.speaker or 'someone'}: {quote.text}" for quote in article.quotes)]


def run(command: list[str], printed: str) -> list[str]:
    done = subprocess.run(command, input=printed.encode(), capture_output=True, check=True)
    return done.stdout.decode().splitlines()


def test_the_page_has_what_the_examples_are_to_show(article: Article) -> None:
    assert article.quotes
    assert any(EMOJI in block.text for block in article.blocks)


def test_python_reads_an_item_in_ten_lines(article: Article, printed: str) -> None:
    assert (
        run([sys.executable, "-X", "utf8", "-c", example("python")], printed)
        == "\n".join(lines_of(article)).splitlines()
    )


@needs_node
def test_node_reads_an_item_in_ten_lines(article: Article, printed: str) -> None:
    command = ["node", "--input-type=module", "-e", example("js")]
    assert run(command, printed) == "\n".join(lines_of(article)).splitlines()


@needs_node
@pytest.mark.parametrize("form", [lambda item: {"Item": item}, lambda item: {"Items": [item, {"sk": {"S": "x"}}]}])
def test_the_node_reader_gives_an_article_with_its_quotes(
    article: Article, printed: str, form: Callable[[object], object]
) -> None:
    given = json.dumps(form(json.loads(printed)["Item"]))
    [line] = run(["node", str(NODE_READER)], given)
    read = json.loads(line)
    assert [block.get("text", "") for block in read["blocks"]] == [block.text for block in article.blocks]
    assert [quote["text"] for quote in read["quotes"]] == [quote.text for quote in article.quotes]
    assert (read["headline"], read["revision"]["number"]) == (article.headline, 1)


@needs_node
def test_the_node_reader_reads_a_body_that_is_an_object(article: Article, printed: str, tmp_path: Path) -> None:
    item = json.loads(printed)["Item"]
    key = "bodies/0f/1"
    (tmp_path / key).parent.mkdir(parents=True)
    (tmp_path / key).write_bytes(b64decode(item.pop("body")["B"]))
    given = json.dumps({"Item": item | {"body_key": {"S": key}}})
    command = ["node", str(NODE_READER)]
    [line] = run([*command, str(tmp_path)], given)
    assert len(json.loads(line)["blocks"]) == len(article.blocks)
    done = subprocess.run(command, input=given.encode(), capture_output=True, check=True)
    assert (done.stdout, key in done.stderr.decode()) == (b"", True)
