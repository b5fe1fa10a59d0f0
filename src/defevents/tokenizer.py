"""Tokenizer rules for the writing habits of defence news, added to spaCy's English ones."""

from __future__ import annotations

import re
from typing import Any

from spacy.language import Language
from spacy.util import compile_infix_regex, compile_prefix_regex, compile_suffix_regex

from defevents.errors import ModelError

__all__ = ["adapt_tokenizer"]

# Currency signs of more than one letter that spaCy leaves glued to the number: RM21.70, Rs70,500, NT$31, USD8.
PREFIXES = (r"(?:RM|Rs\.?|kr|[A-Z]{3})(?=\d[\d.,]*(?:$|[mbk]n?$))", r"(?:NT|HK|NZ|AU|CA|CDN|USD|S|R|MX)\$(?=\d)")

# A sentence's full stop after a designator: "the F-35A." (spaCy splits only after lower case and two capitals).
SUFFIXES = (r"(?<=\d[A-Z])\.", r"(?<=\d[A-Z]{2})\.")

# 155mm/F-35, Mk-41/SM-6 fall apart at the slash; 3–7 June at the dash; U.S.-made after the abbreviation.
INFIXES = (r"(?<=[\w)])/(?=\w)", r"(?<=\d)[–—](?=\d)", r"(?<=[A-Za-z]\.)[-–](?=[A-Za-z])")

# Designators that end in the sign of a unit stay whole, as they are no quantities: T-90M, Tu-22M3M, Ka-52K, 9K720M.
# spaCy tries this on what is left once brackets, quotes and full stops are off.
WHOLE = re.compile(
    r"(?:[A-Z][A-Za-z]{0,5}-\d{1,4}(?:[A-Z]+\d{0,3})*[A-Z]|(?:[A-Z]{1,3}\d+|\d{1,2})(?:[A-Z]+\d+)+[A-Z]+)$"
)


def adapt_tokenizer(nlp: Language) -> None:
    """Add the rules to the tokenizer of `nlp`, in place; a second call changes nothing.

    Parameters
    ----------
    nlp
        A pipeline whose tokenizer is spaCy's rule-based `Tokenizer` for English.

    Raises
    ------
    ModelError
        If it has another tokenizer.
    """
    defaults = nlp.Defaults
    tokenizer: Any = nlp.tokenizer
    if not hasattr(tokenizer, "prefix_search"):
        raise ModelError(f"the pipeline's tokenizer is {type(tokenizer).__name__}, not spaCy's rule-based Tokenizer")
    tokenizer.prefix_search = compile_prefix_regex([*(defaults.prefixes or ()), *PREFIXES]).search
    tokenizer.suffix_search = compile_suffix_regex([*(defaults.suffixes or ()), *SUFFIXES]).search
    tokenizer.token_match = WHOLE.match
    tokenizer.infix_finditer = compile_infix_regex([*(defaults.infixes or ()), *INFIXES]).finditer
