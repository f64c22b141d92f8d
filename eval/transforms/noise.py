"""What scanning does to characters: in words (a person reads on), in digits (a person can't be sure any more)."""

from __future__ import annotations

import re
from random import Random

from eval.transforms.words import words

_WORD = re.compile(r"(?<![A-Za-z0-9])[a-z]{6,}(?![A-Za-z0-9])")
_NUMBER = re.compile(r"(?<![\dA-Za-z./:-])\d+(?:\.\d+)?(?![\dA-Za-z./:年月日-])")


def word_noise(text: str, language: str, chance: Random, amount: float) -> str:
    """In a share of the longer words a letter is misread, of the Chinese characters those that have a double."""
    if language == "zh":
        table = words()["looks_like_zh"]
        return "".join(table[char] if char in table and chance.random() < amount else char for char in text)
    table = words()["looks_like"]

    def misread(match: re.Match[str]) -> str:
        word = match[0]
        wrong = [letters for letters in table if letters in word[1:]]
        if not wrong or chance.random() >= amount:
            return word
        letters = chance.choice(wrong)
        return word[0] + word[1:].replace(letters, table[letters], 1)

    return _WORD.sub(misread, text)


def digit_noise(text: str, language: str, chance: Random, amount: float) -> str:
    """In a share of the numbers outside dates one digit is taken for a letter."""
    table = words()["digit_looks_like"]

    def misread(match: re.Match[str]) -> str:
        places = [place for place, char in enumerate(match[0]) if char in table]
        if not places or chance.random() >= amount:
            return match[0]
        place = chance.choice(places)
        return match[0][:place] + table[match[0][place]] + match[0][place + 1 :]

    return _NUMBER.sub(misread, text)
