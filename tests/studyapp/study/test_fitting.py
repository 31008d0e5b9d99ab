"""Using a fit: every card's memory computed anew in one action, undone and redone exactly; and going back."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import insert

from studyapp.config import Home
from studyapp.core.errors import Refusal
from studyapp.core.fitting import FEWEST
from studyapp.core.memory import DEFAULT_MODEL, Rating, Reviewed, State
from studyapp.core.records import ActionKind
from studyapp.store import cards, places
from studyapp.store.engine import Store
from studyapp.store.tables import places as places_table
from studyapp.study import fit_process
from studyapp.study.app import Study
from studyapp.study.fit_trial import Fit
from studyapp.study.rules import FITTED
from studyapp.study.watch import Stopped
from tests.learner import FORGETFUL, simulated, write_log

if TYPE_CHECKING:
    from tests.conftest import FrozenClock, Open

LOG = simulated(FORGETFUL, 450, 7)
States = dict[str, State]


@pytest.fixture(scope="module")
def logged(migrated: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store with a log of 450 usable reviews, to be copied."""
    path = tmp_path_factory.mktemp("logged") / "studyapp.db"
    shutil.copyfile(migrated, path)
    store = Store(path)
    write_log(store, LOG)
    store.close()
    return path


@pytest.fixture
def study(open_study: Open, home: Home, logged: Path) -> Study:
    shutil.copyfile(logged, home.store)
    return open_study()


@pytest.fixture
def ledger(study: Study, home: Home) -> Iterator[Store]:
    """A second look at the learner's store."""
    store = Store(home.store)
    yield store
    store.close()


@pytest.fixture(autouse=True)
def finds_the_truth(monkeypatch: pytest.MonkeyPatch) -> None:
    """No optimizer is needed: it is there, and finds the parameters that the learner has."""
    monkeypatch.setattr(fit_process, "installed", lambda: True)
    monkeypatch.setattr(fit_process, "fitted", lambda lives, cancelled: FORGETFUL)


def states(store: Store) -> States:
    with store.reading() as session:
        found = cards.cards_with_history(session)
        return {card.id: card.state for card in found if isinstance(card.state, Reviewed)}


def in_force(store: Store) -> object:
    with store.reading() as session:
        return places.place(session, FITTED)


def in_force_parameters(store: Store) -> list[float]:
    kept = in_force(store)
    assert isinstance(kept, dict)
    return [float(value) for value in kept["parameters"]]


def accepted(study: Study) -> Fit:
    fit = study.fitting.fit()
    assert fit.accepted, fit.why_not
    return fit


# --- using it -----------------------------------------------------------------------------------------------


def test_a_fit_changes_nothing_by_itself(study: Study, ledger: Store) -> None:
    before = states(ledger)
    fit = accepted(study)
    assert fit.reviews == 450
    assert fit.cards == len({review.card_id for review in LOG})
    assert [fold.reviews for fold in fit.folds] == [75] * 5
    assert fit.error_after < fit.error_before
    assert states(ledger) == before
    assert in_force(ledger) is None
    assert study.actions.journal() == ()


def test_using_it_computes_every_memory_anew_and_moves_no_card(study: Study, ledger: Store) -> None:
    before = states(ledger)
    fit = accepted(study)
    assert study.fitting.accept(fit) == len(before)
    after = states(ledger)
    for card_id, state in after.items():
        old = before[card_id]
        assert isinstance(state, Reviewed)
        assert isinstance(old, Reviewed)
        assert state.stability != old.stability
        assert replace(state, stability=old.stability, difficulty=old.difficulty) == old
    assert study.examine() == ()
    assert tuple(in_force_parameters(ledger)) == fit.parameters
    kept = in_force(ledger)
    assert isinstance(kept, dict)
    assert kept["reviews"] == 450
    assert kept["at"].startswith("2026-11-23T09:00")
    (entry,) = study.actions.journal()
    assert (entry.action.kind, entry.says) == (ActionKind.FIT, "Memory fitted to 450 reviews")


def test_undo_and_redo_restore_exactly(study: Study, ledger: Store, open_study: Open) -> None:
    before = states(ledger)
    study.fitting.accept(accepted(study))
    after, kept = states(ledger), in_force(ledger)
    study.close()
    again = open_study()
    assert again.actions.undo() is not None
    assert (states(ledger), in_force(ledger)) == (before, None)
    assert again.examine() == ()
    assert again.actions.redo() is not None
    assert (states(ledger), in_force(ledger)) == (after, kept)
    assert again.examine() == ()


def test_going_back_to_the_defaults(study: Study, ledger: Store) -> None:
    before = states(ledger)
    assert study.fitting.forget() is None
    study.fitting.accept(accepted(study))
    after = states(ledger)
    assert study.fitting.prepare().fitted_at is not None
    assert study.fitting.forget() == len(before)
    assert (states(ledger), in_force(ledger)) == (before, None)
    assert study.fitting.prepare().fitted_at is None
    assert study.examine() == ()
    study.actions.undo()
    assert states(ledger) == after
    assert study.examine() == ()
    study.actions.undo()
    assert states(ledger) == before
    assert study.examine() == ()


def test_reviews_before_and_after_it_can_be_undone(study: Study, ledger: Store, clock: FrozenClock) -> None:
    def rated(rating: Rating) -> None:
        session = study.review()
        card = session.next()
        assert card is not None
        session.rate(card, None, rating=rating)

    seen = [states(ledger)]
    steps: list[Callable[[], object]] = [
        lambda: rated(Rating.EASY),
        lambda: rated(Rating.AGAIN),
        lambda: study.fitting.accept(accepted(study)),
        lambda: rated(Rating.EASY),
        lambda: study.actions.reset(["log/q1#answer"]),
        study.fitting.forget,
        lambda: rated(Rating.GOOD),
    ]
    for step in steps:
        step()
        clock.forward(minutes=20)
        seen.append(states(ledger))
        assert study.examine() == ()
    for expected in reversed(seen[:-1]):
        assert study.actions.undo() is not None
        assert states(ledger) == expected
        assert study.examine() == ()
    for expected in seen[1:]:
        assert study.actions.redo() is not None
        assert states(ledger) == expected
        assert study.examine() == ()


def test_a_card_begun_anew_stays_new_and_a_moved_one_stays_where_it_is(study: Study, ledger: Store) -> None:
    begun, moved = "log/q0#answer", "log/q2#answer"
    study.actions.reset([begun])
    study.actions.set_due([moved], study.clock.now().day)
    study.fitting.accept(accepted(study))
    after = states(ledger)
    assert begun not in after
    state = after[moved]
    assert isinstance(state, Reviewed)
    assert state.due_day == study.clock.now().day
    assert study.examine() == ()


def test_what_is_rated_while_memories_are_computed_is_not_lost(study: Study, ledger: Store) -> None:
    """Another window answers between the replay and the moment at which the store is locked."""
    fit = accepted(study)
    ratings = iter([Rating.EASY])

    def rate(_share: float, doing: str) -> None:
        if doing.startswith("Computing") and (rating := next(ratings, None)):
            session = study.review()
            card = session.next()
            assert card is not None
            session.rate(card, None, rating=rating)

    study.fitting.accept(fit, rate)
    assert study.examine() == ()


def test_a_new_card_on_the_screen_is_rated_by_what_is_in_force(study: Study, ledger: Store) -> None:
    """Its state is New before and after the fit, so that nothing else tells that the model is another."""
    session = study.review()
    card = session.next()
    assert card is not None
    assert session.previews(card)
    study.fitting.accept(accepted(study))
    rated = session.rate(card, None, rating=Rating.EASY)
    assert rated.state.stability == in_force_parameters(ledger)[3]
    assert study.examine() == ()


# --- what is refused ----------------------------------------------------------------------------------------


def test_a_fit_that_is_no_better_is_refused(study: Study, ledger: Store) -> None:
    fit = replace(accepted(study), why_not="it predicts no better")
    with pytest.raises(Refusal, match="no better"):
        study.fitting.accept(fit)
    assert in_force(ledger) is None


def test_a_fit_made_under_other_parameters_is_refused(study: Study, ledger: Store) -> None:
    fit = accepted(study)
    study.fitting.accept(fit)
    before = states(ledger)
    with pytest.raises(Refusal, match="meanwhile"):
        study.fitting.accept(fit)
    assert states(ledger) == before


def test_fitting_again_without_new_reviews_gains_nothing(study: Study, ledger: Store) -> None:
    study.fitting.accept(accepted(study))
    again = study.fitting.fit()
    assert again.before == again.parameters
    assert not again.accepted


def test_too_few_reviews_say_how_many_are_needed(open_study: Open, home: Home) -> None:
    study, store = open_study(), Store(home.store)
    write_log(store, simulated(FORGETFUL, FEWEST - 1, 1))
    store.close()
    with pytest.raises(Refusal, match=rf"needs {FEWEST} reviews .* you have {FEWEST - 1}"):
        study.fitting.fit()


def test_without_the_extra_it_says_how_to_get_it(
    study: Study, ledger: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fit_process, "installed", lambda: False)
    with pytest.raises(Refusal, match=r"pip install 'studyapp\[fit\]'"):
        study.fitting.fit()


def test_going_back_needs_no_extra(study: Study, ledger: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    study.fitting.accept(accepted(study))
    monkeypatch.setattr(fit_process, "installed", lambda: False)
    assert study.fitting.forget()
    assert study.examine() == ()


@pytest.mark.parametrize("after", [0, 1, 3, 5])
def test_it_stops_when_no_longer_wanted_and_changes_nothing(study: Study, ledger: Store, after: int) -> None:
    looks = iter(range(100))
    with pytest.raises(Stopped):
        study.fitting.fit(cancelled=lambda: next(looks) >= after)
    fit, before = accepted(study), states(ledger)
    with pytest.raises(Stopped):
        study.fitting.accept(fit, cancelled=lambda: True)
    assert (states(ledger), in_force(ledger)) == (before, None)


def test_progress_goes_from_nothing_to_all_without_going_back(study: Study, ledger: Store) -> None:
    shares: list[float] = []
    fit = study.fitting.fit(lambda share, doing: shares.append(share))
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert len(set(shares)) > 5
    shares.clear()
    study.fitting.accept(fit, lambda share, doing: shares.append(share))
    assert shares == sorted(shares)
    assert shares[-1] == 1.0


def test_the_defaults_are_in_force_until_something_is_fitted(study: Study, ledger: Store) -> None:
    assert study.fitting.fit().before == DEFAULT_MODEL.parameters
    with ledger.writing() as session:
        session.execute(
            insert(places_table).values(key=FITTED, value={"parameters": list(FORGETFUL), "at": "x"})
        )
    assert study.fitting.fit().before == FORGETFUL
