"""A FHIR R4 Bundle of one patient as text: its coded entries as lines that the readers know, its notes as they stand.

``bundle.py`` opens and validates it, ``lines.py`` says each entry in a sentence, ``notes.py`` takes out the notes.
"""
