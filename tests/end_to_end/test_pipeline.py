"""Pages in the bucket and messages in the queue become items in the tables on the local stack."""

import gzip
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from tests.end_to_end.harness import Deployed, sample_event, seed_page

URL = "https://www.newarab.com/news/a-page-in-the-bucket"


@pytest.fixture(scope="module")
def seed(deployed: Deployed) -> str:
    """Ingests the seed page and returns its key."""
    deployed.put("seed.html", seed_page(URL), url=URL)
    deployed.settle()
    return "seed.html"


def test_a_page_in_the_bucket_becomes_one_item(deployed: Deployed, seed: str) -> None:
    article = deployed.article(seed)
    head = article["HEAD"]
    assert set(article) == {"HEAD"}
    assert head["headline"]["S"] == "Egypt, Israel in 'secret meeting' ahead of planned Rafah invasion"
    assert head["date_published"]["S"] == "2024-04-25"
    body = json.loads(gzip.decompress(head["body"]["B"]))
    assert len(body["quotes"]) == len(head["quote_ids"]["SS"])
    assert any("Rafah" in block.get("text", "") for block in body["blocks"])


def test_its_speakers_lead_to_it_a_moment_later(deployed: Deployed, seed: str) -> None:
    head = deployed.article(seed)["HEAD"]
    wanted = {(f"SPEAKER#{slug}", head["gsi2sk"]["S"]) for slug in head["speakers"]["SS"]}
    assert wanted
    deadline = time.monotonic() + 150
    while not wanted <= deployed.items().keys():
        assert time.monotonic() < deadline
        time.sleep(0.2)


def test_the_same_page_again_writes_nothing(deployed: Deployed, seed: str) -> None:
    before = deployed.items()
    deployed.put(seed, seed_page(URL), url=URL)
    deployed.settle()
    assert deployed.items() == before


def test_an_edit_writes_the_revision_that_it_replaces(deployed: Deployed) -> None:
    url = "https://www.newarab.com/news/a-story-to-edit"
    page = seed_page(url)
    deployed.put("edited.html", page, url=url)
    deployed.settle()
    before = deployed.article("edited.html")
    deployed.put("edited.html", page.replace(b"primary concern", b"chief concern"), url=url)
    deployed.settle()
    after = deployed.article("edited.html")
    assert after.keys() - before.keys() == {"REVISION#00001"}
    assert after["REVISION#00001"]["body"] == before["HEAD"]["body"]
    assert "expires_at" in after["REVISION#00001"]
    assert b"chief concern" in gzip.decompress(after["HEAD"]["body"]["B"])


@pytest.mark.parametrize("name", ["inline-html.json", "inline-text.json"])
def test_a_page_in_a_message_is_kept_in_the_bucket_and_stored(deployed: Deployed, name: str) -> None:
    message = json.loads(sample_event(name)["Records"][0]["body"])
    url = f"https://news.example.org/{name.removesuffix('.json')}"
    deployed.send(json.dumps(message | {"url": url}))
    deployed.settle()
    head = deployed.head_of(url)
    source = {part: value["S"] for part, value in head["source"]["M"].items()}
    kept = deployed.client("s3").get_object(Bucket=source["bucket"], Key=source["key"])["Body"].read()
    assert kept.decode() == message.get("html", message.get("text"))


def test_a_pointer_ingests_what_lies_there_under_the_url_it_gives(deployed: Deployed) -> None:
    url = "https://news.example.org/pointed"
    deployed.put("pointed.html", gzip.compress(_page("Pointed at by a message")))
    deployed.settle()
    deployed.send(json.dumps({"s3": {"bucket": deployed.output("RawBucketName"), "key": "pointed.html"}, "url": url}))
    deployed.settle()
    assert deployed.head_of(url)["source"]["M"]["key"]["S"] == "pointed.html"


def test_bad_pages_end_as_rejects_and_cost_no_good_neighbour(deployed: Deployed) -> None:
    bad = {
        "empty.html": (b"", "empty_body"),
        "image.html": (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40, "not_text"),
        "bomb.html": (gzip.compress(b"<p>" + b" " * 300_000_000), "too_large"),
        "login.html": (b"<!doctype html><title>Log in</title><form><input name=user></form>", "no_article_text"),
    }
    for key, (body, _) in bad.items():
        deployed.put(key, body)
    deployed.put("neighbour.html", _page("A good neighbour"))
    deployed.send("this is not JSON")
    deployed.send(json.dumps({"s3": {"bucket": deployed.output("RawBucketName"), "key": "nowhere.html"}}))
    deployed.settle()
    assert {key: deployed.reject_reason(key) for key in bad} == {key: reason for key, (_, reason) in bad.items()}
    assert deployed.reject_reason("nowhere.html") == "object_missing"
    messages = [item.get("message", {}).get("S") for item in deployed.items("OperationsTableName").values()]
    assert "this is not JSON" in messages
    assert deployed.article("neighbour.html")["HEAD"]["headline"]["S"] == "A good neighbour"
    assert deployed.waiting("IngestDeadLetterQueueUrl") == 0


def test_every_sample_event_is_settled(deployed: Deployed) -> None:
    """The named objects are not in our buckets. Messages are stored, skipped or refused, and none stays in a queue."""
    for name in ("s3-put.json", "s3-in-sns.json", "s3-in-eventbridge.json", "s3-test-event.json", "unknown.json"):
        for record in sample_event(name)["Records"]:
            deployed.send(record["body"])
    deployed.settle()
    assert deployed.waiting("IngestDeadLetterQueueUrl") == 0


@pytest.mark.timeout(900)
def test_what_fails_like_a_bug_also_by_itself_ends_in_the_dead_letter_queue_unchanged_and_with_its_reason(
    deployed: Deployed,
) -> None:
    broken = json.dumps({"html": _page("Never stored").decode(), "url": "https://news.example.org/bug"})
    queues = deployed.client("sqs")
    with _articles_table_lost(deployed):
        queues.send_message(QueueUrl=deployed.output("IngestAloneQueueUrl"), MessageBody=broken)
        deployed.settle(seconds=400)
    assert "ResourceNotFoundException" in deployed.copydesk("redrive", "--dead-letters", "--list")
    assert deployed.waiting("IngestAloneDeadLetterQueueUrl") == 1
    assert deployed.waiting("IngestDeadLetterQueueUrl") == 0
    assert "1 to the ingest-alone queue" in deployed.copydesk("redrive", "--dead-letters")
    deployed.settle(seconds=400)
    assert deployed.head_of("https://news.example.org/bug")["headline"]["S"] == "Never stored"


@pytest.mark.timeout(900)
def test_a_page_that_takes_too_much_is_tried_alone_and_refused_and_its_neighbours_are_stored(
    deployed: Deployed,
) -> None:
    """The page takes too much memory. A page that hangs is stopped in the same way, but would need a bug."""
    functions, name = deployed.client("lambda"), deployed.output("IngestFunctionName")
    usual = functions.get_function_configuration(FunctionName=name)["MemorySize"]
    functions.update_function_configuration(FunctionName=name, MemorySize=128)
    try:
        # The page keeps all limits of extraction, but its markup is enormous.
        markup = b"<p class='" + b" " * 10_000 + b"'>It says more and more of it.</p>"
        deployed.put("enormous.html", _page("An enormous page") + markup * 1_500)
        for number in range(5):
            deployed.put(f"beside-{number}.html", _page(f"Neighbour {number} of an enormous page"))
        deployed.settle(seconds=400)
    finally:
        functions.update_function_configuration(FunctionName=name, MemorySize=usual)
    assert deployed.reject_reason("enormous.html") == "too_complex"
    for number in range(5):
        assert deployed.article(f"beside-{number}.html")["HEAD"]
    log = (deployed.place.state / "stack.log").read_text("utf-8", errors="replace")
    assert '"message":"ingest.isolated"' in log


@contextmanager
def _articles_table_lost(deployed: Deployed) -> Iterator[None]:
    """Gives the function the name of a table that does not exist."""
    functions, name = deployed.client("lambda"), deployed.output("IngestFunctionName")
    variables = functions.get_function_configuration(FunctionName=name)["Environment"]["Variables"]
    lost = {"Variables": variables | {"ARTICLES_TABLE": "nowhere"}}
    functions.update_function_configuration(FunctionName=name, Environment=lost)
    try:
        yield
    finally:
        functions.update_function_configuration(FunctionName=name, Environment={"Variables": variables})


def _page(headline: str) -> bytes:
    sentence = f"{headline} is what this page is about, and it says so in a sentence of some length. "
    body = f"<p>{sentence * 3}</p>" * 4
    return f"<!doctype html><title>{headline}</title><article><h1>{headline}</h1>{body}</article>".encode()
