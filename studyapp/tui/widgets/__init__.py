"""Widgets: handed what they draw, they send messages named as past facts."""
