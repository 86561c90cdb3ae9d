import pytest

from copydesk.settings import api_from_environment, from_environment

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


@pytest.mark.parametrize("name", ["ARTICLES_TABLE", "OPERATIONS_TABLE"])
def test_the_read_side_needs_both_tables(name: str) -> None:
    assert api_from_environment(COMPLETE).articles_table == "articles"
    with pytest.raises(RuntimeError, match=name):
        api_from_environment(COMPLETE | {name: ""})
