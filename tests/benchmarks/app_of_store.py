"""The app over a store made for a benchmark, whose packs are not on the disk: app_of_store.py STORE SELECTION."""

from __future__ import annotations

import sys
from pathlib import Path

from studyapp.cli.screen import collect_again, paint_often

if __name__ == "__main__":
    paint_often()
    from studyapp.tui.app import Start, StudyApp
    from tests.benchmarks.big_store import open_big

    store, selection = Path(sys.argv[1]), sys.argv[2]
    StudyApp(lambda: open_big(store), start=Start("review", select=selection), opened=collect_again).run()
