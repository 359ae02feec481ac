"""The scenarios as one document, docs/scenarios.md."""

from tests.scenarios import casussen_1_to_3, casussen_4_to_6, examples
from tests.scenarios.story import BRANCHES, SCENARIOS, told

PARTS = (casussen_1_to_3, casussen_4_to_6, examples)
"""The modules whose import names the scenarios."""

HEAD = """# The thirteen scenarios

Written by `make scenarios` from the tests in tests/scenarios: each line that begins with *Then* is what the program
answered. The persons, companies and institutions are fictional; the universities of the policy lists are those of the
shipped lists. S1 to S6 are the six casussen of the guideline [004], E1 to E7 its further examples.
"""


def written() -> str:
    """Return the document."""
    parts = [HEAD]
    for key, heading in SCENARIOS.items():
        parts.append(f"\n## {key}. {heading.title_en}\n\n*{heading.title_nl}* Source: {heading.source}.\n")
        for branch in (each for each in BRANCHES if each.scenario == key):
            parts.append(f"\n### {key}: {branch.name}\n")
            parts.append("\n".join(told(branch).lines) + "\n")
    return "\n".join(parts)
