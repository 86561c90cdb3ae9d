"""Makes a build for gradual deploys: its functions are versions behind an alias, and a new one can be taken back.

SAM makes a version if the code or the template's environment changes. It makes none if a parameter changes, because it
does not see the value. So the template itself has no alias, and each such build is a release with its own name.
"""

import re
from datetime import UTC, datetime
from pathlib import Path

#: The alias that every call of a function uses.
ALIAS = "live"
#: The alarms that take a new version back. CodeDeploy accepts ten.
ALARMS = (
    "IngestErrorsAlarm", "IngestFailedAlarm", "PublishErrorsAlarm", "PublishFailedAlarm", "FetchErrorsAlarm",
    "FetchFailedAlarm", "DiscoverErrorsAlarm", "DispatchErrorsAlarm", "ScheduleErrorsAlarm", "ApiFailsAlarm",
)  # fmt: skip
#: The default of the parameter GradualDeploys in such a build.
_USUAL = "Canary10Percent5Minutes"
_WAY = re.compile(r"^(  GradualDeploys:\n(?:    .*\n)*?    Default: )none$", re.MULTILINE)
_GLOBALS = re.compile(r"^Globals:\n  Function:\n", re.MULTILINE)


def release_name() -> str:
    return datetime.now(UTC).strftime("%Y%m%dT%H%M%SZ")


def make_gradual(built_template: Path, release: str) -> None:
    """Puts each function of a built template behind an alias. GradualDeploys says how a new version takes over."""
    text = built_template.read_text("utf-8")
    gradual, places = _GLOBALS.subn(lambda found: found[0] + _behind_an_alias(release), text)
    gradual, ways = _WAY.subn(rf"\g<1>{_USUAL}", gradual)
    assert (places, ways) == (1, 1), "the built template is none of this release"
    built_template.write_text(gradual, "utf-8")


def _behind_an_alias(release: str) -> str:
    alarms = "".join(f"      - !If [IsWatched, !Ref {name}, !Ref AWS::NoValue]\n" for name in ALARMS)
    return (
        f"    AutoPublishAlias: {ALIAS}\n"
        "    VersionDeletionPolicy: Delete\n"
        "    Environment:\n"
        "      Variables:\n"
        f'        RELEASE: "{release}"\n'
        "    DeploymentPreference:\n"
        "      Enabled: true\n"
        "      Type: !Ref GradualDeploys\n"
        "      Role: !GetAtt DeployRole.Arn\n"
        f"      Alarms:\n{alarms}"
    )
