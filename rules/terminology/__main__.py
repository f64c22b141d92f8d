"""``python -m rules.terminology``: check the tables and write ``built.json`` anew. It changes no table."""

from __future__ import annotations

import sys

from rules.terminology.building import TerminologyError, build


def main() -> int:
    """Exit status 0, or 2 with one sentence about what to mend."""
    try:
        count = build()
    except TerminologyError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{count} concepts")
    return 0


if __name__ == "__main__":
    sys.exit(main())
