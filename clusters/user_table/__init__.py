"""The table of users with their roles: what a file's rows say, what they would change, and how that is taken back."""
