"""Formulas: LaTeX as characters that a voice of any language can say, such as ``x²`` and ``1/2``."""

from __future__ import annotations

import re

__all__ = ["COMMANDS", "LONGEST_FORMULA", "is_formula", "may_be_formula", "spoken_formula", "subscript"]
__all__ += ["superscript"]


def _listed(text: str) -> list[str]:
    return text.split()


LONGEST_FORMULA = 400
"""Characters that a formula may have; what is longer is taken as it stands."""

_RAISED = str.maketrans("0123456789+-−=()n", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻⁼⁽⁾ⁿ")
_LOWERED = str.maketrans("0123456789+-−=()", "₀₁₂₃₄₅₆₇₈₉₊₋₋₌₍₎")

_SYMBOLS = dict(
    each.split("=")
    for each in _listed(
        "times=× cdot=· div=÷ pm=± mp=∓ le=≤ leq=≤ ge=≥ geq=≥ ne=≠ neq=≠ approx=≈ equiv=≡ sim=∼ propto=∝ "
        "infty=∞ partial=∂ nabla=∇ sum=∑ prod=∏ int=∫ sqrt=√ in=∈ notin=∉ subset=⊂ subseteq=⊆ cup=∪ cap=∩ "
        "forall=∀ exists=∃ neg=¬ land=∧ lor=∨ to=→ rightarrow=→ Rightarrow=⇒ implies=⇒ leftarrow=← iff=⇔ "
        "leftrightarrow=↔ mapsto=↦ angle=∠ perp=⊥ parallel=∥ circ=° degree=° prime=′ ldots=… dots=… "
        "cdots=… lt=< gt=> mid=| emptyset=∅ alpha=α beta=β gamma=γ delta=δ epsilon=ε varepsilon=ε zeta=ζ "
        "eta=η theta=θ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ pi=π rho=ρ sigma=σ tau=τ upsilon=υ phi=φ "
        "varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ Phi=Φ Psi=Ψ "
        "Omega=Ω"
    )
)
_SILENT = frozenset(
    _listed("left right big Big bigg Bigg displaystyle textstyle limits nolimits quad qquad begin end")
)
_WRAPPERS = _listed(
    "text textbf textit textrm mathrm mathbf mathit mathbb mathcal mathsf operatorname mbox boxed "
    "emph overline underline vec hat bar tilde"
)

COMMANDS = frozenset([*_SYMBOLS, *_WRAPPERS, "frac", "dfrac", "tfrac", "cfrac", "binom"])
"""Names that are taken for LaTeX outside of a formula, too."""

_FRACTION = re.compile(r"\\[dtc]?frac\s*(?:\{([^{}]*)\}|(\w))\s*(?:\{([^{}]*)\}|(\w))")
_BINOMIAL = re.compile(r"\\binom\s*\{([^{}]*)\}\s*\{([^{}]*)\}")
_ROOT = re.compile(r"\\sqrt\s*(?:\[([^\[\]]*)\])?\s*(?:\{([^{}]*)\}|(\w))")
_WRAPPED = re.compile(rf"\\(?:{'|'.join(_WRAPPERS)})\s*\{{([^{{}}]*)\}}")
_RAISED_GROUP = re.compile(r"\^\s*(?:\{([^{}]*)\}|(\\[A-Za-z]+|-?\d+(?:\.\d+)?|[^\s{}\\]))")
_LOWERED_GROUP = re.compile(r"_\s*(?:\{([^{}]*)\}|(\\[A-Za-z]+|\d+|[^\s{}\\]))")
_ENVIRONMENT = re.compile(r"\\(?:begin|end)\s*\{[^{}]*\}(?:\{[lcr|]*\})?")
_GROUP = re.compile(r"(?<!\\)\{([^{}]*)\}")
_COMMAND = re.compile(r"\\([A-Za-z]+)\*?\s?")
_SPACE = re.compile(r"\\[,;:!>\\ ]|(?<!\\)[~&]")

_CARET = "\ue002"
"""Of a power that is no number; not read again."""

_MARKS_OF_FORMULAS = re.compile(r"[\\^_{}=]")
_SHORT = re.compile(
    r"[A-Za-z]{1,2}['!]{0,3}|[A-Za-z]{0,3}'{0,3}\([A-Za-z0-9 ,]{1,9}\)"
    r"|[A-Za-z][A-Za-z0-9]{0,2}(?:, ?[A-Za-z0-9]{1,3}){1,4}|\[[A-Za-z0-9 ,]{1,9}\]"
    r"|[-+]?\d+(?:[.,]\d+)*[A-Za-z]{0,2}!?"
    r"|[A-Za-z0-9.()'! ]{1,12}[-+*/<>|:][A-Za-z0-9.()'! +*/<>|:-]{1,24}"
)
_SHORT_BEGUN = re.compile(r"[A-Za-z0-9.()'!\[]{0,12}(?: ?[-+*/<>|:,] ?[A-Za-z0-9.()'!\]]{0,12})* ?")
_WORD = re.compile(r"[A-Za-z]{4}")


def may_be_formula(inner: str) -> bool:
    """Say whether what was begun by a dollar sign may still be a formula, and is no price."""
    if inner[:1].isspace() or len(inner) >= LONGEST_FORMULA:
        return False
    if _MARKS_OF_FORMULAS.search(inner):
        return True
    return _SHORT_BEGUN.fullmatch(inner) is not None and not _WORD.search(inner)


def is_formula(inner: str) -> bool:
    """Say whether what stands between two dollar signs is a formula."""
    if not inner.strip() or inner != inner.strip():
        return False
    if _MARKS_OF_FORMULAS.search(inner):
        return True
    return _SHORT.fullmatch(inner) is not None and not _WORD.search(inner)


def spoken_formula(latex: str) -> str:
    """Return a formula as a voice should say it.

    Examples
    --------
    >>> spoken_formula(r"\\frac{1}{2} \\times x^2 \\leq \\sqrt{y_1}")
    '1/2 × x² ≤ √y₁'
    """
    text = _ENVIRONMENT.sub(" ", latex).replace(r"\{", "\ue000").replace(r"\}", "\ue001")
    for _ in range(32):  # from the innermost braces outwards
        before = text
        text = _WRAPPED.sub(r"\1", text)
        text = _FRACTION.sub(lambda m: f"{_part(m[1] or m[2])}/{_part(m[3] or m[4])}", text)
        text = _BINOMIAL.sub(r"(\1, \2)", text)
        text = _ROOT.sub(lambda m: f"{superscript(m[1]) if m[1] else ''}√{_part(m[2] or m[3])}", text)
        text = _RAISED_GROUP.sub(lambda m: _raised(_symbols(m[1] or m[2] or "")), text)
        text = _LOWERED_GROUP.sub(lambda m: subscript(_symbols(m[1] or m[2] or "")), text)
        text = text if text != before else _GROUP.sub(r"\1", text)
        if text == before:
            break
    text = _SPACE.sub(" ", _symbols(text)).replace("\ue000", "{").replace("\ue001", "}").replace(_CARET, "^")
    return " ".join(re.sub(r"\\(?=[^\w\s])|[\\$]", "", text).split())


def superscript(text: str) -> str:
    """Return a power, with raised digits where it is a number."""
    return _raised(text).replace(_CARET, "^")


def subscript(text: str) -> str:
    """Return an index, with lowered digits where it is a number."""
    plain = text.strip()
    lowered = plain.translate(_LOWERED)
    return lowered if not any(map(_is_plain, lowered)) else f" {plain}"


def _raised(text: str) -> str:
    plain = text.strip()
    if not plain or plain in ("°", "′"):
        return plain
    raised = plain.translate(_RAISED)
    return _CARET + _part(plain) if any(map(_is_plain, raised)) else raised


def _is_plain(character: str) -> bool:
    return character.isascii() or (character.isalpha() and character != "ⁿ")


def _symbols(text: str) -> str:
    def symbol(command: re.Match[str]) -> str:
        name = command[1]
        if name in _SILENT:
            return ""
        spaced = command[0][-1:].isspace()
        return _SYMBOLS.get(name, f" {name}") + (" " if spaced else "")

    return _COMMAND.sub(symbol, text)


def _part(text: str) -> str:
    """Return a part of a formula, in brackets where it has parts of its own."""
    plain = text.strip()
    return (
        plain
        if re.fullmatch(r"[\w.√²³]*", plain) or (plain[:1] == "(" and plain[-1:] == ")")
        else f"({plain})"
    )
