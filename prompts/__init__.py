"""The prompts, one file each. Data, no code."""
