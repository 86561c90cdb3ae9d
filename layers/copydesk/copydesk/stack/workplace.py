"""Finds the parts of an installation on a laptop: the checkout, its tools, and the folder that holds its state."""

import os
import platform
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from copydesk.stack.problems import Problem

REGION = "us-east-1"
_CHECKOUT = Path(__file__).resolve().parents[4]
#: The variables of the caller that a tool may see. An AWS profile, for example, must not reach the local stack.
_PASSED_ON = ("PATH", "HOME", "USER", "LANG", "LC_ALL", "SYSTEMROOT", "USERPROFILE", "APPDATA")
_PIP = ("PIP_", "SSL_", "REQUESTS_CA_BUNDLE", "HTTPS_PROXY", "HTTP_PROXY", "https_proxy", "http_proxy")


@dataclass(frozen=True, slots=True)
class Workplace:
    checkout: Path
    state: Path

    @property
    def template(self) -> Path:
        return self.checkout / "template.yaml"

    @property
    def lock(self) -> Path:
        return self.checkout / "layers" / "dependencies" / "requirements.txt"

    def tool(self, environment: str, name: str) -> str:
        """Returns a program of a tool environment that `make install` makes. Raises Problem if it is missing."""
        found = shutil.which(name, path=str(self.checkout / ".venv-local" / environment / "bin"))
        if found is None:
            raise Problem(f"{name} is not installed in this checkout.", "Run: make install")
        return found


def workplace() -> Workplace:
    """Returns this checkout. COPYDESK_STATE_DIR moves its state, so that a test never meets a stack in use."""
    state = os.environ.get("COPYDESK_STATE_DIR")
    return Workplace(_CHECKOUT, Path(state).resolve() if state else _usual_state())


def _usual_state() -> Path:
    """Returns a folder in the checkout. An installed package has none, so its state is in the user's cache folder."""
    if (_CHECKOUT / "template.yaml").is_file():
        return _CHECKOUT / ".copydesk"
    return platformdirs.user_cache_path("copydesk")


def require_template(place: Workplace) -> None:
    if not place.template.is_file():
        raise Problem(
            f"No template.yaml in {place.checkout}.",
            "The local stack runs from a checkout of Copydesk; with AWS, name the stack: --stack-name NAME",
        )


def tool_environment(endpoint: str | None = None) -> dict[str, str]:
    """Returns the environment of sam. Our Python is first on PATH, because `sam build` searches python3.13 there."""
    environment = {name: value for name, value in os.environ.items() if name in _PASSED_ON or name.startswith(_PIP)}
    environment["PATH"] = os.pathsep.join([str(Path(sys.executable).parent), environment.get("PATH", os.defpath)])
    environment |= {"SAM_CLI_TELEMETRY": "0", "NO_PROXY": "127.0.0.1,localhost"}
    return environment | (local_credentials(endpoint) if endpoint else {})


def local_credentials(endpoint: str) -> dict[str, str]:
    """Returns the variables that connect boto3, PynamoDB and sam to the local stack and to nothing else."""
    return {
        "AWS_ENDPOINT_URL": endpoint,
        "AWS_ACCESS_KEY_ID": "test",
        "AWS_SECRET_ACCESS_KEY": "test",
        "AWS_DEFAULT_REGION": REGION,
        "AWS_REGION": REGION,
    }


def this_machine() -> str:
    """Returns Lambda's name for this machine's processor, because the local stack runs the functions on it."""
    return "arm64" if platform.machine().lower() in {"arm64", "aarch64"} else "x86_64"


def log_tail(path: Path, lines: int = 12) -> str:
    text = path.read_text(encoding="utf-8", errors="replace").strip().splitlines()
    return "\n".join(f"  {line}" for line in text[-lines:])
