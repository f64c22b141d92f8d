"""What reads: notes into grounded facts, facts into a screening report."""
