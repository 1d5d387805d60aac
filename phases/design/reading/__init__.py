"""Reading of the facts of a cycle by forms and review rules: typed values, and values that are computed from several facts."""
