"""What a suite may hold and how it is read from ``eval/suites``. Runs nothing."""
