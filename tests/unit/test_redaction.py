"""These tests check what is shown of texts with secrets."""

import json
from collections.abc import Callable

import pytest

from copydesk.aws.queues.isolation import words_of
from copydesk.cli.backfill.runs import _message as backfill_message
from copydesk.cli.layouts.tables import raw_pointer
from copydesk.crawling.http.exchange import Exchange
from copydesk.crawling.http.limits import Limits
from copydesk.crawling.listings.reading import read_listing
from copydesk.errors import Reject, RejectReason
from copydesk.storage.operations.rejects import RejectRecord
from copydesk.web.redaction import redacted, redacted_start, without_credentials
from tests.growth import in_linear_time

CASES = {
    "a signed URL": ("https://e.org/a?X-Amz-Credential=x%2Fy&X-Amz-Signature=x&a=1", "X-Amz-Credential=***"),
    "a session in a path's parameter": ("https://e.org/a;jsessionid=x?a=1", "https://e.org/a;jsessionid=***?a=1"),
    "an encoded URL within a URL": ("https://e.org/?to=a%3Ftoken%3Dx", "https://e.org/?to=a%3Ftoken%3D***"),
    **{
        f"what follows in it after {end}": (f"https://e.org/?to=a%3Ftoken%3Dx{end}b%3D1", f"token%3D***{end}b%3D1")
        for end in ("%26", "%23", "%3B", "%253B")
    },
    "a user without a password": ("https://x@e.org/", "https://***@e.org/"),
    "a header": ("Authorization: Bearer x", "Authorization: ***"),
    "a field": ("{'api_key': 'x', 'author': 'Ana'}", "{'api_key': '***', 'author': 'Ana'}"),
    "JSON within JSON": ('{"Message": "{\\"token\\": \\"x\\"}"}', '{"Message": "{\\"token\\": \\"***\\"}"}'),
}


@pytest.mark.parametrize(("text", "shown"), CASES.values(), ids=CASES.keys())
def test_a_secret_is_hidden_and_the_rest_stays(text: str, shown: str) -> None:
    assert shown in redacted(text)
    assert redacted(redacted(text)) == redacted(text)


S = "hunter2marker"
JWT = f"eyJhbGciOi.{S}.{S}"
#: S is the place of a secret in these texts. They are grouped by their reader.
SHAPES = [
    # These are parameters of sites' own links.
    *(f"https://e.org/a?x=1&{name}={S}&y=2" for name in (
        "token", "access_token", "refreshToken", "id_token", "auth", "auth_key", "authcode", "sig", "signature", "key",
        "api_key", "apikey", "apiKey", "code", "ticket", "magic", "magic_link", "magic-link", "unlocked_article_code",
        "unlock", "_wpnonce", "preview_nonce", "nonce", "email", "e-mail", "user_email", "mail", "emailAddress",
        "password", "passwd", "pwd", "pass", "pin", "otp", "secret", "client_secret", "sid", "PHPSESSID", "sessionid",
        "session", "csrf", "csrfmiddlewaretoken", "_xsrf", "SAMLResponse", "access_code", "invite", "gift", "giftCopy",
        "freebie", "hash", "md5", "mkt_tok", "mc_eid", "verify", "jwt", "user[password]", "user%5Bpassword%5D",
    )),
    # These are signed URLs: S3, Google, Azure, CloudFront, Akamai, nginx.
    *(f"https://e.org/a?X-Amz-{name}={S}" for name in ("Signature", "Credential", "Security-Token")),
    f"https://e.org/a?AWSAccessKeyId={S}&Signature={S}&Expires=1",
    f"https://e.org/a?X-Goog-Signature={S}&X-Goog-Credential={S}%2F20240101",
    f"https://e.org/a?sv=2024&se=2024-01-01&sp=r&sig={S}%3D",
    f"https://e.org/a?Policy={S}~_&Signature={S}~&Key-Pair-Id={S}",
    *(f"https://e.org/a?{name}=exp=1700000000~acl=/*~hmac={S}" for name in ("hdnts", "hdnea", "hdntl", "__token__")),
    f"https://e.org/exp=1700000000~acl=/a/*~hmac={S}/a.m3u8",
    f"https://e.org/a?md5={S}&expires=1",
    # These addresses are within addresses, encoded once and twice.
    f"https://e.org/?to=https%3A%2F%2Fe.org%2Fa%3Ftoken%3D{S}%26a%3D1",
    f"https://e.org/?to=https%253A%252F%252Fe.org%252Fa%253Fa%253D1%2526key%253D{S}",
    f"https://e.org/?to=https%3a%2f%2fe.org%2fa%3fa%3d1%26code%3d{S}",
    f"https://e.org/?to=https://e.org/a?ticket={S}",
    f"https://e.org/?q=a%26email%3D{S}",
    # These secrets are in parts of an address.
    f"https://ana:{S}@e.org/", f"//{S}@e.org/", f"https://e.org/a;jsessionid={S}?a=1", f"https://e.org/#access_token={S}",
    f"https://e.org/in/{JWT}", f"https://e.org/#/in?magic={S}",
    # These are headers, fields and forms.
    f"Authorization: Bearer {S}", f"sent Bearer {S}{S}", f"Cookie: a={S}", f"x-api-key: {S}", f'token="{S}"',
    f"{{'api_key': '{S}'}}", f'{{"Message": "{{\\"token\\": \\"{S}\\"}}"}}', f'{{"url": "https://e.org/?key={S}"}}',
]  # fmt: skip


@pytest.mark.parametrize("text", SHAPES)
def test_no_shape_of_a_secret_is_shown(text: str) -> None:
    shown = redacted(text)
    assert S not in shown
    assert "***" in shown
    assert redacted(shown) == shown


@pytest.mark.parametrize("text", SHAPES)
def test_a_text_cut_at_any_length_shows_no_part_of_a_secret(text: str) -> None:
    assert not any(S[:4] in redacted_start(text, length) for length in range(len(text)))


@pytest.mark.parametrize(
    "text",
    [
        "https://e.org/?author=ana&q=design&page=2",
        "https://e.org/?keyword=a&country_code=us&zipcode=1&monkey=2&design=3&signal=4&shared=5",
        "https://e.org/?to=https%3A%2F%2Fe.org%2Fa%3Fpage%3D2%26id%3D7",
        "https://e.org/bearer/of/good/news",
        "the bearer of news",
        "code=404, key=raw/a.html",
        "Council: the bridge is open",
        "a@b.example",
        "12:30 passes",
    ],
)
def test_what_is_no_secret_stays(text: str) -> None:
    assert redacted(text) == text


@pytest.mark.parametrize(
    "part",
    [
        "token",
        "//",
        '\\"',
        '"token":"',
        "a=",
        "a: ",
        "%3D",
        "'a':",
        "@",
        "%25",
        "a%3Fkey%3D",
        "%3Fa",
        "eyJ",
        "eyJaaaaa.",
        "Bearer ",
    ],
)
def test_no_text_is_slow_to_redact(part: str) -> None:
    in_linear_time(
        lambda text: without_credentials(redacted(text)), lambda size: part * (size // len(part)), size=200_000
    )


#: These functions show the beginning of a text that may hold a secret.
CUTS: dict[str, Callable[[str], str]] = {
    "why a message is a dead letter": lambda text: words_of(ValueError(text)),
    "why a batch of a backfill failed": backfill_message,
    "why a batch failed, as Lambda says it": lambda text: backfill_message(json.dumps({"errorMessage": text})),
    "a refused message": lambda text: raw_pointer(refused(text)),
    "an answer that is no HTTP": lambda text: no_http(text.encode()),
    "a listing that is none": lambda text: no_listing(text),
}


def refused(message: str) -> RejectRecord:
    return RejectRecord(
        reject_id="", reason=RejectReason.UNKNOWN_MESSAGE, detail="", source=None, message=message,
        first_seen="", last_seen="", count=1,
    )  # fmt: skip


def no_http(data: bytes) -> str:
    class Answering:
        def receive(self, _most: int) -> bytes:
            return data

    exchange = Exchange(Answering(), Limits())  # type: ignore[arg-type]
    with pytest.raises(Reject) as reject:
        exchange._receive()
    return reject.value.detail


def no_listing(text: str) -> str:
    with pytest.raises(Reject) as reject:
        read_listing(f"x {text}".encode(), url="https://example.org/feed", content_type="text/plain")
    return reject.value.detail


@pytest.mark.parametrize("shown", CUTS.values(), ids=CUTS)
def test_no_half_of_a_secret_is_left_where_a_text_is_cut(shown: Callable[[str], str]) -> None:
    for before in (*range(130), *range(180, 210), *range(450, 520), *range(960, 1_010), *range(1_960, 2_010)):
        assert S[:4] not in shown(f"{'x' * before}https://ana:{S}@example.org/")
