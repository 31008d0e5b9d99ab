"""Read packs from disk: YAML with line and column, every error of a pack at once."""
