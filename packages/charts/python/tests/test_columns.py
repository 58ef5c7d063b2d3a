"""What columns may be, and what is said about those that may not."""

import unittest

import numpy as np

from clipscope_charts.categories import codes_among, codes_of, is_category
from clipscope_charts.columns import column, numbers, pack, pack_texts, texts, whole_numbers


class Numbers(unittest.TestCase):
    def test_are_taken_from_lists_and_arrays_of_any_type(self) -> None:
        for values in ([1, 2], np.array([1, 2], np.float16), (True, 2)):
            self.assertEqual(numbers(values, "x").tolist(), [1.0, 2.0])

    def test_with_nan_name_its_first_row(self) -> None:
        with self.assertRaisesRegex(ValueError, "x has NaN in row 1, and in 2 rows in all"):
            numbers([0, np.nan, np.nan], "x")
        self.assertTrue(np.isnan(numbers([0, np.nan], "x", missing=True)[1]))

    def test_outside_their_range_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, "y has 76 in row 0: it must be from 0 to 1"):
            numbers([76.0], "y", low=0, high=1)
        with self.assertRaisesRegex(ValueError, "y has inf in row 0: it must be finite"):
            numbers([np.inf], "y")

    def test_of_a_wrong_shape_length_or_type_are_refused(self) -> None:
        with self.assertRaisesRegex(ValueError, r"x has the shape \(2, 2\)"):
            numbers(np.zeros((2, 2)), "x")
        with self.assertRaisesRegex(ValueError, "y has 2 values for 3 rows"):
            numbers([1, 2], "y", rows=3)
        with self.assertRaisesRegex(TypeError, "x must have numbers: .*cat"):
            numbers(["cat"], "x")
        with self.assertRaisesRegex(ValueError, "ids has 1.5 in row 0"):
            whole_numbers([1.5], "ids")

    def test_are_packed_as_little_endian_bytes_in_row_major_order(self) -> None:
        swapped = np.array([[1, 2], [3, 4]], ">i4").T
        self.assertEqual(pack(swapped, "<i4"), b"\1\0\0\0\3\0\0\0\2\0\0\0\4\0\0\0")


class Texts(unittest.TestCase):
    def test_keep_what_they_hold_and_end_with_a_zero(self) -> None:
        self.assertEqual(pack_texts(["äö", "", "a\0b"]), "äö\0\0ab\0".encode())

    def test_missing_values_are_empty(self) -> None:
        self.assertEqual(texts(["a", None, float("nan"), 3], "names"), ["a", "", "", "3"])

    def test_alone_are_no_column(self) -> None:
        with self.assertRaisesRegex(TypeError, "names is a str"):
            texts("cat", "names")


class Categories(unittest.TestCase):
    def test_are_texts_whole_numbers_and_booleans_but_not_floats(self) -> None:
        kinds = [["a", None], [1, 2], [True], [0.5, 1.0], np.array([1.0, np.nan], object)]
        self.assertEqual([is_category(each) for each in kinds], [True, True, True, False, False])

    def test_are_sorted_and_missing_ones_have_no_code(self) -> None:
        codes, values = codes_of([10, 9, None, 10], "color")
        self.assertEqual((codes.tolist(), values), ([1, 0, -1, 1], ["9", "10"]))

    def test_are_found_among_names_by_name_or_index(self) -> None:
        self.assertEqual(codes_among(["dog", 0], "labels", ["cat", "dog"]).tolist(), [1, 0])
        with self.assertRaisesRegex(ValueError, "labels has 'bird' in row 1: it is none of the 2 names"):
            codes_among(["cat", "bird"], "labels", ["cat", "dog"])


class Columns(unittest.TestCase):
    def test_named_without_a_frame_are_refused(self) -> None:
        with self.assertRaisesRegex(TypeError, 'x is "x", but there is no frame'):
            column(None, "x", "x")


class Frames(unittest.TestCase):
    def setUp(self) -> None:
        try:
            import pandas
        except ImportError:
            self.skipTest("pandas is not installed")
        self.pandas = pandas

    def test_columns_are_found_by_name(self) -> None:
        frame = self.pandas.DataFrame({"a": [1.0, 2.0]}, index=[7, 8])
        self.assertEqual(numbers(column(frame, "a", "x"), "x").tolist(), [1.0, 2.0])
        with self.assertRaisesRegex(ValueError, 'x is "b", but the frame has no such column. It has: a.'):
            column(frame, "b", "x")

    def test_categoricals_keep_their_order_and_missing_values(self) -> None:
        series = self.pandas.Series(["low", None, "high"]).astype(
            self.pandas.CategoricalDtype(["low", "mid", "high"])
        )
        codes, values = codes_of(series, "color")
        self.assertEqual((codes.tolist(), values), ([0, -1, 2], ["low", "mid", "high"]))

    def test_missing_values_of_every_type_have_no_code(self) -> None:
        for dtype in ("object", "string", "Int64"):
            given = [1, None] if dtype == "Int64" else ["1", None]
            codes, values = codes_of(self.pandas.Series(given, dtype=dtype), "color")
            self.assertEqual((codes.tolist(), values), ([0, -1], ["1"]), dtype)


if __name__ == "__main__":
    unittest.main()
