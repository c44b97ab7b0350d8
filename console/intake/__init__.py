"""Evidence in, events out. One door: `record.record` keeps, matches, appends and refreshes."""
