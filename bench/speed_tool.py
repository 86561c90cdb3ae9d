"""This module runs one tool of `bench.speed` in a process of its own: `python -m bench.speed_tool TOOL`.

Only the tool is imported, because Python's collector walks all that the process holds. The first line out is the tool's
version. Then each line in is a JSON list of pages, `[path, url]`, and each line out is the answer. It has the
milliseconds of a processor for each page, and whether the tool gave a result.
"""

import gzip
import json
import sys
import time
from collections.abc import Callable, Sequence
from importlib.metadata import version
from pathlib import Path

#: A function from a page's bytes and address to a result; a false value or an exception means no result.
type Tool = Callable[[bytes, str | None], object]


def main(name: str) -> None:
    tool = TOOLS[name]()
    answer = _answers()
    answer(version(_PACKAGES.get(name, name)))
    for line in sys.stdin:
        answer(_timed(tool, [(gzip.decompress(Path(path).read_bytes()), url) for path, url in json.loads(line)]))


def _answers() -> Callable[[object], None]:
    """Returns a function that writes answers to standard output; other output of a tool goes to standard error."""
    output, sys.stdout = sys.stdout, sys.stderr
    return lambda value: print(json.dumps(value), file=output, flush=True)


def _timed(tool: Tool, pages: Sequence[tuple[bytes, str | None]]) -> list[tuple[float, bool]]:
    """Returns the time of each page until the next begins, which includes a garbage collection between the two.

    It is a processor's time, all threads together: a shared machine changes it less than the time on the wall.
    """
    taken = []
    last = time.process_time()
    for body, url in pages:
        has_result = _has_result(tool, body, url)
        now = time.process_time()
        taken.append((1000 * (now - last), has_result))
        last = now
    return taken


def _has_result(tool: Tool, body: bytes, url: str | None) -> bool:
    try:
        return bool(tool(body, url))
    except Exception:  # a peer's failure on a page is its own affair; ours raise only Reject
        return False


def _copydesk() -> Tool:
    from copydesk.extraction import extract_article

    return lambda body, url: extract_article(body, url=url)


def _trafilatura() -> Tool:
    import trafilatura

    return lambda body, url: trafilatura.bare_extraction(body, url=url, with_metadata=True)


def _trafilatura_fast() -> Tool:
    import trafilatura

    return lambda body, url: trafilatura.bare_extraction(body, url=url, with_metadata=True, fast=True)


def _readability() -> Tool:
    import readability

    return lambda body, _: readability.Document(body.decode("utf-8", "replace")).summary()


def _newspaper4k() -> Tool:
    import newspaper
    import tldextract.tldextract

    # newspaper4k uses tldextract, which would fetch its list from the network; the bundled list serves as well.
    tldextract.tldextract.TLD_EXTRACTOR = tldextract.TLDExtract(suffix_list_urls=())

    def read(body: bytes, url: str | None) -> object:
        article = newspaper.Article(url or "https://example.com/", fetch_images=False)
        article.download(input_html=body.decode("utf-8", "replace"))
        article.parse()
        return article.text

    return read


def _resiliparse() -> Tool:
    from resiliparse.extract.html2text import extract_plain_text
    from resiliparse.parse.encoding import bytes_to_str

    return lambda body, _: extract_plain_text(bytes_to_str(body), main_content=True)


#: The tools as their documentation uses them; each imports only what it needs.
TOOLS: dict[str, Callable[[], Tool]] = {
    "copydesk": _copydesk,
    "trafilatura": _trafilatura,
    "trafilatura, fast": _trafilatura_fast,
    "readability-lxml": _readability,
    "newspaper4k": _newspaper4k,
    "resiliparse": _resiliparse,
}
_PACKAGES = {"trafilatura, fast": "trafilatura"}


if __name__ == "__main__":
    main(sys.argv[1])
