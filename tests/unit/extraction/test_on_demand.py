"""What extraction does not use is not loaded with it, and is there for who asks."""

import subprocess
import sys

_PROGRAM = """
import sys
from copydesk.extraction import extract_article
assert "soupsieve.css_parser" not in sys.modules
from bs4 import BeautifulSoup
assert [tag.text for tag in BeautifulSoup("<p class=a>One<p>Two", "html.parser").select("p.a")] == ["OneTwo"]
import soupsieve
assert soupsieve.__version__ and "soupsieve.css_parser" in sys.modules
"""


def test_selectors_are_loaded_when_they_are_asked_for() -> None:
    subprocess.run([sys.executable, "-c", _PROGRAM], check=True)
