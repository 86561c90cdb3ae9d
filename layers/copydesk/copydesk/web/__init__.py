"""Provides knowledge about the web to every package: addresses, encodings, trees and dates, without numpy and bs4."""
