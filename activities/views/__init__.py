"""Pages of activities: a new one, its page, its cycles and their teams. Those of the design record stand in activities.design."""
