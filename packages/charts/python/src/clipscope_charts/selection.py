"""The selection of a chart: row numbers."""

from __future__ import annotations

from typing import Any

import numpy as np
import traitlets


class Selection(traitlets.List):
    """Row numbers from 0, ascending, each once.

    It can be set to whole numbers (a list, an array, an index) or to a mask with a boolean for each row.
    """

    def __init__(self) -> None:
        super().__init__(traitlets.Int())

    def validate(self, obj: Any, value: Any) -> list[int]:
        return super().validate(obj, rows_of(value, obj.rows))


def rows_of(value: Any, rows: int) -> list[int]:
    """The row numbers that a selection means. Raises a TraitError if it does not fit `rows` rows."""
    array = np.asarray(value)
    if array.ndim != 1:
        raise traitlets.TraitError(f"The selection has the shape {array.shape}: give a list of row numbers.")
    if array.size == 0:
        return []
    if array.dtype.kind == "b":
        if len(array) != rows:
            raise traitlets.TraitError(
                f"The selection is a mask of {len(array)} rows, but the chart has {rows}."
            )
        return np.flatnonzero(array).tolist()
    if array.dtype.kind not in "iu":
        raise traitlets.TraitError(
            f"The selection has values of the type {array.dtype}: give row numbers, or a boolean mask."
        )
    outside = array[(array < 0) | (array >= rows)]
    if outside.size > 0:
        raise traitlets.TraitError(f"The selection has row {outside[0]}, but rows go from 0 to {rows - 1}.")
    return np.unique(array).tolist()
