"""Token ids of awkward texts by transformers' CLIPTokenizerFast, and small vocabularies by exhaustive BPE training.

Run: python make_tokens.py <folder with CLIP's vocab.json and merges.txt>   (versions: requirements.txt)
"""

import html
import itertools
import json
import random
import sys
from collections import Counter
from html.entities import html5
from pathlib import Path

import ftfy
import regex
from tokenizers import Tokenizer
from transformers import CLIPTokenizer, CLIPTokenizerFast

GOLDENS = Path(__file__).parent.parent / "goldens"
# name: (ids in all, context length)
VOCABULARIES = {"quick-gelu": (640, 16), "gelu": (600, 20)}

CORPUS = [
    f"{template.format(thing)}"
    for thing in [
        "red apple", "green apple", "grinning face", "cat with wry smile", "red panda", "fire engine", "sunflower",
        "café au lait", "Über-fähre", "naïve façade", "日本 castle", "crème brûlée", "jack-o'-lantern", "piñata",
        "keycap 10", "1st place medal", "2nd place medal", "three o'clock", "woman's boot", "man's shoe",
    ]
    for template in ["a photo of a {}", "{}", "a drawing of the {}.", "the {}, a symbol!"]
]

TEXTS = [
    "", " ", "   \t\n ", "a", "Hello World!", "a photo of a cat", "You should've done this", "nikola tesla in new york",
    "lorem ipsum dolor sit amet", "Tom &amp;amp; Jerry", "DON'T I'LL we'Re 'S ''s don’t", "o'clock's 'tis rock 'n' roll",
    "1234567890 3.14 1,000 2nd", "½ ² ٣ 𝟘 Ⅻ", "_under_score_ snake_case-kebab", "a <|endoftext|> b", "a <|ENDOFTEXT|> b",
    "x<|startoftext|>y<|endoftext|>", "<|endoftext", "x<|ENDOFTEXT|>!! !!<|EndOfText|>?", "wow!yes!! ok ! no", "ΑΣ ΣΑΣ ς", "İstanbul ISPARTA ı", "ſ's 'ſ K Å ẞ", "café cafe\u0301 ﬁne",
    "naïve Ünïcödé Größe", "你好世界 こんにちは 안녕하세요 ᄒ", "Привет, мир! שלום עולם مرحبا", "🏳️‍🌈 👩🏽‍🚀 🇩🇪 ❤️ ☃",
    "a\u0085b\ufeffc\x1cd\u180ee\x00f\u200bg\u00a0h\u3000i\u2028j", "\U0001d54f \U0001f9ff\U00020000", "aaaaaaaaaaaaaaaaaaaaaaaaa",
    "antidisestablishmentarianism pneumonoultramicroscopicsilicovolcanoconiosis", "http://example.org/?q=1&r=%20#x",
    "\"quoted\" (paren) [brack] {brace} `tick` ~tilde^ $5 100% @home #tag a+b=c", "!!! ??? ... !?", "\u0344\u0958 \u1e9b\u0323",
    "tab\tnew\nline\r\nreturn", "ALL CAPS TITLE", "e\u0323\u0302 \u1ebf", "क्षत्रिय ไทย ქართული",
    "&lt;b&gt;bold&lt;/b&gt; &eacute; &#233; &#xe9; &amp;#39; &notit; &nbsp;x &hearts", "A & B &c &AMP; &amp", "ends with </w> here",
]  # fmt: skip

# What ftfy mends, and what is left alone because it looks like it.
BROKEN = [
    "don’t ‘quote’ “double” ‚low‛ ‟x„ ʼn", "ﬁne ﬂow eﬃcient oﬀ ﬄ ﬅ ﬆ Ĳssel ĳs ŉ Ǆ ǆ ǉ ǌ Ǳ", "ＦＵＬＬ　ｗｉｄｔｈ　１２３！ ｶﾀｶﾅ ﾞ ￣ ￥",
    "a\r\nb\rc\u2028d\u2029e\u0085f", "\x1b[36;44mblue\x1b[0m \x1b[K", "soft\u00adhyphen zero\u200bwidth \ufefftext\ufffc \u206a\ufff9x",
    "\x80uro \x93quoted\x94 \x81 \x97", "P&EACUTE;REZ &NTILDE; &nTILDE; BUNDESSTRA&SZLIG;E &LTIMES; &Aacute;", "&lt;b&gt; & &amp;lt;", "&lt;<&lt;",
    "a &eacute\n<b>\n&eacute; &amp;eacute;", "&amp;amp;amp;amp; &#x26;amp; &#38;#38;", "&notit; &not; &hearts &hearts;",
    "schÃ¶n", "â€œquotedâ€\x9d", "l’humanitÃ©", "naïve café – “déjà vu”… 50 € ½", "<start_of_text> <|startoftext|> !!<|endoftext|> <|endoftext|>!!<|endoftext|>",
]  # fmt: skip

CLIP_WORDS = r"""'s|'t|'re|'ve|'m|'ll|'d|[\p{L}]+|[\p{N}]|[^\s\p{L}\p{N}]+"""


def merged(tokenizer: CLIPTokenizer, word: str) -> list[str]:
    """The pieces that merging makes of a word."""
    return tokenizer.bpe("".join(tokenizer.byte_encoder[byte] for byte in word.encode())).split(" ")


def json_files(small: CLIPTokenizerFast) -> dict[str, dict]:
    """tokenizer.json as CLIPTokenizerFast writes it, as transformers 5 does, and with "!" for a token of its own."""
    fast = json.loads(small.backend_tokenizer.to_str())
    five = json.loads(small.backend_tokenizer.to_str())
    for token in five["added_tokens"]:
        token["normalized"] = False
    split = five["pre_tokenizer"]["pretokenizers"][0]["pattern"]
    split["Regex"] = r"<\|startoftext\|>|<\|endoftext\|>|" + split["Regex"]
    exclamation = json.loads(small.backend_tokenizer.to_str())
    exclamation["added_tokens"].insert(0, {**five["added_tokens"][0], "id": 0, "content": "!"})
    return {"fast": fast, "transformers-5": five, "exclamation": exclamation}


def random_texts(count: int) -> list[str]:
    draw = random.Random(5)
    ranges = [(0x20, 0x250), (0x300, 0x370), (0x391, 0x3CA), (0x400, 0x500), (0x1E00, 0x1F00), (0x2000, 0x2100), (0x4E00, 0x4E40)]
    pool = [chr(c) for first, end in ranges for c in range(first, end)] + [chr(c) for c in range(0x1F600, 0x1F640)]
    letters = "abcdefghijklmnopqrstuvwxyz     'stremld0123!?"
    pick = lambda: draw.choice(pool) if draw.random() < 0.4 else draw.choice(letters)  # noqa: E731
    return ["".join(pick() for _ in range(draw.randint(1, 40))) for _ in range(count)]


def html_texts(count: int) -> list[str]:
    """References to characters, whole and broken, by name and by number."""
    draw = random.Random(8)
    names = sorted(html5)

    def reference() -> str:
        kind, end = draw.random(), draw.choice(["", ";", "x", "=", "0", " ", "&"])
        if kind < 0.5:
            name = draw.choice(names)
            return "&" + name[: draw.randint(1, len(name))] + end
        number = draw.choice([draw.randint(0, 300), draw.randint(0, 70000), draw.randint(0, 0x120000)])
        return f"&#{number}{end}" if kind < 0.75 else f"&#{draw.choice('xX')}{number:x}{end}"

    return ["a".join(reference() for _ in range(draw.randint(1, 5))) for _ in range(count)]


def train(texts: list[str], size: int, words_of) -> tuple[dict[str, int], list[tuple[str, str]]]:
    """BPE by its definition: count all pairs again after each merge; of equal counts the pair with the smaller ids."""
    counts = Counter(word for text in texts for word in words_of(text))
    words = {word: [*word[:-1], word[-1] + "</w>"] for word in counts}
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    symbols = [chr(b) for b in printable] + [chr(256 + n) for n in range(256 - len(printable))]
    symbols += [s + "</w>" for s in symbols]
    ids = {symbol: i for i, symbol in enumerate(symbols)}
    merges = []
    while len(ids) + 2 < size:
        pairs = Counter()
        for word, parts in words.items():
            for pair in zip(parts, parts[1:]):
                pairs[pair] += counts[word]
        best = max(pairs.items(), key=lambda item: (item[1], -ids[item[0][0]], -ids[item[0][1]]), default=None)
        if best is None or best[1] < 2:
            break
        (left, right), _ = best
        merges.append((left, right))
        ids.setdefault(left + right, len(ids))
        for parts in words.values():
            i = 0
            while i + 1 < len(parts):
                if (parts[i], parts[i + 1]) == (left, right):
                    parts[i : i + 2] = [left + right]
                i += 1
    for special in ("<|startoftext|>", "<|endoftext|>"):
        ids[special] = len(ids)
    return ids, merges


def main() -> None:
    clip = sys.argv[1]
    fast = CLIPTokenizerFast.from_pretrained(clip)
    backend = fast.backend_tokenizer
    words_of = lambda text: [w for w, _ in backend.pre_tokenizer.pre_tokenize_str(backend.normalizer.normalize_str(text))]  # noqa: E731
    texts = TEXTS + random_texts(250) + html_texts(60) + BROKEN
    encode = lambda t, text: t(text, add_special_tokens=False).input_ids  # noqa: E731
    goldens = {
        "corpus": CORPUS,
        "texts": texts,
        "vocabularies": {name: {"vocabSize": size, "contextLength": length} for name, (size, length) in VOCABULARIES.items()},
        "ids": {"clip": [encode(fast, text) for text in texts]},
        "padded": {},
        "decoded": [fast.decode(encode(fast, text), clean_up_tokenization_spaces=False) for text in TEXTS],
    }
    for name, (size, length) in VOCABULARIES.items():
        folder = GOLDENS / "models" / name
        folder.mkdir(parents=True, exist_ok=True)
        vocab, merges = train(CORPUS, size, words_of)
        (folder / "vocab.json").write_text(json.dumps(vocab, ensure_ascii=False), encoding="utf-8")
        lines = ["#version: 0.2", *(" ".join(pair) for pair in merges)]
        (folder / "merges.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")
        special = {f"{role}_token": f"<|{'start' if role == 'bos' else 'end'}oftext|>" for role in ("bos", "eos", "pad", "unk")}
        config = {"tokenizer_class": "CLIPTokenizer", "model_max_length": length, **special}
        (folder / "tokenizer_config.json").write_text(json.dumps(config, indent=2) + "\n")
        small = CLIPTokenizerFast.from_pretrained(folder, model_max_length=length)
        goldens["ids"][name] = [encode(small, text) for text in texts]
        goldens["padded"][name] = small(TEXTS, padding="max_length", truncation=True, max_length=length).input_ids
    goldens["json"] = {}
    (GOLDENS / "tokenizers").mkdir(exist_ok=True)
    for name, content in json_files(small).items():
        path = GOLDENS / f"tokenizers/{name}.json"
        path.write_text(json.dumps(content, ensure_ascii=False) + "\n", encoding="utf-8")
        tokenizer = Tokenizer.from_file(str(path))
        tokenizer.no_padding()
        tokenizer.no_truncation()
        goldens["json"][name] = [tokenizer.encode(text, add_special_tokens=False).ids for text in texts]
    # OpenAI's and OpenCLIP's own tokenizers on the same vocabulary: ftfy, HTML unescaped twice, str.lower, their patterns.
    # ftfy without its guesses at wrong encodings; "wronglyDecoded" are the texts that these would change.
    slow = CLIPTokenizer.from_pretrained(clip)
    fix = lambda text: ftfy.fix_text(text, fix_encoding=False)  # noqa: E731
    goldens["wronglyDecoded"] = [i for i, text in enumerate(texts) if ftfy.fix_text(text) != fix(text)]
    unescape = lambda text: html.unescape(html.unescape(fix(text))).strip()  # noqa: E731
    cleaning = {"openai": lambda text: regex.sub(r"\s+", " ", unescape(text)), "openclip": lambda text: " ".join(unescape(text).split())}
    specials = {"openai": ("<|startoftext|>", "<|endoftext|>"), "openclip": ("<start_of_text>", "<end_of_text>")}
    for name, clean in cleaning.items():
        bos, eos = specials[name]
        ids = {bos: slow.encoder["<|startoftext|>"], eos: slow.encoder["<|endoftext|>"]}
        words = regex.compile(f"{regex.escape(bos)}|{regex.escape(eos)}|" + CLIP_WORDS, regex.IGNORECASE)
        goldens[name] = {"cleaned": [], "ids": []}
        for text in texts:
            cleaned = clean(text).strip().lower()
            pieces = words.findall(cleaned)
            found = [[ids[word]] if word in ids else [slow.encoder[part] for part in merged(slow, word)] for word in pieces]
            goldens[name]["cleaned"].append(cleaned)
            goldens[name]["ids"].append(list(itertools.chain.from_iterable(found)))
    (GOLDENS / "tokens.json").write_text(json.dumps(goldens) + "\n")


main()
