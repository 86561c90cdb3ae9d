"""A setting that the template lacks or has wrong fails at once, with its name."""

from ipaddress import ip_network

import pytest

from copydesk.settings import (
    ApiSettings,
    CrawlSettings,
    DiscoverSettings,
    DispatchSettings,
    IngestSettings,
    PublishSettings,
    ReconcileSettings,
    ScheduleSettings,
    from_environment,
)

COMPLETE = {
    "ARTICLES_TABLE": "articles",
    "OPERATIONS_TABLE": "operations",
    "RAW_BUCKET": "raw",
    "INGEST_QUEUE_URL": "https://sqs.example/ingest",
    "FETCHED_QUEUE_URL": "https://sqs.example/fetched",
    "INGEST_ALONE_QUEUE_URL": "https://sqs.example/ingest-alone",
    "INGEST_ALONE_DEAD_LETTER_QUEUE_URL": "https://sqs.example/ingest-alone-dead-letters",
    "FETCH_QUEUE_URL": "https://sqs.example/fetch",
    "MAXIMUM_OBJECT_BYTES": "20000000",
    "REVISION_RETENTION_DAYS": "90",
    "REJECT_RETENTION_DAYS": "90",
}


CRAWL = {
    "OPERATIONS_TABLE": "operations",
    "RAW_BUCKET": "raw",
    "FETCHED_QUEUE_URL": "https://sqs.example/fetched",
    "TURNS_QUEUE_URL": "https://sqs.example/turns",
    "FETCH_QUEUE_URL": "https://sqs.example/fetch",
    "DISCOVER_QUEUE_URL": "https://sqs.example/discover",
    "REJECT_RETENTION_DAYS": "90",
    "HOST_INTERVAL_SECONDS": "1.5",
    "ALLOWED_PORTS": "80,443",
}
OF_DISCOVER = ("OPERATIONS_TABLE", "RAW_BUCKET", "DISCOVER_QUEUE_URL", "REJECT_RETENTION_DAYS")
DISCOVER = {name: CRAWL[name] for name in OF_DISCOVER}
SCHEDULE = {"DISPATCH_QUEUE_URL": "https://sqs.example/dispatch"}
DISPATCH = SCHEDULE | {name: CRAWL[name] for name in ("OPERATIONS_TABLE", "TURNS_QUEUE_URL")}
RECONCILE = {name: COMPLETE[name] for name in ("OPERATIONS_TABLE", "RAW_BUCKET", "INGEST_QUEUE_URL")}
LOCAL = {"COPYDESK_TEST_NETWORKS": "127.0.0.0/8 ::1/128", "AWS_ENDPOINT_URL": "http://127.0.0.1:4566"}


def test_a_complete_environment_makes_settings() -> None:
    assert from_environment(IngestSettings, COMPLETE).revision_retention.days == 90


def test_a_complete_environment_makes_crawl_settings() -> None:
    settings = from_environment(CrawlSettings, CRAWL)
    assert (settings.interval, settings.contact, settings.allowed_ports) == (1.5, None, frozenset({80, 443}))
    assert (settings.reject_retention.days, settings.allowed_networks) == (90, ())


@pytest.mark.parametrize(
    ("kind", "complete", "name"),
    [
        *(pytest.param(IngestSettings, COMPLETE, name, id=name) for name in COMPLETE),
        *(pytest.param(CrawlSettings, CRAWL, name, id=f"crawl {name}") for name in CRAWL),
        *(pytest.param(DiscoverSettings, DISCOVER, name, id=f"discover {name}") for name in DISCOVER),
        *(pytest.param(DispatchSettings, DISPATCH, name, id=f"dispatch {name}") for name in DISPATCH),
        *(pytest.param(ReconcileSettings, RECONCILE, name, id=f"reconcile {name}") for name in RECONCILE),
        *(pytest.param(ScheduleSettings, SCHEDULE, name, id=f"schedule {name}") for name in SCHEDULE),
    ],
)
def test_a_missing_setting_fails_at_once_and_by_name(kind: type, complete: dict[str, str], name: str) -> None:
    for missing in (complete | {name: " "}, {other: complete[other] for other in complete if other != name}):
        with pytest.raises(RuntimeError, match=name):
            from_environment(kind, missing)


@pytest.mark.parametrize("value", ["0", "-1", "many", "1.5"])
def test_a_number_that_is_none_fails_at_once(value: str) -> None:
    with pytest.raises(RuntimeError, match="whole number"):
        from_environment(IngestSettings, COMPLETE | {"MAXIMUM_OBJECT_BYTES": value})


WRONG = [
    *(("HOST_INTERVAL_SECONDS", value) for value in ("0", "-1", "soon", "nan", "inf", "3601", "1,5")),
    *(("ALLOWED_PORTS", value) for value in ("0", "65536", "80,", ",", "-80", "80-90", "http", "8_0", "²")),
    *(("CRAWLER_CONTACT", value) for value in ("a\r\nHost: b", "caf\xe9@example.org", "a\x00b")),
    ("REJECT_RETENTION_DAYS", "1.5"),
]


@pytest.mark.parametrize(("name", "value"), WRONG, ids=[f"{name} {value!r}" for name, value in WRONG])
def test_a_crawl_setting_of_the_wrong_kind_fails_at_once_and_by_name(name: str, value: str) -> None:
    with pytest.raises(RuntimeError, match=name):
        from_environment(CrawlSettings, CRAWL | {name: value})


def test_ports_and_contact_are_read_as_people_write_them() -> None:
    settings = from_environment(
        CrawlSettings, CRAWL | {"ALLOWED_PORTS": " 80, 8443 ", "CRAWLER_CONTACT": " bot@example.org "}
    )
    assert (settings.allowed_ports, settings.contact) == (frozenset({80, 8443}), "bot@example.org")


def test_a_test_on_a_local_stack_may_ask_loopback() -> None:
    networks = from_environment(CrawlSettings, CRAWL | LOCAL).allowed_networks
    assert networks == (ip_network("127.0.0.0/8"), ip_network("::1/128"))


@pytest.mark.parametrize(
    "endpoint",
    [
        None,
        "",
        "https://dynamodb.us-east-1.amazonaws.com",
        "http://127.0.0.1.example.org:80",
        "http://127.0.0.1:80@example.org/",
        "http://169.254.169.254/",
        "127.0.0.1:4566",
    ],
)
def test_without_a_local_stack_no_private_network_may_be_asked(endpoint: str | None) -> None:
    environment = CRAWL | LOCAL
    environment.pop("AWS_ENDPOINT_URL")
    with pytest.raises(RuntimeError, match="COPYDESK_TEST_NETWORKS"):
        from_environment(CrawlSettings, environment | ({} if endpoint is None else {"AWS_ENDPOINT_URL": endpoint}))


def test_what_is_no_network_fails_at_once() -> None:
    with pytest.raises(ValueError, match="everything"):
        from_environment(CrawlSettings, CRAWL | LOCAL | {"COPYDESK_TEST_NETWORKS": "everything"})


PUBLISH = {
    "ARTICLES_TABLE": "articles",
    "RAW_BUCKET": "raw",
    "EVENT_BUS": "copydesk",
    "UNPUBLISHED_QUEUE_URL": "https://sqs.example/u",
}


@pytest.mark.parametrize("name", PUBLISH)
def test_publish_has_settings_of_its_own_and_misses_each_by_name(name: str) -> None:
    assert from_environment(PublishSettings, PUBLISH).event_bus == "copydesk"
    with pytest.raises(RuntimeError, match=name):
        from_environment(PublishSettings, PUBLISH | {name: ""})


@pytest.mark.parametrize("name", ["ARTICLES_TABLE", "OPERATIONS_TABLE", "RAW_BUCKET"])
def test_the_read_side_needs_both_tables_and_the_bucket(name: str) -> None:
    assert from_environment(ApiSettings, COMPLETE).articles_table == "articles"
    with pytest.raises(RuntimeError, match=name):
        from_environment(ApiSettings, COMPLETE | {name: ""})
