"""Cases that somebody chose to keep: encrypted, for their owner alone, and only for as long as was said.

Nothing is kept by itself, and nothing here reads a note or decides a criterion. ``prescreen screen`` doesn't load it.
"""
