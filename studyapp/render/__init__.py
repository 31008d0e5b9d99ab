"""Values to text: pure functions that the screens and the command line share."""
