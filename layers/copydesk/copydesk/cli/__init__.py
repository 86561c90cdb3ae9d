"""The command line. No function imports it; its dependencies are the extra `cli`."""

#: The name of standard input, which `-` means as an input.
STDIN = "<stdin>"
