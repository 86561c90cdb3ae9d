"""Starts the program. It explains a missing dependency as plainly as later errors."""

import sys

#: The modules that the extra `cli` installs.
_EXTRA = frozenset({"cyclopts", "platformdirs", "rich", "yaml"})


def main() -> int:
    try:
        from copydesk.cli.main import main as run

        return run()
    except KeyboardInterrupt:
        return 130
    except ModuleNotFoundError as error:
        if error.name not in _EXTRA:
            raise
        print(
            f"copydesk: {error.name} is not installed.", "Run: pip install 'copydesk[cli]'", sep="\n", file=sys.stderr
        )
        return 2


if __name__ == "__main__":
    sys.exit(main())
