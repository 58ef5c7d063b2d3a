"""The tokens of a text."""

from __future__ import annotations

from typing import Any

from .chart import Chart, data_column
from .columns import Values, pack, pack_texts, whole_numbers
from .columns import texts as texts_of


class Tokens(Chart):
    """The tokens of a text; made by `tokens`."""

    _tokens = data_column()
    _ids = data_column()


def tokens(
    text: str,
    *,
    tokens: Values,
    ids: Values,
    context_length: int = 77,
    start_id: int | None = None,
    end_id: int | None = None,
    selection: Any = (),
) -> Tokens:
    """The pieces that CLIP's tokenizer makes of a text, and what is cut off. A click selects a token.

    Parameters
    ----------
    text
        The text as given.
    tokens, ids
        Tokens as spelled in the vocabulary, with "</w>" at the end of a word, and their ids; without start and end.
    context_length
        Number of slots of the text encoder, with start and end.
    start_id, end_id
        Ids of the start and end tokens, shown if given.

    Raises
    ------
    ValueError, TypeError
        Without one id for each token, and for fewer than three slots.
    """
    if not isinstance(text, str):
        raise TypeError(f"text is a {type(text).__name__}: give the text that was tokenized.")
    listed = texts_of(tokens, "tokens")
    numbers = whole_numbers(ids, "ids", rows=len(listed))
    if context_length < 3:
        raise ValueError(f"context_length is {context_length}: it must be at least 3, with start and end.")
    return Tokens(
        rows=len(listed),
        selection=selection,
        _chart="tokens",
        _options={"text": text, "contextLength": context_length, "startId": start_id, "endId": end_id},
        _tokens=pack_texts(listed),
        _ids=pack(numbers, "<i4"),
    )
