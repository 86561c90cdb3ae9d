import pytest
from hypothesis import given
from hypothesis import strategies as st

from copydesk.crawling.http.targets import parse_target
from copydesk.errors import Reject

PORTS = (80, 443, 8080)


@pytest.mark.parametrize(
    ("url", "authority", "port", "path"),
    [
        ("http://news.site.org", "news.site.org", 80, "/"),
        ("https://news.site.org/a?b=c#d", "news.site.org", 443, "/a?b=c"),
        ("HTTP://News.Site.ORG:80/A", "news.site.org", 80, "/A"),
        ("http://news.site.org:443/", "news.site.org:443", 443, "/"),
        ("http://news.site.org:8080?q", "news.site.org:8080", 8080, "/?q"),
        ("http://news.site.org./", "news.site.org", 80, "/"),
        ("http://münchen.de/straße", "xn--mnchen-3ya.de", 80, "/stra%C3%9Fe"),
        ("http://xn--mnchen-3ya.de/", "xn--mnchen-3ya.de", 80, "/"),
        ("http://ｎews。site.org/", "news.site.org", 80, "/"),
        ("http://my_blog.site.org/", "my_blog.site.org", 80, "/"),
        ("http://news.site.org/a b%20c?d=é", "news.site.org", 80, "/a%20b%20c?d=%C3%A9"),
        ("http://8.8.8.8/", "8.8.8.8", 80, "/"),
        ("https://[2600::1]:8080/", "[2600::1]:8080", 8080, "/"),
    ],
)
def test_a_url_names_whom_to_ask_for_what(url: str, authority: str, port: int, path: str) -> None:
    target = parse_target(url, ports=PORTS)
    assert (target.authority, target.port, target.path) == (authority, port, path)


@given(st.text() | st.text().map("http://{}/".format) | st.text().map("https://news.site.org/{}".format))
def test_any_text_is_a_target_or_a_reject(text: str) -> None:
    try:
        target = parse_target(text, ports=PORTS)
    except Reject:
        return
    assert target.path.startswith("/")
    assert (target.host + target.path).isascii()
    assert not set(target.host + target.path) & set(" \r\n\t")
