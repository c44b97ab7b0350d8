"""The tests, in folders that mirror console/."""
