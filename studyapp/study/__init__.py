"""Use cases: what a learner does, one transaction each. No screen is known here."""
