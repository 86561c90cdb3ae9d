"""These tests read from the source which module imports which. A module that is not imported cannot leak."""

import ast
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "layers" / "copydesk" / "copydesk"
FUNCTIONS = ROOT / "functions"

AWS = {"boto3", "botocore", "pynamodb", "aws_lambda_powertools", "mypy_boto3_events", "mypy_boto3_s3", "mypy_boto3_sqs"}
NETWORK = {"aiohttp", "ftplib", "h11", "http", "httpcore", "httpx", "requests", "smtplib", "socket", "ssl", "urllib3"}
CLOCK = {"time", "random", "secrets"}
#: These rooms belong to the laptop. No function imports them.
LAPTOP = {"cli", "stack"}
DESKS = {PACKAGE / room for room in LAPTOP}


def imports(path: Path) -> set[str]:
    """Returns every module that a file imports, at any place in the file."""
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


#: The rooms of the package, and the rooms that each may import besides its own and FLOOR. A room is listed after those
#: that it may import, so that no import goes up.
FLOOR = {"errors", "model", "plain", "words", "body"}
ROOMS: dict[str, set[str]] = {
    "errors": set(),
    "plain": set(),
    "words": set(),
    "model": set(),
    "body": set(),
    "settings": set(),
    "changes": set(),
    "web": set(),
    "formats": {"web"},
    "api": {"formats", "web"},
    "events": {"changes", "web"},
    "extraction": {"web"},
    "crawling": {"web"},
    "pipeline": {"changes", "crawling", "events", "web"},
    "aws": {"api", "crawling", "events", "pipeline", "settings", "web"},
    "storage": {"aws", "changes", "crawling", "events", "extraction", "pipeline", "web"},
    "wiring": {"crawling", "pipeline", "settings", "storage", "web"},
}
#: The same within extraction. `locating` and `blocks` know each other's shapes of pictures and notes.
EXTRACTION: dict[str, set[str]] = {
    "text": set(),
    "reading": {"text"},
    "scripts": {"metadata", "reading", "text"},
    "metadata": {"blocks", "locating", "reading", "text"},
    "blocks": {"metadata", "reading", "text"},
    "locating": {"blocks", "metadata", "reading", "text"},
    "quotes": {"metadata"},
    "checks": {"blocks", "locating", "metadata", "reading", "scripts", "text"},
}


def room_of(name: str, within: str = "copydesk") -> str:
    """Returns the room of a module by its dotted name, or nothing for a module outside."""
    return name.removeprefix(f"{within}.").partition(".")[0] if name.startswith(f"{within}.") else ""


def known(path: Path, within: str) -> set[str]:
    return {room_of(name, within) for name in imports(path)} - {""}


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_imports_only_the_rooms_below_it(room: str) -> None:
    before = set(list(ROOMS)[: list(ROOMS).index(room)])
    may = ROOMS[room] | FLOOR | {room, "__version__"}
    assert ROOMS[room] <= before
    files = modules(room) or [PACKAGE / f"{room}.py"]
    assert {
        str(relative(path)): sorted(known(path, "copydesk") - may) for path in files if known(path, "copydesk") - may
    } == {}


def test_every_room_has_its_walls() -> None:
    rooms = {path.stem for path in PACKAGE.iterdir() if path.name[0] not in "._" and path.suffix in ("", ".py")}
    assert rooms - {"py"} == {*ROOMS, *LAPTOP}


@pytest.mark.parametrize("room", EXTRACTION)
def test_a_room_of_extraction_imports_only_what_it_may(room: str) -> None:
    may = EXTRACTION[room] | {room}
    files = modules("extraction", room)
    assert {
        str(relative(path)): sorted(known(path, "copydesk.extraction") - may)
        for path in files
        if known(path, "copydesk.extraction") - may
    } == {}


def test_every_room_of_extraction_has_its_walls() -> None:
    rooms = {path.name for path in (PACKAGE / "extraction").iterdir() if path.is_dir() and path.name[0] != "_"}
    assert rooms == {*EXTRACTION}


@pytest.mark.parametrize("path", modules("web"), ids=relative)
def test_the_web_room_is_cheap_to_import(path: Path) -> None:
    assert not roots(path) & {"bs4", "numpy"}


@pytest.mark.parametrize("path", [*modules("extraction"), *modules("formats"), *modules("web")], ids=relative)
def test_extraction_formats_and_web_know_neither_aws_nor_network_nor_clock(path: Path) -> None:
    assert not roots(path) & (AWS | NETWORK | CLOCK)
    assert not {name for name in imports(path) if name.startswith("urllib.request")}


@pytest.mark.parametrize("path", [*modules(), *sorted(FUNCTIONS.rglob("*.py"))], ids=relative)
def test_only_storage_imports_pynamodb(path: Path) -> None:
    if PACKAGE / "storage" not in path.parents:
        assert "pynamodb" not in roots(path)


@pytest.mark.parametrize("path", [*modules(), *sorted(FUNCTIONS.rglob("*.py"))], ids=relative)
def test_only_aws_imports_boto3_and_only_storage_beside_it_botocore(path: Path) -> None:
    if {PACKAGE / "aws", *DESKS} & set(path.parents):
        return
    assert "boto3" not in roots(path)
    if PACKAGE / "storage" not in path.parents:
        assert "botocore" not in roots(path)


@pytest.mark.parametrize("path", [*modules(), *sorted(FUNCTIONS.rglob("*.py"))], ids=relative)
def test_only_crawling_and_the_laptop_speak_http(path: Path) -> None:
    if not {PACKAGE / "crawling", *DESKS} & set(path.parents):
        assert not roots(path) & NETWORK


@pytest.mark.parametrize("path", modules("crawling"), ids=relative)
def test_crawling_knows_no_aws(path: Path) -> None:
    assert not roots(path) & AWS


@pytest.mark.parametrize("path", modules("api"), ids=relative)
def test_the_read_side_knows_neither_aws_nor_the_clock(path: Path) -> None:
    assert not roots(path) & (AWS | CLOCK)


@pytest.mark.parametrize("path", [*modules(), *sorted(FUNCTIONS.rglob("*.py"))], ids=relative)
def test_nothing_that_is_deployed_imports_the_laptop(path: Path) -> None:
    if not DESKS & set(path.parents):
        assert not {name for name in imports(path) if name.startswith(("copydesk.cli", "copydesk.stack"))}


@pytest.mark.parametrize("path", modules("stack"), ids=relative)
def test_the_local_stack_knows_no_command_line(path: Path) -> None:
    assert not {name for name in imports(path) if name.startswith("copydesk.cli")}
    assert not roots(path) & {"cyclopts", "rich"}


@pytest.mark.parametrize("path", [*modules("events"), *modules("pipeline")], ids=relative)
def test_events_and_the_stories_know_no_aws_and_no_network(path: Path) -> None:
    assert not roots(path) & (AWS | NETWORK)


@pytest.mark.parametrize("path", sorted(FUNCTIONS.iterdir()), ids=relative)
def test_every_function_is_deployed(path: Path) -> None:
    assert f"CodeUri: {relative(path)}\n" in (ROOT / "template.yaml").read_text("utf-8")
