"""The one way what phase 1 keeps is written."""
