"""Implements `copydesk inspect`: one page's text and its record side by side, in one HTML file.

The file runs nothing of the page.
"""
