"""The one door to the simulator: examples are run, claims checked and variants drawn here."""
