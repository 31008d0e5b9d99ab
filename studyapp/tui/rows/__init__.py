"""The lines of the screens, as pure functions of what the study hands up; tested with no app."""
