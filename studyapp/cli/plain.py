"""Studying line by line on stdin and stdout, for pipes and screen readers."""

from __future__ import annotations
