"""The widget that every chart is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import anywidget
import traitlets

from .selection import Selection

MODULE = Path(__file__).parent / "bundle" / "widget.js"

if not MODULE.exists():
    raise ImportError(
        f"{MODULE} is missing: in the repository, run `pnpm --filter @clipscope/charts bundle:widget`."
    )


def data_column() -> traitlets.Bytes:
    """A trait for a column of data, sent to the browser as bytes; None if a chart does not have it."""
    return traitlets.Bytes(None, allow_none=True).tag(sync=True)


class Chart(anywidget.AnyWidget):
    """A chart in a notebook. Use the functions, such as `scatter`, to make one."""

    _esm = MODULE
    _chart = traitlets.Unicode().tag(sync=True)
    _options = traitlets.Dict().tag(sync=True)

    selection = Selection().tag(sync=True)
    """Selected rows, ascending: numbers from 0, for example for `frame.iloc[chart.selection]`.

    The chart sets it when rows are selected in it, and shows what Python sets. Assign a new list, array or boolean
    mask; `chart.observe(f, "selection")` calls `f` after each change.
    """

    def __init__(self, *, rows: int, selection: Any = (), **traits: Any) -> None:
        self.rows = rows
        super().__init__(selection=selection, **traits)
