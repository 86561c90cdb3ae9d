"""Runs `sam build` and `sam deploy` with the template unchanged."""

import re
import subprocess
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from difflib import get_close_matches
from pathlib import Path
from types import MappingProxyType

from copydesk.stack.problems import Problem
from copydesk.stack.workplace import Workplace, log_tail, require_template, this_machine, tool_environment

NO_PARAMETERS: Mapping[str, str] = MappingProxyType({})


def build(place: Workplace, into: Path, *, cached: bool = True, architecture: str | None = None) -> Path:
    """Builds the application and returns the path of the built template. The default is this machine's processor.

    It runs in the state folder, because `sam build` keeps dependencies under its working directory. There it removes
    what another build keeps. Raises Problem if the build fails.
    """
    require_template(place)
    reuse = ["--cached", "--cache-dir", str(place.state / "cache")] if cached else ["--no-cached"]
    target = ["--build-dir", str(into), "--parameter-overrides", f"Architecture={architecture or this_machine()}"]
    source = ["--config-env", "local", "--config-file", str(_config(place)), "--template-file", str(place.template)]
    _sam(place, ["build", *source, *target, *reuse], log="build.log")
    return into / "template.yaml"


def compile_layers(place: Workplace, built: Path) -> None:
    """Compiles the sources of a build's layers. /opt is read-only, so each cold start would compile them again.

    The bytecode is not checked against its source (PEP 552, unchecked), because archives do not keep the times of
    sources. The compiler is python3.13, the Python of the runtime, which `sam build` uses too.
    """
    for layer in sorted(path for path in built.glob("*/python") if path.is_dir()):
        arguments = ["-q", "-x", f"^{re.escape(str(layer))}/.*/tests?/", "--invalidation-mode", "unchecked-hash"]
        arguments += ["-j", "0", "-s", str(layer.parent), "-p", "/opt", str(layer)]
        command = ["python3.13", "-m", "compileall", *arguments]
        _run("compileall", command, tool_environment(), place, log="compile.log")


def deploy(
    place: Workplace, built_template: Path, *, endpoint: str, parameters: Mapping[str, str] = NO_PARAMETERS
) -> None:
    """Deploys with samconfig's parameters of the local stack, this machine's processor, and the given parameters."""
    arguments = ["deploy", "--config-env", "local", "--config-file", str(_config(place))]
    arguments += ["--template-file", str(built_template)]
    overrides = {**_configured(place), "Architecture": this_machine(), **parameters}
    # The values are in quotes, because sam splits overrides at spaces.
    arguments += ["--parameter-overrides", *(f'{name}="{_quoted(value)}"' for name, value in overrides.items())]
    arguments += ["--no-fail-on-empty-changeset", "--no-progressbar"]
    _sam(place, arguments, log="deploy.log", endpoint=endpoint)


def check_parameters(place: Workplace, names: Iterable[str]) -> None:
    """Raises Problem for a name that is no parameter of the template. The local stack would accept it silently."""
    section = place.template.read_text("utf-8").partition("\nParameters:\n")[2]
    known = re.findall(r"^  (\w+):$", re.split(r"^\w", section, maxsplit=1, flags=re.MULTILINE)[0], re.MULTILINE)
    for name in names:
        if name not in known:
            near = get_close_matches(name, known, n=1)
            remedy = f"Did you mean {near[0]}?" if near else "See: docs/operations.md"
            raise Problem(f"template.yaml has no parameter {name}.", remedy)


def _configured(place: Workplace) -> dict[str, str]:
    """Returns samconfig's parameters of the local stack."""
    found = tomllib.loads(_config(place).read_text("utf-8"))["local"]["deploy"]["parameters"]
    pairs = (each.partition("=") for each in found.get("parameter_overrides", []))
    return {name: value.strip('"') for name, _, value in pairs}


def _quoted(value: str) -> str:
    return value.replace("\\", "\\\\").replace('"', '\\"')


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
    """Returns the lock file as a constraint on pip.

    sam names wheels for another processor by name and version only. With the constraint, pip checks their hashes too.
    """
    return {"PIP_CONSTRAINT": place.lock.as_uri()}
