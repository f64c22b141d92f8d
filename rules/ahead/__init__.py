"""Looking ahead from verdicts: from when it passes, until when, what to ask, what would change it. Decides nothing."""
