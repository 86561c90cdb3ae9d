"""Each sample page states its origin."""

import json
from pathlib import Path

from copydesk.cli.pages import page_files

SAMPLES = Path(__file__).parents[3] / "samples"


def test_every_sample_is_in_the_manifest_or_in_the_feed_and_has_its_origin_stated() -> None:
    attribution = (SAMPLES / "ATTRIBUTION.md").read_text(encoding="utf-8")
    listed = {page.path.name: page.url for page in page_files([str(SAMPLES)])}
    fed = {Path(entry["path"]).name: entry["url"] for entry in json.loads((SAMPLES / "feed.json").read_text("utf-8"))}
    assert not listed.keys() & fed.keys()
    pages = list((SAMPLES / "pages").iterdir())
    assert len(pages) > 8
    for page in pages:
        assert page.name in attribution
        assert f"<{(listed | fed)[page.name]}>" in attribution or page.name == "members-only.html"
