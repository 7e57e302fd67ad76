"""The forms of the app, a module for each area of pages."""
