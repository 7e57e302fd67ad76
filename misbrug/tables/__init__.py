"""Tables that people send as files: reading and writing them, and taking their rows into the database.

Knows no app: each app declares its columns in its own resources.py on top of `resource.TableResource`.
"""
