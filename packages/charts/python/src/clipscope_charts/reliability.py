"""A reliability diagram."""

from __future__ import annotations

from typing import Any

import numpy as np

from .categories import codes_of
from .chart import Chart, data_column
from .columns import Values, check_frame, check_rows, column, numbers, pack, pack_texts


class Reliability(Chart):
    """Accuracy against confidence; made by `reliability`."""

    _confidences = data_column()
    _correct = data_column()
    _codes = data_column()
    _names = data_column()


def reliability(
    data: Any = None,
    *,
    confidences: Values = "confidence",
    correct: Values = "correct",
    curves: Values = None,
    bins: int = 15,
    selection: Any = (),
) -> Reliability:
    """Accuracy against confidence in bins of equal width.

    A click selects the images of a bin. Selected rows, such as those of a linked map, have a curve of their own.

    Parameters
    ----------
    data
        A frame with the columns that are named below, or nothing if they are arrays.
    confidences
        Confidence of each prediction, 0 to 1, such as the largest softmax probability.
    correct
        Whether the prediction is right: booleans, or 1 and 0.
    curves
        Name of the curve that a row belongs to, such as its model. By default there is one curve.
    bins
        Number of bins.

    Raises
    ------
    ValueError, TypeError
        For confidences outside 0 to 1, and columns of other lengths.
    """
    check_frame(data, "reliability")
    # A softmax in float32 can end a little above 1.
    sure = numbers(column(data, confidences, "confidences"), "confidences", low=0, high=1 + 1e-6)
    rows = len(sure)
    if rows == 0:
        raise ValueError("reliability needs at least one row.")
    right = numbers(column(data, correct, "correct"), "correct", rows=rows)
    if not np.isin(right, (0, 1)).all():
        raise ValueError("correct must have booleans, or 1 for right and 0 for wrong.")
    if bins < 1 or bins != int(bins):
        raise ValueError(f"bins is {bins}: it must be a whole number of at least 1.")
    traits = {"_codes": pack(np.zeros(rows), "<i4"), "_names": pack_texts(["all images"])}
    curves = column(data, curves, "curves")
    if curves is not None:
        codes, names = codes_of(curves, "curves")
        check_rows(codes, "curves", rows)
        if (codes < 0).any():
            row = int(np.argmax(codes < 0))
            raise ValueError(f"curves has no value in row {row}: leave such rows out first.")
        traits = {"_codes": pack(codes, "<i4"), "_names": pack_texts(names)}
    return Reliability(
        rows=rows,
        selection=selection,
        _chart="reliability",
        _options={"bins": int(bins)},
        _confidences=pack(np.minimum(sure, 1), "<f8"),
        _correct=pack(right, "<i4"),
        **traits,
    )
