"""What is made to be taken along: facts in, pages and files out. Nothing here asks the database."""
