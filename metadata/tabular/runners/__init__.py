"""XLSX, for workers: what is loaded here has no place in a request."""
