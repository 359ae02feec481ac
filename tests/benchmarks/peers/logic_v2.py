"""Score pairs and screen names with nomenklatura's logic-v2; runs in an environment of its own, without kvcase.

    python logic_v2.py WORK < task.json > answer.json

A task has `pairs` ([left names, right names, schema]), `entities` ([id, names, schema]) and `names` ([text, schema]).
The answer has a score 0 to 1 for each pair, the ids and scores found for each name, and seconds of each step.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from followthemoney import Dataset, StatementEntity
from nomenklatura.blocker.index import Index
from nomenklatura.matching import get_algorithm
from nomenklatura.resolver import Linker
from nomenklatura.store.memory import MemoryStore

THRESHOLD = 0.7


def main(work: Path) -> None:
    """Answer the task on standard input."""
    task = json.load(sys.stdin)
    dataset = Dataset({"name": "bench", "title": "bench"})
    algorithm = get_algorithm("logic-v2")
    config = algorithm.default_config()

    def entity(identifier: str, names: list[str], schema: str) -> Any:
        return StatementEntity.from_data(
            dataset, {"id": identifier, "schema": schema, "properties": {"name": list(names)}}
        )

    answer: dict[str, Any] = {"pairs": [], "names": [], "seconds": {}}
    for left, right, schema in task["pairs"][:20]:  # loads the word tables of the peer, which is not counted
        algorithm.compare(entity("w", left, schema), entity("x", right, schema), config)
    begun = time.process_time()
    for at, (left, right, schema) in enumerate(task["pairs"]):  # an id of its own each: the peer remembers by id
        one, other = entity(f"l{at}", left, schema), entity(f"r{at}", right, schema)
        answer["pairs"].append(algorithm.compare(one, other, config).score)
    answer["seconds"]["pairs"] = time.process_time() - begun
    if task["names"]:
        _screen(task, work, dataset, algorithm, config, entity, answer)
    json.dump(answer, sys.stdout)


def _screen(
    task: Any, work: Path, dataset: Any, algorithm: Any, config: Any, entity: Any, answer: dict[str, Any]
) -> None:
    store = MemoryStore(dataset, Linker({}))
    with store.writer() as writer:
        for identifier, names, schema in task["entities"]:
            writer.add_entity(entity(identifier, names, schema))
    view = store.default_view()
    begun = time.process_time()
    index = Index(view, work)
    index.build()
    answer["seconds"]["build"] = time.process_time() - begun
    wanted = {f"q{at}": entity(f"q{at}", [text], schema) for at, (text, schema) in enumerate(task["names"])}
    found: dict[str, dict[str, float]] = {name: {} for name in wanted}
    begun = time.process_time()
    for query, candidates in index.match_entities(wanted.values()):
        for identifier, _ in candidates:
            score = algorithm.compare(wanted[str(query)], view.get_entity(str(identifier)), config).score
            if score >= THRESHOLD:
                found[str(query)][str(identifier)] = score
    answer["seconds"]["names"] = time.process_time() - begun
    answer["names"] = [found[f"q{at}"] for at in range(len(task["names"]))]
    index.close()


if __name__ == "__main__":
    main(Path(sys.argv[1]))
