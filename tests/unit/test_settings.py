import pytest

from copydesk.settings import from_environment, publish_from_environment

COMPLETE = {
    "ARTICLES_TABLE": "articles",
    "OPERATIONS_TABLE": "operations",
    "RAW_BUCKET": "raw",
    "INGEST_QUEUE_URL": "https://sqs.example/ingest",
    "FETCH_QUEUE_URL": "https://sqs.example/fetch",
    "MAXIMUM_OBJECT_BYTES": "20000000",
    "REVISION_RETENTION_DAYS": "90",
    "REJECT_RETENTION_DAYS": "90",
}


def test_a_complete_environment_makes_settings() -> None:
    assert from_environment(COMPLETE).revision_retention.days == 90


@pytest.mark.parametrize("name", COMPLETE)
def test_a_missing_setting_fails_at_once_and_by_name(name: str) -> None:
    with pytest.raises(RuntimeError, match=name):
        from_environment(COMPLETE | {name: " "})


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_number_that_is_none_fails_at_once(value: str) -> None:
    with pytest.raises(RuntimeError, match="whole number"):
        from_environment(COMPLETE | {"MAXIMUM_OBJECT_BYTES": value})


PUBLISH = {"ARTICLES_TABLE": "articles", "EVENT_BUS": "copydesk", "UNPUBLISHED_QUEUE_URL": "https://sqs.example/u"}


@pytest.mark.parametrize("name", PUBLISH)
def test_publish_has_settings_of_its_own_and_misses_each_by_name(name: str) -> None:
    assert publish_from_environment(PUBLISH).event_bus == "copydesk"
    with pytest.raises(RuntimeError, match=name):
        publish_from_environment(PUBLISH | {name: ""})
