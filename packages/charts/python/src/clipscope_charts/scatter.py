"""A map of points."""

from __future__ import annotations

from typing import Any, Literal

from .categories import codes_of, is_category
from .chart import Chart, data_column
from .columns import Values, check_rows, column, is_frame, matrix, numbers, pack, pack_texts, texts
from .images import image_traits


class Scatter(Chart):
    """A map of points; made by `scatter`."""

    _x = data_column()
    _y = data_column()
    _codes = data_column()
    _values = data_column()
    _amounts = data_column()
    _names = data_column()
    _images = data_column()
    _image_ends = data_column()


def scatter(
    data: Any = None,
    *,
    x: Values = "x",
    y: Values = "y",
    color: Values = None,
    names: Values = None,
    images: Any = None,
    selection: Any = (),
    tool: Literal["pan", "box", "lasso"] = "pan",
    height: int = 480,
) -> Scatter:
    """A map of up to some million points, such as images that UMAP has placed.

    Parameters
    ----------
    data
        A frame with the columns that are named below, or positions as an array `[rows, 2]`, or nothing if `x` and `y`
        are arrays. Positions can have any unit; y points down, as in the explorer.
    color
        Texts, whole numbers or booleans, each value a category; or floats, amounts with NaN for unknown ones.
    names
        A text for each point, shown when it is pointed to.
    images
        A picture for each point: paths of files, their bytes, Pillow images, arrays of pixels, or None for no picture.
        With Pillow installed, they are made small before they are sent.
    tool
        What dragging does. With "pan", it is a lasso with Shift and a box with Alt.

    Raises
    ------
    ValueError, TypeError
        For positions that are not finite numbers, columns of different lengths, and images that can't be read.
    """
    frame = data if is_frame(data) else None
    if frame is None and data is not None:
        places = matrix(data, "scatter: the array of positions", cols=2)
        x, y = places[:, 0], places[:, 1]
    xs = numbers(column(frame, x, "x"), "x")
    ys = numbers(column(frame, y, "y"), "y", rows=len(xs))
    traits: dict[str, Any] = {"_x": pack(xs, "<f4"), "_y": pack(ys, "<f4")}
    title = color if isinstance(color, str) else "amount"
    color = column(frame, color, "color")
    if color is not None and is_category(color):
        codes, values = codes_of(color, "color")
        check_rows(codes, "color", len(xs))
        traits |= {"_codes": pack(codes, "<i4"), "_values": pack_texts(values)}
    elif color is not None:
        amounts = numbers(color, "color", rows=len(xs), missing=True)
        traits["_amounts"] = pack(amounts, "<f4")
    names = column(frame, names, "names")
    if names is not None:
        traits["_names"] = pack_texts(texts(names, "names", rows=len(xs)))
    traits |= image_traits(column(frame, images, "images"), "images", rows=len(xs))
    if tool not in ("pan", "box", "lasso"):
        raise ValueError(f'tool is {tool!r}: it must be "pan", "box" or "lasso".')
    options = {"tool": tool, "height": height, "color": title}
    return Scatter(rows=len(xs), selection=selection, _chart="scatter", _options=options, **traits)
