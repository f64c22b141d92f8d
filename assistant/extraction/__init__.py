"""Turns the text of a chart into draft facts. Decides nothing about eligibility."""
