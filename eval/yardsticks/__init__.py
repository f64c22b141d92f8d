"""Readers to measure by, on a real model server: a prompt that asks criterion by criterion, and LangExtract."""
