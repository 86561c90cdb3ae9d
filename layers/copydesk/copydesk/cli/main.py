"""Defines the `copydesk` command: it finds the function of a command and reports errors.

Exit codes (docs/command-line.md): 0 done; 1 done, but a page was refused, is still on its way, or nothing was found; 2
it could not be done; 130 interrupted.
"""

import os
import sys
from collections.abc import Sequence
from difflib import get_close_matches
from importlib import import_module

from cyclopts import App, CycloptsError, Parameter, UnknownCommandError

from copydesk import __version__
from copydesk.cli import STDIN
from copydesk.cli.catalogue import COMMANDS
from copydesk.stack.problems import remedy_of

#: The exit codes besides 0 and 1.
FAILED, INTERRUPTED = 2, 130
#: The options whose value is not an input.
_OUTPUTS = ("-o", "--output")

_OVERVIEW = """Examples:
  copydesk extract page.html                                 the article in a page, as JSON
  copydesk up                                                AWS on this laptop, with Copydesk deployed
  copydesk ingest page.html --url https://example.org/story  a page into it
  copydesk list --stack-name copydesk --region eu-west-1     the same commands, against an AWS account

Each command explains itself: copydesk COMMAND --help"""


def made_app() -> App:
    """Returns the command line. It raises errors to `main`, which reports all of them in the same way."""
    app = App(
        name="copydesk", help="Web pages in, clean and structured article records out.", help_epilogue=_OVERVIEW,
        version=__version__, help_format="plaintext",
        default_parameter=Parameter(negative=(), show_default=_default_in_help),
        exit_on_error=False, print_error=False, help_on_error=False, verbose=False, result_action="return_value",
        suppress_keyboard_interrupt=False,
    )  # fmt: skip
    for name, command in COMMANDS.items():
        where, group = f"copydesk.cli.{command.where}", command.group
        if command.examples:
            shown = "\n".join(["Examples:", *(f"  copydesk {example}" for example in command.examples)])
            app.command(where, name=name, help=command.help, group=group, help_epilogue=shown)
        else:
            app.command(where, name=name, help=command.help, group=group)
    app.register_install_completion_command()
    return app


def main(argv: Sequence[str] | None = None) -> int:
    try:
        code = _run(sys.argv[1:] if argv is None else argv)
        sys.stdout.flush()
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # The reader (`head`, a pager) has seen enough. The interpreter must not complain about its flush at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except Exception as error:  # what has no remedy is a bug, and is raised again
        remedy = _remedy(error)
        if remedy is None:
            raise
        return _failed(error, remedy)
    return code


def _remedy(error: Exception) -> str | None:
    """Returns a remedy for an error, or None if the error is a bug."""
    if isinstance(error, CycloptsError):
        return f"See: {' '.join(['copydesk', *(error.command_chain or ())])} --help"
    return remedy_of(error)


def _run(arguments: Sequence[str]) -> int:
    console = import_module("copydesk.cli.console")
    console.prepare_streams()
    app.help_formatter = console.help_formatter()
    code = app(_named(arguments), console=console.output())
    return code if isinstance(code, int) else 0


def _named(arguments: Sequence[str]) -> list[str]:
    """Returns the arguments with `-` replaced by a name for standard input. cyclopts would read `-` as an option."""
    before = ["", *arguments]
    pairs = zip(before, arguments, strict=False)
    return [STDIN if each == "-" and last not in _OUTPUTS else each for last, each in pairs]


def _message(error: Exception) -> str:
    """Returns an error's message. For an unknown command it names the most similar one, without loading any."""
    if isinstance(error, UnknownCommandError) and not error.command_chain and error.unused_tokens:
        name = error.unused_tokens[0]
        near = get_close_matches(name, COMMANDS, n=1)
        return f"There is no command {name}." + (f" Did you mean {near[0]}?" if near else "")
    return str(error)


def _default_in_help(default: object) -> str | None:
    """Returns a default as text if it is useful in help, else None."""
    return None if default in (None, False, ()) else str(default)


def _failed(error: Exception, remedy: str) -> int:
    """Prints an error and its remedy without control characters, because both may contain text of a page."""
    harmless = import_module("copydesk.cli.console").harmless
    print(*map(harmless, filter(None, [f"copydesk: {_message(error)}", remedy])), sep="\n", file=sys.stderr)
    return FAILED


app = made_app()
