"""The operations, one file a family: `xxx_forward`, and `xxx_backward` right under it."""
