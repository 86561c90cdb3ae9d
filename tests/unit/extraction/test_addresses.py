"""The short way to join plain addresses gives the same links as the full way."""

from urllib.parse import urljoin

import pytest

from copydesk.extraction.text.links import absolute_url

_BASES = (None, "", "https://u@Host.Example:8080/a;p/b?q#f", "http://host.example", "//host.example/x", "a/b")


@pytest.mark.parametrize("base", _BASES)
@pytest.mark.parametrize(
    "url",
    "https://host.example https://host.example/a//b/../c?q=1 http://host.example/? /a/b.html?q=1&r=%20 /a/../b /a//b"
    " //other.example/a /.a /a/. /a; / /a?b=?c".split(),
)
def test_a_plain_address_is_joined_as_any_other(url: str, base: str | None) -> None:
    joined = urljoin(base or "", url)
    assert absolute_url(url, base) == (joined if joined.startswith("http") else None)


@pytest.mark.parametrize(
    ("url", "base"), [("/a", "http://[bad"), ("https://host.example/a", "http://[bad"), (" ", None)]
)
def test_what_cannot_be_joined_leads_nowhere(url: str, base: str | None) -> None:
    assert absolute_url(url, base) is None
