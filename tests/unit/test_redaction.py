"""What is shown of texts that carry secrets."""

import time

import pytest

from copydesk.redaction import redacted, without_credentials

CASES = {
    "a signed URL": ("https://e.org/a?X-Amz-Credential=x%2Fy&X-Amz-Signature=x&a=1", "X-Amz-Credential=***"),
    "a session in a path's parameter": ("https://e.org/a;jsessionid=x?a=1", "https://e.org/a;jsessionid=***?a=1"),
    "an encoded URL within a URL": ("https://e.org/?to=a%3Ftoken%3Dx", "https://e.org/?to=a%3Ftoken%3D"),
    "a user without a password": ("https://x@e.org/", "https://***@e.org/"),
    "a header": ("Authorization: Bearer x", "Authorization: ***"),
    "a field": ("{'api_key': 'x', 'author': 'Ana'}", "{'api_key': '***', 'author': 'Ana'}"),
    "JSON within JSON": ('{"Message": "{\\"token\\": \\"x\\"}"}', '{"Message": "{\\"token\\": \\"***\\"}"}'),
}


@pytest.mark.parametrize(("text", "shown"), CASES.values(), ids=CASES.keys())
def test_a_secret_is_hidden_and_the_rest_stays(text: str, shown: str) -> None:
    assert redacted(text).startswith(shown) or shown in redacted(text)
    assert redacted(redacted(text)) == redacted(text)


@pytest.mark.parametrize(
    "text", ["https://e.org/?author=ana&q=design&page=2", "Council: the bridge is open", "a@b.example", "12:30 passes"]
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize("part", ["token", "//", '\\"', '"token":"', "a=", "a: ", "%3D", "'a':", "@"])
def test_no_text_is_slow_to_redact(part: str) -> None:
    started = time.process_time()
    without_credentials(redacted(part * (200_000 // len(part))))
    assert time.process_time() - started < 1
