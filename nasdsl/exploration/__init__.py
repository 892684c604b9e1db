"""Searching a space: strategies, what a candidate is worth, and runs that survive interruption.

- `run_search`: the whole search, from a space and an evaluation to a `SearchResult`
- `Run`: what a folder keeps of a search
- `finish`: the final test of a run's front
- `Progress`: what a search reports while it runs
- `Batched`: an evaluation of several networks at once
- `Strategy`, `Fitness`: what another strategy has to be; `NamedStrategy`: one that settings name
"""

from nasdsl.exploration.final_test import finish
from nasdsl.exploration.history import Generation
from nasdsl.exploration.loop import Progress, run_search
from nasdsl.exploration.pareto import Member
from nasdsl.exploration.problem import Batched, Evaluation
from nasdsl.exploration.run import Run, SearchResult
from nasdsl.exploration.strategies import NamedStrategy
from nasdsl.exploration.strategy import Candidate, Fitness, Maker, Strategy

__all__ = [
    "Batched",
    "Candidate",
    "Evaluation",
    "Fitness",
    "Generation",
    "Maker",
    "Member",
    "NamedStrategy",
    "Progress",
    "Run",
    "SearchResult",
    "Strategy",
    "finish",
    "run_search",
]
