"""Contains one module for each command or family of commands, with its name."""
