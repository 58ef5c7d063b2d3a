"""Accuracy under shifts."""

from __future__ import annotations

from typing import Any

from .chart import Chart, data_column
from .columns import Values, check_frame, column, numbers, pack, pack_texts, texts

ROLES = ("model", "baseline", "other")


class Robustness(Chart):
    """Accuracy under shifts against accuracy on a reference; made by `robustness`."""

    _x = data_column()
    _y = data_column()
    _names = data_column()
    _shifts = data_column()
    _roles = data_column()
    _series = data_column()
    _x_low = data_column()
    _x_high = data_column()
    _y_low = data_column()
    _y_high = data_column()


def robustness(
    data: Any = None,
    *,
    x: Values = "x",
    y: Values = "y",
    names: Values = "model",
    roles: Values = None,
    shifts: Values = None,
    series: Values = None,
    x_interval: tuple[Values, Values] | None = None,
    y_interval: tuple[Values, Values] | None = None,
    reference: str = "the reference",
    selection: Any = (),
) -> Robustness:
    """Accuracy under shifts against accuracy on a reference, on logit axes (Taori et al. 2020).

    A row is a model on a shift; a click selects it, and the names of selected models stand beside their points.

    Parameters
    ----------
    data
        A frame with the columns that are named below, or nothing if they are arrays. A frame that has columns "role",
        "shift" or "series" need not name them.
    x, y
        Accuracies on the reference and under the shift, 0 to 1.
    names
        Names of the models.
    roles
        "model" (the default) for a model that is compared, "baseline" for one that the line is fitted to, "other" for
        context.
    shifts
        Name of the shift, each a plot of its own. By default there is one.
    series
        Models of one series have one color and one entry in the legend. By default each model is one.
    x_interval, y_interval
        Low and high ends of intervals, NaN where there is none.
    reference
        Name of the test set on the x-axis.

    Raises
    ------
    ValueError, TypeError
        For accuracies outside 0 to 1, unknown roles, and columns of other lengths.
    """
    check_frame(data, "robustness")
    xs = numbers(column(data, x, "x"), "x", low=0, high=1)
    rows = len(xs)
    ys = numbers(column(data, y, "y"), "y", rows=rows, low=0, high=1)
    traits = {
        "_x": pack(xs, "<f8"),
        "_y": pack(ys, "<f8"),
        "_names": pack_texts(texts(column(data, names, "names"), "names", rows=rows)),
        "_roles": pack_texts(_roles(_given(data, roles, "role"), rows)),
    }
    shifts = _given(data, shifts, "shift")
    listed = ["the shift"] * rows if shifts is None else texts(shifts, "shifts", rows=rows)
    traits["_shifts"] = pack_texts(listed)
    series = _given(data, series, "series")
    if series is not None:
        traits["_series"] = pack_texts(texts(series, "series", rows=rows))
    for axis, interval in (("x", x_interval), ("y", y_interval)):
        for end, values in zip(("low", "high"), interval or (), strict=bool(interval)):
            name = f"{axis}_interval, {end} end"
            ends = numbers(column(data, values, name), name, rows=rows, low=0, high=1, missing=True)
            traits[f"_{axis}_{end}"] = pack(ends, "<f8")
    options = {"reference": reference}
    return Robustness(rows=rows, selection=selection, _chart="robustness", _options=options, **traits)


def _given(data: Any, values: Values, name: str) -> Values:
    """A column that need not be there: that of the frame with the usual name unless another is given."""
    if values is None and data is not None and name in data.columns:
        return data[name]
    return column(data, values, name)


def _roles(values: Values, rows: int) -> list[str]:
    if values is None:
        return ["model"] * rows
    listed = texts(values, "roles", rows=rows)
    for row, role in enumerate(listed):
        if role not in ROLES:
            raise ValueError(f"roles has {role!r} in row {row}: it must be one of {', '.join(ROLES)}.")
    if "model" not in listed:
        raise ValueError('roles has no "model": give at least one model to compare.')
    return listed
