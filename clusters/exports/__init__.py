"""What of a round can be taken along: the dashboard, the matrix and the whole round, as tables in a file."""
