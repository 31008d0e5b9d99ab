"""The welcome at the very first start."""

from __future__ import annotations

from studyapp.core.worked import WorkedExample
from studyapp.store import places, reviews
from studyapp.store.engine import Store
from studyapp.study.explore import Explore

PLACE = "welcome"
UNITS = 2


class Welcome:
    """Shown once, to a learner who has answered nothing yet."""

    def __init__(self, store: Store, explore: Explore) -> None:
        self._store = store
        self._explore = explore

    def wanted(self) -> bool:
        """Whether it was never shown, and there is no review from before it was there."""
        with self._store.reading() as session:
            return places.place(session, PLACE) is None and not reviews.newest_id(session)

    def shown(self) -> None:
        """It is on the screen; it never comes again."""
        with self._store.writing() as session:
            places.put_place(session, PLACE, True)

    def proof(self) -> WorkedExample:
        """A run to show how an answer is backed: two sigmoid units, both weights 2, each pre-activation 0."""
        parameters = {"weights": [2.0] * UNITS, "pre_activations": 0, "activation": "sigmoid"}
        return self._explore.run("chain", parameters, 0)
