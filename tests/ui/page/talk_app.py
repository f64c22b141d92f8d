"""The real page over the real service, as the page is built to be served. Run by Streamlit."""

from __future__ import annotations

from ui.page import app

app.main()
