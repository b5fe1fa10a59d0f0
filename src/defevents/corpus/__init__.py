"""Reads articles from files."""
