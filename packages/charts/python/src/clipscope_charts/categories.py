"""Categories: values, and the code of each row."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from .columns import Values, is_missing, listed_values


def is_category(values: Values) -> bool:
    """Whether a column holds categories: texts, whole numbers or booleans, and not amounts."""
    if _given_order(values) is not None:
        return True
    kind = np.asarray(values).dtype.kind
    if kind != "O":
        return kind != "f"
    return not all(is_missing(value) or isinstance(value, float) for value in listed_values(values, "color"))


def codes_of(values: Values, name: str) -> tuple[np.ndarray, list[str]]:
    """The code of each row, `[rows]` int32 with -1 for a missing value, and the values in their order.

    The order is that of a pandas categorical, otherwise that of the values: numbers by size, texts by alphabet.
    """
    listed = listed_values(values, name)
    given = _given_order(values)
    order = sorted_values(listed) if given is None else given
    codes = {value: code for code, value in enumerate(order)}
    found = np.fromiter((-1 if is_missing(each) else codes[each] for each in listed), np.int32, len(listed))
    return found, [str(value) for value in order]


def codes_among(values: Values, name: str, names: Sequence[Any]) -> np.ndarray:
    """The index of each row's value in `names`, `[rows]` int32; whole numbers are indices already."""
    codes = {value: code for code, value in enumerate(names)}
    found = []
    for row, value in enumerate(listed_values(values, name)):
        code = codes.get(value, value if isinstance(value, int) else -1)
        if not 0 <= code < len(names):
            raise ValueError(f"{name} has {value!r} in row {row}: it is none of the {len(names)} names.")
        found.append(code)
    return np.array(found, np.int32)


def sorted_values(listed: Sequence[Any]) -> list[Any]:
    """The distinct values that are not missing, sorted; values of several types are sorted as texts."""
    distinct = {value for value in listed if not is_missing(value)}
    try:
        return sorted(distinct)
    except TypeError:
        return sorted(distinct, key=str)


def _given_order(values: Values) -> list[Any] | None:
    """The categories of a pandas categorical, or of a polars enumeration, in their order."""
    categories = getattr(getattr(values, "dtype", None), "categories", None)
    return None if categories is None else list(categories)
