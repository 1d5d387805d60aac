"""The workspaces of phase 1."""
