"""Charts of results about CLIP for Jupyter and marimo.

Each function returns a widget with a ``selection``: row numbers, which the chart and Python both can set.
"""

from .chart import Chart
from .confusion import confusion
from .reliability import reliability
from .robustness import robustness
from .scatter import scatter
from .similarity import similarity
from .tokens import tokens

__all__ = ["Chart", "confusion", "reliability", "robustness", "scatter", "similarity", "tokens"]
