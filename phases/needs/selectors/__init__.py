"""Reading of phase 1."""
