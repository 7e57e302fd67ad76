"""The look: components, forms and error pages, with sample data and in a browser."""
