"""Searching a space: strategies, the evaluation of candidates, and runs that can be resumed.

- `run_search`: the whole search, from a space and an evaluation to a `SearchResult`
- `Run`: a search, finished or not, as read from its folder
- `finish`: the final test of a run's front
- `Progress`: the state of a search, reported after each candidate
- `Batched`: an evaluation of several networks at once
- `Strategy`: the methods that a strategy must have; `Fitness`: by which it compares candidates
- `NamedStrategy`: a strategy that the settings of a search can name
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
