"""These tests run the build output in the Lambda runtime. A module that the layers lack is missing here too."""

import json
import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from copydesk.pipeline.child_process import LARGE
from tests.end_to_end.emulator import Emulator, emulator
from tests.end_to_end.harness import Deployed, sample_event


@pytest.fixture(scope="module")
def runtime(deployed: Deployed, built: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Emulator]:
    with emulator(deployed, built, tmp_path_factory.mktemp("emulator") / "log") as running:
        yield running


def test_the_runtime_has_nothing_of_ours_or_the_layers_by_itself(deployed: Deployed) -> None:
    python = deployed.place.checkout / ".venv-local/runtime/bin/python"
    names = ("copydesk", "boto3", "botocore", "bs4", "pynamodb", "selectolax")
    probe = f"from importlib.util import find_spec; print([name for name in {names} if find_spec(name)])"
    done = subprocess.run([python, "-c", probe], env={"PATH": os.defpath}, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_an_inline_page_is_stored(deployed: Deployed, runtime: Emulator) -> None:
    event, url = sample_event("inline-html.json"), "https://news.example.org/in-the-runtime"
    event["Records"][0]["body"] = json.dumps(json.loads(event["Records"][0]["body"]) | {"url": url})
    assert runtime.invoke(event) == {"batchItemFailures": []}
    assert deployed.head_of(url)["headline"]["S"] == "Harbour bridge reopens after three years"


def test_a_page_so_large_that_a_child_reads_it_is_stored(deployed: Deployed, runtime: Emulator) -> None:
    event, url = sample_event("inline-html.json"), "https://news.example.org/large-in-the-runtime"
    message = json.loads(event["Records"][0]["body"]) | {"url": url}
    message["html"] += f"<!--{'x' * LARGE}-->"
    event["Records"][0]["body"] = json.dumps(message)
    assert runtime.invoke(event) == {"batchItemFailures": []}
    assert deployed.head_of(url)["headline"]["S"] == "Harbour bridge reopens after three years"


@pytest.mark.parametrize("name", ["unknown.json", "s3-test-event.json", "s3-put.json", "mixed-batch.json"])
def test_a_sample_event_is_answered_without_a_failure(runtime: Emulator, name: str) -> None:
    assert runtime.invoke(sample_event(name)) == {"batchItemFailures": []}


def test_what_fails_is_named_and_its_neighbour_is_stored(deployed: Deployed, runtime: Emulator) -> None:
    """A record lacks attributes that SQS always sends, which looks like a bug. Only this record comes back."""
    good, bad = sample_event("inline-html.json")["Records"][0], sample_event("inline-text.json")["Records"][0]
    url = "https://news.example.org/neighbour-of-a-failure"
    good |= {"messageId": "good", "body": json.dumps(json.loads(good["body"]) | {"url": url})}
    bad |= {"messageId": "bad", "attributes": {}}
    assert runtime.invoke({"Records": [good, bad]}) == {"batchItemFailures": [{"itemIdentifier": "bad"}]}
    assert deployed.head_of(url)["headline"]["S"] == "Harbour bridge reopens after three years"


def test_the_api_answers(deployed: Deployed, built: Path, tmp_path: Path) -> None:
    with emulator(deployed, built, tmp_path / "log", function="ApiFunction") as api:
        answer = api.invoke(sample_event("api-get.json"))
    assert answer["statusCode"] == 200
    assert "articles" in json.loads(answer["body"])


#: Each function of the crawl has the sample of its trigger. The hosts and sources of the samples are not known here.
CRAWL = {
    "ScheduleFunction": ("schedule-tick.json", {"shards": 128}),
    "DispatchFunction": ("dispatch-shard.json", {"batchItemFailures": []}),
    "FetchFunction": ("host-turns.json", {"batchItemFailures": []}),
    "DiscoverFunction": ("listing.json", {"batchItemFailures": []}),
}


@pytest.mark.parametrize("function", CRAWL)
def test_each_function_of_the_crawl_takes_the_sample_of_its_trigger(
    deployed: Deployed, built: Path, tmp_path: Path, function: str
) -> None:
    name, expected = CRAWL[function]
    with emulator(deployed, built, tmp_path / "log", function=function) as running:
        assert running.invoke(sample_event(name)) == expected


def test_publish_takes_the_sample_of_a_stream(deployed: Deployed, built: Path, tmp_path: Path) -> None:
    with emulator(deployed, built, tmp_path / "log", function="PublishFunction") as publish:
        assert publish.invoke(sample_event("publish/life-of-an-article.json")) == {"batchItemFailures": []}
