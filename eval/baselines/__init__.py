"""Other ways to screen, for comparison in the same harness: prompts that ask a model for verdicts.

A baseline is a class with ``screen(case) -> Screened``; ``eval.readers`` names them. The program itself uses none. What
ran on a weaker model than its own paper's says nothing about that paper's accuracy.
"""
