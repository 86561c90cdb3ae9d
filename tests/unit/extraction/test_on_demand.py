"""Extraction does not load what it rarely uses. Such parts are loaded when they are used."""

import subprocess
import sys

_PROGRAM = """
import sys
from copydesk.extraction import extract_article
assert not {"soupsieve.css_parser", "charset_normalizer.api"} & sys.modules.keys()
assert not {"urllib.request", "http.client", "ssl"} & sys.modules.keys()
from bs4 import BeautifulSoup, UnicodeDammit
assert [tag.text for tag in BeautifulSoup("<p class=a>One<p>Two", "html.parser").select("p.a")] == ["OneTwo"]
assert UnicodeDammit("Ein größeres Stück über Öl".encode("utf-16-le")).unicode_markup
import soupsieve
assert soupsieve.__version__ and "soupsieve.css_parser" in sys.modules
from w3lib.url import path_to_file_uri
assert path_to_file_uri("/a page") == "file:///a%20page"
from urllib.request import Request
assert Request("https://example.org/").host == "example.org"
"""


def test_what_libraries_rarely_use_is_loaded_when_it_is_asked_for() -> None:
    subprocess.run([sys.executable, "-c", _PROGRAM], check=True)
