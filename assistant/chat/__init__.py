"""Questions about one screening, answered with citations: by a router of cues, or by a model that picks tools."""
