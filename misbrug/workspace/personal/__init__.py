"""What is kept of the persons who use the system: given to them, and taken away when they have left.

docs/persondata.md says what is kept, why and for how long. `relations` knows where to look, `copy` puts it together
for the person it is about, `anonymise` takes it out and leaves history readable.
"""
