"""A similarity matrix of images and texts."""

from __future__ import annotations

from typing import Any

import numpy as np

from .chart import Chart, data_column
from .columns import Values, is_frame, matrix, pack, pack_texts, whole_numbers
from .columns import texts as texts_of
from .images import image_traits


class Similarity(Chart):
    """A similarity matrix; made by `similarity`."""

    _cosines = data_column()
    _texts = data_column()
    _names = data_column()
    _matches = data_column()
    _images = data_column()
    _image_ends = data_column()


def similarity(
    cosines: Any,
    *,
    texts: Values = None,
    names: Values = None,
    images: Any = None,
    matches: Values = None,
    domain: tuple[float, float] | None = None,
    selection: Any = (),
    height: int = 480,
) -> Similarity:
    """Cosines of images and texts, with the best text of each image. A click selects an image.

    Parameters
    ----------
    cosines
        `[images, texts]`, -1 to 1, NaN where unknown; or such a frame, with texts as columns and images as index.
    texts
        The texts; a frame's columns need not be given.
    names
        Names of the images. By default a frame's index, otherwise "image 1" and so on.
    images
        A picture for each image: paths of files, their bytes, Pillow images, arrays of pixels, or None for no picture.
        With Pillow installed, they are made small before they are sent.
    matches
        Index of the text that belongs to each image, -1 for none. By default the text with the image's index if there
        are as many texts as images.
    domain
        Lowest and highest cosine of the color scale. By default round numbers around the cosines.

    Raises
    ------
    ValueError, TypeError
        For values that are not cosines, texts, names or matches that do not fit the matrix, and images that can't be
        read.
    """
    if is_frame(cosines):
        texts = list(cosines.columns) if texts is None else texts
        names = list(getattr(cosines, "index", ())) or None if names is None else names
    values = matrix(cosines, "cosines")
    rows, cols = values.shape
    if rows == 0 or cols == 0:
        raise ValueError(f"cosines has the shape {values.shape}: give at least one image and one text.")
    wrong = np.argwhere(np.abs(values) > 1.001)
    if len(wrong) > 0:
        row, at = wrong[0]
        raise ValueError(
            f"cosines has {values[row, at]:g} in row {row}, column {at}: cosines go from -1 to 1. "
            "Divide logits by the logit scale."
        )
    if texts is None:
        raise TypeError("similarity needs texts: one for each column of the cosines.")
    traits = {"_cosines": pack(values, "<f4"), "_texts": pack_texts(texts_of(texts, "texts", rows=cols))}
    if names is not None:
        traits["_names"] = pack_texts(texts_of(names, "names", rows=rows))
    traits |= image_traits(images, "images", rows=rows)
    if matches is not None:
        own = whole_numbers(matches, "matches", rows=rows)
        if ((own < -1) | (own >= cols)).any():
            row = int(np.argmax((own < -1) | (own >= cols)))
            raise ValueError(
                f"matches has {own[row]} in row {row}: texts go from 0 to {cols - 1}, -1 is none."
            )
        traits["_matches"] = pack(own, "<i4")
    if domain is not None and not domain[0] < domain[1]:
        raise ValueError(f"domain is {domain}: give the lowest and the highest cosine of the color scale.")
    return Similarity(
        rows=rows,
        selection=selection,
        _chart="similarity",
        _options={"domain": domain and [float(end) for end in domain], "height": height},
        **traits,
    )
