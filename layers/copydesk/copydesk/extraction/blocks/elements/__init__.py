"""This package reads single kinds of HTML elements: lists, tables, code, quotations and embeds."""
