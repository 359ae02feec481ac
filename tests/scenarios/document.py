"""The scenarios as one document, docs/scenarios.md."""

import re

from tests.scenarios import casussen_1_to_3, casussen_4_to_6, examples, may_share
from tests.scenarios.story import BRANCHES, SCENARIOS, told

PARTS = (casussen_1_to_3, casussen_4_to_6, examples)
"""The modules whose import names the scenarios."""

HEAD = """# The thirteen scenarios

Written by `make scenarios` from the tests in tests/scenarios: each line that begins with *Then* is what the program
answered. The persons, companies and institutions are fictional; the universities of the policy lists are those of the
shipped lists. S1 to S6 are the six casussen of the guideline [004], E1 to E7 its further examples.
"""
SHARING = """The drone case once more: each question as `kvcase case may-share` answers it, before the
export licence and after it. It is the same function that decides whether a sharing may be recorded.
"""


def written() -> str:
    """Return the document."""
    parts = [HEAD]
    for key, heading in SCENARIOS.items():
        parts.append(f"\n## {key}. {heading.title_en}\n\n*{heading.title_nl}* Source: {heading.source}.\n")
        for branch in (each for each in BRANCHES if each.scenario == key):
            parts.append(f"\n### {key}: {branch.name}\n")
            parts.append("\n".join(told(branch).lines) + "\n")
    parts.append("\n## May I share this?\n\n" + SHARING + "\n```text\n" + "\n".join(may_share.narrate()) + "```\n")
    return re.sub(r"\n{3,}", "\n\n", "\n".join(parts))
