"""What a person says against the reading of a chart, or beyond it: corrected, withdrawn and added facts, and decisions.

Each becomes words of a dated document of its own, so that a corrected fact has evidence like any other.
"""
