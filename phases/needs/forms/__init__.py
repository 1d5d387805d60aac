"""Forms of phase 1."""
