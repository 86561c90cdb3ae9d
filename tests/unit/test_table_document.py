"""docs/table.md reads a stored article in Python and in Node. Its examples must print what the article says."""

import gzip
import json
import re
import shutil
import subprocess
import sys
from base64 import b64encode
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


@pytest.mark.skipif(shutil.which("node") is None, reason="Node is not installed")
def test_node_reads_an_item_in_ten_lines(article: Article, printed: str) -> None:
    command = ["node", "--input-type=module", "-e", example("js")]
    assert run(command, printed) == "\n".join(lines_of(article)).splitlines()
