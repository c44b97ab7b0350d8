"""Any mail at all, by the million: what the readers of bounces promise about each. See `__main__` for how to run it."""
