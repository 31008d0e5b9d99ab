"""Packs as files that other programs read: JSON, tables for Anki and spreadsheets, Markdown, zip."""
