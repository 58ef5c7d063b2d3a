"""A confusion matrix."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Literal

from .categories import codes_among, sorted_values
from .chart import Chart, data_column
from .columns import Values, check_frame, check_rows, column, is_missing, listed_values, pack, pack_texts


class Confusion(Chart):
    """A confusion matrix; made by `confusion`."""

    _labels = data_column()
    _predictions = data_column()
    _names = data_column()


def confusion(
    data: Any = None,
    *,
    labels: Values = "label",
    predictions: Values = "prediction",
    names: Sequence[Any] | None = None,
    share: Literal["label", "prediction", "all"] = "label",
    hide_diagonal: bool = False,
    selection: Any = (),
    height: int = 480,
) -> Confusion:
    """A confusion matrix of two classes to thousands: rows are labels, columns are predictions.

    A click on a cell selects its images.

    Parameters
    ----------
    data
        A frame with the columns that are named below, or nothing if they are arrays.
    labels, predictions
        The true and the predicted class of each row, by name, or as an index into `names`.
    names
        All classes in the order of rows and columns. By default those that occur, sorted.
    share
        Of what a cell's shade is the share: of the images with its label, with its prediction, or of all.
    hide_diagonal
        Shows the mistakes only.

    Raises
    ------
    ValueError, TypeError
        For a missing class, one that `names` does not have, and columns of other lengths.
    """
    check_frame(data, "confusion")
    labels, predictions = column(data, labels, "labels"), column(data, predictions, "predictions")
    if names is None:
        names = _classes(labels, predictions)
    found = codes_among(labels, "labels", names)
    predicted = codes_among(predictions, "predictions", names)
    check_rows(predicted, "predictions", len(found))
    if share not in ("label", "prediction", "all"):
        raise ValueError(f'share is {share!r}: it must be "label", "prediction" or "all".')
    return Confusion(
        rows=len(found),
        selection=selection,
        _chart="confusion",
        _options={"share": share, "hideDiagonal": hide_diagonal, "height": height},
        _labels=pack(found, "<i4"),
        _predictions=pack(predicted, "<i4"),
        _names=pack_texts([str(name) for name in names]),
    )


def _classes(labels: Values, predictions: Values) -> list[Any]:
    listed = []
    for name, values in (("labels", labels), ("predictions", predictions)):
        for row, value in enumerate(listed_values(values, name)):
            if is_missing(value):
                raise ValueError(f"{name} has no value in row {row}: leave such rows out first.")
            listed.append(value)
    if not listed:
        raise ValueError("confusion needs at least one row.")
    return sorted_values(listed)
