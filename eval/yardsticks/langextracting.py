"""Reads notes with LangExtract, in its own venv: one JSON line of ``{"text": …}`` in, one of what it found out.

``python langextracting.py URL MODEL``. Imports nothing of the project. The prompt and its examples are written afresh.
"""

from __future__ import annotations

import json
import sys
import time
from typing import Any

ASKED = (
    "Extract laboratory and examination results, diagnoses (present or denied), drugs and procedures from the clinical "
    "note, in order of appearance. Use exact text for extractions; do not paraphrase or overlap."
)
EXAMPLES = (
    (
        "Labs 4/30: WBC 4.1, Hgb 11.2 g/dL. HCV Ab nonreactive. On leflunomide 20 mg daily since 2023. No asthma.",
        (
            ("result", "WBC 4.1", {"name": "wbc", "value": "4.1", "date": "4/30"}),
            ("result", "Hgb 11.2 g/dL", {"name": "hb", "value": "11.2", "unit": "g/dL", "date": "4/30"}),
            ("result", "HCV Ab nonreactive", {"name": "anti_hcv", "value": "nonreactive"}),
            ("treatment", "leflunomide 20 mg daily since 2023", {"name": "leflunomide", "status": "ongoing"}),
            ("condition", "No asthma", {"name": "asthma", "status": "absent"}),
        ),
    ),
    (
        "2025-04-28 白细胞 3.8×10^9/L。2024年10月起来氟米特20mg qd。否认结核。",
        (
            ("result", "白细胞 3.8×10^9/L", {"name": "wbc", "value": "3.8", "date": "2025-04-28"}),
            ("treatment", "2024年10月起来氟米特20mg qd", {"name": "leflunomide", "status": "ongoing"}),
            ("condition", "否认结核", {"name": "tuberculosis", "status": "absent"}),
        ),
    ),
)


def read(text: str, url: str, model: str) -> dict[str, Any]:
    """How many extractions there are and how many have a place in the note, and how long it took."""
    import langextract as lx  # type: ignore[import-not-found, unused-ignore]
    from langextract import factory  # type: ignore[import-not-found, unused-ignore]

    examples = [
        lx.data.ExampleData(
            text=said, extractions=[lx.data.Extraction(kind, words, attributes=more) for kind, words, more in found]
        )
        for said, found in EXAMPLES
    ]
    config = factory.ModelConfig(
        model_id=model, provider="OpenAILanguageModel",
        provider_kwargs={"api_key": "none", "base_url": url, "temperature": 0, "max_workers": 1},
    )  # fmt: skip
    begun = time.perf_counter()
    try:
        made = lx.extract(
            text_or_documents=text, prompt_description=ASKED, examples=examples, config=config, fence_output=True,
            use_schema_constraints=False, max_workers=1, show_progress=False,
        )  # fmt: skip
        found = made.extractions or []
    except Exception as error:  # whatever it does is a result
        return {"seconds": time.perf_counter() - begun, "fault": type(error).__name__}
    placed = sum(each.char_interval is not None and each.char_interval.start_pos is not None for each in found)
    return {"seconds": time.perf_counter() - begun, "extractions": len(found), "placed": placed}


def main() -> None:
    """Answer each line."""
    for line in sys.stdin:
        print(json.dumps(read(json.loads(line)["text"], sys.argv[1], sys.argv[2])), flush=True)


if __name__ == "__main__":
    main()
