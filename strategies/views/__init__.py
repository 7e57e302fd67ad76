"""The pages of the app, a module for each area."""
