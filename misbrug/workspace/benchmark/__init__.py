"""Measures how long the server takes for each key page, in a database that is made for it and removed again."""
