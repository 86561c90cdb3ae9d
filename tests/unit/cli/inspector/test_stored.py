"""`copydesk inspect ID` shows a stored article over its raw page, with its revisions, from tables in this process."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import boto3
import pytest
from moto import mock_aws

from copydesk.cli.inspector import finding
from copydesk.cli.main import main
from copydesk.cli.naming import stored_article
from copydesk.extraction import extract_article
from copydesk.model import Source
from copydesk.stack.target import Target
from copydesk.storage import ArticleStore, use_tables
from copydesk.storage.articles.models import ArticlesItem
from copydesk.storage.operations.models import RejectItem
from tests.browser.sites import ARTICLE
from tests.moto_answers import use_test_account
from tests.unit.storage.making import ARTICLE_ID, MORNING, NOON, candidate

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

URL = "https://news.example.org/bridge"
SOURCE = Source(bucket="raw", key="bridge.html")
PLACE = Target(raw_bucket="raw", ingest_queue_url="", fetch_queue_url="", articles_table="", operations_table="")
EDITED = ARTICLE.replace(b"cost 40 million euros", b"cost <b>&lt;script&gt;</b>\xe2\x80\xae 45 million euros")


@pytest.fixture
def s3(monkeypatch: pytest.MonkeyPatch) -> Iterator["S3Client"]:
    use_test_account(monkeypatch)
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    monkeypatch.setattr(finding, "target", lambda _: PLACE)
    with mock_aws():
        client = boto3.client("s3", region_name="us-east-1")
        client.create_bucket(Bucket="raw")
        client.put_object(Bucket="raw", Key="bridge.html", Body=EDITED, ContentType="text/html; charset=utf-8")
        monkeypatch.setattr(finding, "s3_client", lambda: client)
        use_tables(articles="articles", operations="operations")
        ArticlesItem.create_table(billing_mode="PAY_PER_REQUEST")
        RejectItem.create_table(billing_mode="PAY_PER_REQUEST")
        store = ArticleStore(retention=timedelta(days=30))
        for body, at in ((ARTICLE, MORNING), (EDITED, NOON)):
            store.store(replace(candidate(extract_article(body, url=URL), at=at), source=SOURCE))
        yield client


@pytest.mark.usefixtures("s3")
def test_a_stored_article_is_shown_over_the_page_that_it_was_made_from(tmp_path: Path) -> None:
    subject = finding.from_stack(ARTICLE_ID[:8], PLACE)
    assert subject.explained
    assert subject.notes == ()
    assert main(["inspect", ARTICLE_ID, "-o", str(tmp_path / "out.html")]) == 0
    written = (tmp_path / "out.html").read_text("utf-8")
    assert "s3://raw/bridge.html" in written
    assert 'class="piece"' in written


@pytest.mark.usefixtures("s3")
def test_what_each_revision_changed_is_shown_word_by_word(tmp_path: Path) -> None:
    assert main(["inspect", ARTICLE_ID, "-o", str(tmp_path / "out.html")]) == 0
    written = (tmp_path / "out.html").read_text("utf-8")
    latest, first = written.index("<b>Revision 2</b>"), written.index("<b>Revision 1</b>")
    assert latest < first
    assert "<del><bdi> 40</bdi></del>" in written
    assert "&lt;script&gt; 45" in written
    assert "unchanged blocks" in written
    assert "<script> 45" not in written


def test_a_stored_article_whose_page_is_gone_is_shown_alone_and_says_so(s3: "S3Client", tmp_path: Path) -> None:
    s3.delete_object(Bucket="raw", Key="bridge.html")
    assert main(["inspect", ARTICLE_ID, "-o", str(tmp_path / "out.html")]) == 0
    written = (tmp_path / "out.html").read_text("utf-8")
    assert "The raw page is gone (NoSuchKey): this is the record alone." in written
    assert "We have waited for this day" in written
    assert 'class="piece"' not in written


@pytest.mark.usefixtures("s3")
def test_a_record_of_another_version_is_named_as_such() -> None:
    stored = stored_article(ARTICLE_ID)
    older = replace(stored, article=replace(stored.article, extractor_version="0.0.1"))
    _, notes = finding.raw_of(older, "raw")
    assert "was made by version 0.0.1" in notes[0]


@pytest.mark.usefixtures("s3")
def test_an_unknown_article_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["inspect", "zzz"]) == 2
    assert "No article's id begins with zzz" in capsys.readouterr().err
