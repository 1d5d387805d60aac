"""Forms of the pages of the workflow."""
