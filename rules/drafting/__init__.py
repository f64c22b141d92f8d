"""Drafts a protocol from a registry record: splits its text and writes the rules that a small grammar understands.

Pure: text in, text out. A draft decides nothing for good; a person reads every criterion against the record.
"""
