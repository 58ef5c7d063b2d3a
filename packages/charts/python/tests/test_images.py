"""Tests of the pictures that charts accept, and of the files that they send."""

import io
import struct
import tempfile
import unittest
import zlib
from pathlib import Path

import numpy as np

import clipscope_charts as charts

try:
    from PIL import Image
except ImportError:
    Image = None

RED = np.full((2, 3, 3), (255, 0, 0), np.uint8)


def files(chart: charts.Chart) -> list[bytes]:
    """The files that a chart sends."""
    state = chart.get_state(["_images", "_image_ends"])
    ends = np.frombuffer(state["_image_ends"], "<i4").tolist()
    return [bytes(state["_images"])[a:b] for a, b in zip([0, *ends], ends)]


def pixels_of(png: bytes) -> np.ndarray:
    """The pixels of a PNG file without filters, read by hand."""
    width, height, _, kind = struct.unpack(">IIBB", png[16:26])
    start = png.index(b"IDAT") + 4
    lines = np.frombuffer(zlib.decompress(png[start : png.index(b"IEND") - 8]), np.uint8)
    return lines.reshape(height, -1)[:, 1:].reshape(height, width, {0: 1, 2: 3, 6: 4}[kind])


class Images(unittest.TestCase):
    def test_arrays_are_sent_as_png_files(self) -> None:
        grey = np.array([[0.0, 0.5], [1.0, 0.25]])
        chart = charts.scatter(np.zeros((3, 2)), images=[RED, None, grey])
        first, none, last = files(chart)
        self.assertEqual(pixels_of(first).tolist(), RED.tolist())
        self.assertEqual(none, b"")
        self.assertEqual(pixels_of(last)[..., 0].tolist(), [[0, 128], [255, 64]])
        together = charts.similarity(np.zeros((2, 1)), texts=["a"], images=np.stack([RED, RED]))
        self.assertEqual([pixels_of(each).tolist() for each in files(together)], [RED.tolist()] * 2)

    def test_large_arrays_are_averaged(self) -> None:
        large = np.zeros((300, 600, 3), np.uint8)
        large[:, 1::2] = 200
        (file,) = files(charts.scatter(np.zeros((1, 2)), images=[large]))
        small = pixels_of(file)
        self.assertEqual(small.shape, (75, 150, 3))
        self.assertEqual(set(small.ravel().tolist()), {100})

    def test_paths_and_bytes_are_sent_as_they_are_if_small(self) -> None:
        (png,) = files(charts.scatter(np.zeros((1, 2)), images=[RED]))
        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "red.png"
            path.write_bytes(png)
            chart = charts.scatter(np.zeros((3, 2)), images=[path, str(path), png])
        self.assertEqual(files(chart), [png] * 3)

    @unittest.skipIf(Image is None, "Pillow is not installed")
    def test_pillow_makes_pictures_small(self) -> None:
        photo = Image.new("RGB", (1200, 600), (10, 20, 30))
        jpeg = io.BytesIO()
        photo.save(jpeg, "JPEG")
        for each in files(charts.scatter(np.zeros((2, 2)), images=[photo, jpeg.getvalue()])):
            with Image.open(io.BytesIO(each)) as small:
                self.assertEqual(small.size, (128, 64))
        self.assertEqual(photo.size, (1200, 600))
        with self.assertRaisesRegex(ValueError, "images, row 0 is not an image file"):
            charts.scatter(np.zeros((1, 2)), images=[b"text"])

    def test_what_is_no_picture_is_refused_with_its_row(self) -> None:
        wrong = {
            r"images, row 1 has the shape \(5,\)": [RED, np.zeros(5)],
            "images, row 1 has floats outside 0 to 1": [RED, np.full((2, 2), 1.5)],
            "images, row 1 must have whole numbers": [RED, np.full((2, 2), 256)],
            r"images, row 1: nowhere\.png can't be read": [RED, "nowhere.png"],
            "images, row 1 is a dict": [RED, {}],
            "images has 1 values for 2 rows": [RED],
            "images is a int": 3,
        }
        for message, images in wrong.items():
            with self.assertRaisesRegex((ValueError, TypeError), message):
                charts.scatter(np.zeros((2, 2)), images=images)

    def test_a_column_of_a_frame_can_have_them(self) -> None:
        try:
            import pandas
        except ImportError:
            self.skipTest("pandas is not installed")
        frame = pandas.DataFrame({"x": [0, 1], "y": [0, 1], "picture": [RED, None]})
        self.assertEqual([len(each) > 0 for each in files(charts.scatter(frame, images="picture"))], [True, False])


if __name__ == "__main__":
    unittest.main()
