"""Takes out of a text what would tell whose it is, before it leaves the machine, and puts it back into the answer.

``finding`` says what identifies, ``shifting`` moves dates, ``masking`` replaces both and keeps the way back.
It knows no model and no server.
"""
