"""What decides: facts, criteria and verdicts. Knows no note, model, network or page."""
