"""`sam build` and `sam deploy` of the template as it is."""

import re
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from copydesk.local.problems import Problem
from copydesk.local.workplace import Workplace, require_template, this_machine, tool_environment


def build(place: Workplace, into: Path, *, cached: bool = True, architecture: str | None = None) -> Path:
    """Build the application, for this machine's processor if none is named; the answer is the built template.

    It works in the state folder, because `sam build` keeps dependencies under its working directory, and removes there
    what another build keeps.
    """
    require_template(place)
    reuse = ["--cached", "--cache-dir", str(place.state / "cache")] if cached else ["--no-cached"]
    target = ["--build-dir", str(into), "--parameter-overrides", f"Architecture={architecture or this_machine()}"]
    source = ["--config-env", "local", "--config-file", str(_config(place)), "--template-file", str(place.template)]
    _sam(place, ["build", *source, *target, *reuse], log="build.log")
    return into / "template.yaml"


def compile_layers(place: Workplace, built: Path) -> None:
    """Bytecode beside the sources of a build's layers: /opt cannot be written, so that each cold start makes it anew.

    It is checked against nothing (PEP 552, unchecked), because archives do not keep the times of the sources. The
    runtime's own Python makes it, the one that `sam build` looks for.
    """
    for layer in sorted(path for path in built.glob("*/python") if path.is_dir()):
        arguments = ["-q", "-x", f"^{re.escape(str(layer))}/.*/tests?/", "--invalidation-mode", "unchecked-hash"]
        arguments += ["-j", "0", "-s", str(layer.parent), "-p", "/opt", str(layer)]
        command = ["python3.13", "-m", "compileall", *arguments]
        _run("compileall", command, tool_environment(), place, log="compile.log")


#: The local stack knows no alarm of several metrics, wakes nobody, and holds nothing for longer than it runs.
_LOCAL = ("LogLevel=DEBUG", "Watching=false", "DeletionProtection=false")


def deploy(place: Workplace, built_template: Path, *, endpoint: str, parameters: Sequence[str] = ()) -> None:
    """Deploy to the local stack, with more parameters as NAME=VALUE."""
    arguments = ["deploy", "--config-env", "local", "--config-file", str(_config(place))]
    arguments += ["--template-file", str(built_template)]
    arguments += ["--parameter-overrides", f"Architecture={this_machine()}", *_LOCAL, *parameters]
    # At each full minute: a rate of one minute would begin a minute after the deployment. In quotes, because sam
    # parts overrides at spaces.
    arguments += ['DiscoverRate="cron(* * * * ? *)"']
    arguments += ["--no-fail-on-empty-changeset", "--no-progressbar"]
    _sam(place, arguments, log="deploy.log", endpoint=endpoint)


def validate(place: Workplace) -> None:
    _sam(place, ["validate", "--lint", "--template-file", str(place.template)], log="validate.log")


def _sam(place: Workplace, arguments: Sequence[str], *, log: str, endpoint: str | None = None) -> None:
    command = [place.tool("sam", "sam"), *arguments]
    _run(f"sam {arguments[0]}", command, tool_environment(endpoint) | _checked_downloads(place), place, log=log)


def _run(what: str, command: Sequence[str], environment: Mapping[str, str], place: Workplace, *, log: str) -> None:
    place.state.mkdir(parents=True, exist_ok=True)
    path = place.state / log
    with path.open("wb") as output:
        done = subprocess.run(
            command, cwd=place.state, env=environment, stdin=subprocess.DEVNULL, stdout=output,
            stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
    if done.returncode != 0:
        raise Problem(f"{what} failed:\n{log_tail(path)}", f"All it said: {path}")


def _config(place: Workplace) -> Path:
    return place.checkout / "samconfig.toml"


def _checked_downloads(place: Workplace) -> dict[str, str]:
    """Wheels of another processor sam asks for by name and version alone: as constraints the hashes hold for them."""
    return {"PIP_CONSTRAINT": place.lock.as_uri()}


def log_tail(path: Path, lines: int = 12) -> str:
    text = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return "\n".join(f"  {line}" for line in text[-lines:])
