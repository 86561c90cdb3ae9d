"""Who may import whom, read from the source: what is not imported cannot leak."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers" / "copydesk" / "copydesk"
FUNCTIONS = ROOT / "functions"

AWS = {"boto3", "botocore", "pynamodb", "aws_lambda_powertools", "mypy_boto3_events", "mypy_boto3_s3", "mypy_boto3_sqs"}
NETWORK = {"aiohttp", "ftplib", "h11", "http", "httpcore", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3"}
CLOCK = {"time", "random", "secrets"}
#: What runs where a person sits, and is never deployed.
LAPTOP = (PACKAGE / "cli", PACKAGE / "stack")


def imports(path: Path) -> set[str]:
    """Every module that a file imports, wherever in the file it does so."""
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}: say where it comes from"
            found |= {f"{node.module}.{alias.name}" for alias in node.names} | {str(node.module)}
    return found


def roots(path: Path) -> set[str]:
    return {name.partition(".")[0] for name in imports(path)}


def modules(*parts: str) -> list[Path]:
    return sorted(PACKAGE.joinpath(*parts).rglob("*.py"))


def relative(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", [*modules("archives"), *modules("extraction"), *modules("formats")], ids=relative)
def test_archives_extraction_and_formats_know_neither_aws_nor_network_nor_clock(path: Path) -> None:
    assert not roots(path) & (AWS | NETWORK | CLOCK)
    assert not {
        name for name in imports(path) if name.startswith(("urllib.request", "copydesk.aws", "copydesk.storage"))
    }


@pytest.mark.parametrize("path", [*modules(), *sorted(FUNCTIONS.rglob("*.py"))], ids=relative)
def test_only_storage_imports_pynamodb(path: Path) -> None:
    if PACKAGE / "storage" not in path.parents:
        assert "pynamodb" not in roots(path)


@pytest.mark.parametrize("path", [*modules(), *sorted(FUNCTIONS.rglob("*.py"))], ids=relative)
def test_only_aws_imports_boto3_and_only_storage_beside_it_botocore(path: Path) -> None:
    if {PACKAGE / "aws", *LAPTOP} & set(path.parents):
        return
    assert "boto3" not in roots(path)
    if PACKAGE / "storage" not in path.parents:
        assert "botocore" not in roots(path)


@pytest.mark.parametrize("path", [*modules(), *sorted(FUNCTIONS.rglob("*.py"))], ids=relative)
def test_only_crawling_and_the_laptop_speak_http(path: Path) -> None:
    if not {PACKAGE / "crawling", *LAPTOP} & set(path.parents):
        assert not roots(path) & NETWORK


@pytest.mark.parametrize("path", modules("crawling"), ids=relative)
def test_crawling_knows_no_aws(path: Path) -> None:
    assert not roots(path) & AWS


@pytest.mark.parametrize("path", modules("api"), ids=relative)
def test_the_read_side_knows_neither_aws_nor_the_tables(path: Path) -> None:
    assert not roots(path) & (AWS | CLOCK)
    assert not {name for name in imports(path) if name.startswith(("copydesk.aws", "copydesk.storage"))}


@pytest.mark.parametrize("path", [*modules(), *sorted(FUNCTIONS.rglob("*.py"))], ids=relative)
def test_nothing_that_is_deployed_imports_the_laptop(path: Path) -> None:
    if not set(LAPTOP) & set(path.parents):
        assert not {name for name in imports(path) if name.startswith(("copydesk.cli", "copydesk.stack"))}


@pytest.mark.parametrize("path", modules("stack"), ids=relative)
def test_the_local_stack_knows_no_command_line(path: Path) -> None:
    assert not {name for name in imports(path) if name.startswith("copydesk.cli")}
    assert not roots(path) & {"cyclopts", "rich"}


@pytest.mark.parametrize(
    "room",
    [
        "apart.py", "backfill.py", "content_encoding.py", "delivery.py", "changes.py", "directives.py",
        "discover.py", "dispatch.py", "domains.py", "errors.py", "fetch.py", "host_turn.py", "ingest.py", "model.py",
        "moments.py", "plain.py", "preview.py", "publish.py", "reprocess.py", "settings.py", "sources.py", "urls.py",
    ],
)  # fmt: skip
def test_the_middle_imports_no_room_around_it(room: str) -> None:
    around = ("copydesk.aws", "copydesk.storage", "copydesk.cli", "copydesk.stack")
    assert not {name for name in imports(PACKAGE / room) if name.startswith(around)}


@pytest.mark.parametrize("path", modules("events"), ids=relative)
def test_events_are_told_without_aws_network_clock_or_extraction(path: Path) -> None:
    around = (
        "copydesk.aws",
        "copydesk.crawling",
        "copydesk.extraction",
        "copydesk.cli",
        "copydesk.stack",
        "copydesk.storage",
    )
    assert not roots(path) & (AWS | NETWORK | CLOCK)
    assert not {name for name in imports(path) if name.startswith(around)}


@pytest.mark.parametrize("path", sorted(FUNCTIONS.iterdir()), ids=relative)
def test_every_function_is_deployed(path: Path) -> None:
    assert f"CodeUri: {relative(path)}\n" in (ROOT / "template.yaml").read_text("utf-8")
