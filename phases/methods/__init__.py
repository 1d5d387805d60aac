"""Pure statistics: tables and frozen parameters in, tables and diagnostics out. No Django, no clock, no global random state."""
