"""Columns of data: taken from frames or given as values, checked, and packed as bytes for the browser."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

Values = Any
"""A column: a NumPy array, a pandas or polars series, a list, or the name of a column of the frame."""


def is_frame(data: object) -> bool:
    """Whether this is a data frame (pandas, polars or alike)."""
    return hasattr(data, "columns") and hasattr(data, "__getitem__")


def check_frame(data: object, function: str) -> None:
    """Raises a TypeError if `data` is given and is no frame."""
    if data is not None and not is_frame(data):
        raise TypeError(
            f"{function}: the first argument is a {type(data).__name__}: give a data frame, "
            "or the columns by name and no frame."
        )


def column(data: Any, values: Values, name: str) -> Values:
    """The values of a column: those of the frame if `values` is the name of one of its columns."""
    if not isinstance(values, str):
        return values
    if data is None:
        raise TypeError(
            f'{name} is "{values}", but there is no frame with such a column: '
            "give a frame as the first argument, or the values themselves."
        )
    if values not in data.columns:
        known = ", ".join(str(each) for each in data.columns)
        raise ValueError(f'{name} is "{values}", but the frame has no such column. It has: {known}.')
    return data[values]


def numbers(
    values: Values,
    name: str,
    *,
    rows: int | None = None,
    low: float = -np.inf,
    high: float = np.inf,
    missing: bool = False,
) -> np.ndarray:
    """A column of finite numbers, `[rows]` float64, from `low` to `high`; NaN too if `missing` is true."""
    array = _as_numbers(values, name)
    if array.ndim != 1:
        raise ValueError(f"{name} has the shape {array.shape}: it must have one dimension.")
    check_rows(array, name, rows)
    _check_values(array, name, low=low, high=high, missing=missing)
    return array


def matrix(values: Values, name: str, *, cols: int | None = None) -> np.ndarray:
    """A matrix of finite numbers, `[rows, cols]` float64."""
    array = _as_numbers(values, name)
    if array.ndim != 2 or (cols is not None and array.shape[1] != cols):
        wanted = "[rows, columns]" if cols is None else f"[rows, {cols}]"
        raise ValueError(f"{name} has the shape {array.shape}: it must be {wanted}.")
    return array


def texts(values: Values, name: str, *, rows: int | None = None) -> list[str]:
    """A column of texts; numbers are written as text, and missing values are empty."""
    listed = ["" if is_missing(value) else str(value) for value in listed_values(values, name)]
    check_rows(listed, name, rows)
    return listed


def whole_numbers(values: Values, name: str, *, rows: int | None = None) -> np.ndarray:
    """A column of whole numbers, `[rows]` int32."""
    array = numbers(values, name, rows=rows, low=-(2.0**31), high=2.0**31 - 1)
    wrong = np.flatnonzero(array != np.floor(array))
    if wrong.size > 0:
        raise ValueError(f"{name} has {array[wrong[0]]:g} in row {wrong[0]}: it must have whole numbers.")
    return array.astype(np.int32)


def listed_values(values: Values, name: str) -> list[Any]:
    """The values of a column as Python objects."""
    if isinstance(values, str) or not hasattr(values, "__len__"):
        raise TypeError(f"{name} is a {type(values).__name__}: give a list, an array or a series.")
    array = np.asarray(values, dtype=object)
    if array.ndim != 1:
        raise ValueError(f"{name} has the shape {array.shape}: it must have one dimension.")
    return array.tolist()


def is_missing(value: object) -> bool:
    """Whether a value is None, NaN or pandas' NA."""
    return value is None or type(value).__name__ in ("NAType", "NaTType") or value != value


def check_rows(values: Sequence[Any] | np.ndarray, name: str, rows: int | None) -> None:
    """Raises a ValueError if there are not `rows` values."""
    if rows is not None and len(values) != rows:
        raise ValueError(f"{name} has {len(values)} values for {rows} rows: give one for each row.")


def pack(array: np.ndarray, dtype: str) -> bytes:
    """The bytes of an array in row-major order; `dtype` names size and byte order: "<f4", "<f8" or "<i4"."""
    return np.ascontiguousarray(array, dtype=dtype).tobytes()


def pack_texts(values: Sequence[str]) -> bytes:
    """Texts as UTF-8, each followed by a zero character, which texts therefore lose."""
    return "".join(value.replace("\0", "") + "\0" for value in values).encode()


def _as_numbers(values: Values, name: str) -> np.ndarray:
    try:
        return np.asarray(values, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise TypeError(f"{name} must have numbers: {error}.") from error


def _check_values(array: np.ndarray, name: str, *, low: float, high: float, missing: bool) -> None:
    lost = np.isnan(array)
    if not missing and lost.any():
        row = int(np.argmax(lost))
        raise ValueError(
            f"{name} has NaN in row {row}, and in {int(lost.sum())} rows in all: leave these rows out first."
        )
    wrong = np.isinf(array) | (array < low) | (array > high)
    if wrong.any():
        row = int(np.argmax(wrong))
        wanted = "finite" if np.isinf([low, high]).all() else f"from {low:g} to {high:g}"
        raise ValueError(f"{name} has {array[row]:g} in row {row}: it must be {wanted}.")
