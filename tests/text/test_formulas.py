"""Formulas as they are spoken: with the value that they are written with."""

from __future__ import annotations

import pytest

from tests.text.speaking import spoken_alike


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"Use \(1\frac{1}{2}\) cups", "Use 1 1/2 cups"),
        (r"\(\frac{}{2}\), \(\frac{1}{}\), \(\sqrt{}\) and $x^{}$", "/2, 1/, √ and x"),
        (r"\( 3\frac{1}{4}+2\frac{1}{2}=5\frac{3}{4} \)", "3 1/4+2 1/2=5 3/4"),
        (r"2\(\frac{1}{2}\) or 2$\frac{1}{2}$ cups", "2 1/2 or 2 1/2 cups"),
        (r"Use 1\frac12 cups, 5\times3", "Use 1 1/2 cups, 5×3"),
        (
            r"\boxed{x = \frac{\sqrt{b^{2} - 4}}{2a}}, C:\times\a or dir5\times",
            "x = (√(b² - 4))/2a, C:\\times\\a or dir5\\times",
        ),
        (r"Use 1\frac{1}{2} cups and \frac{1}{2}x", "Use 1 1/2 cups and 1/2 x"),
        (r"\(\frac{2}{3}\frac{3}{4}\) and \frac{2}{3}\frac{3}{4}", "2/3 × 3/4 and 2/3 × 3/4"),
        (r"\(\frac{d}{dx}x^2\), \(\frac{x}{y}z\)", "d/dx x², x/y z"),
        (r"$\sqrt{2}x$, $2\sqrt{3}\sqrt{5}$, $\frac{1}{2}^2$", "√2 x, 2√3 × √5, (1/2)²"),
        (r"$2^\frac{1}{2}$, $\frac{\frac{1}{2}}{3}$", "2^(1/2), (1/2)/3"),
        (
            r"$\sum_{i=1}^{n} i$, $\int_a^b f(x)\,dx$, $a_{n+1} = a_n$",
            "∑(i=1…n) i, ∫(a…b) f(x) dx, a (n+1) = a n",
        ),
        (
            r"\(\frac{1}{2}\)x, $\frac{\partial}{\partial x}f$, $e^{-\frac{x^2}{2}}$",
            "1/2 x, ∂/∂x f, e^(-x²/2)",
        ),
    ],
)
def test_a_fraction_or_a_root_keeps_its_value_beside_others(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"$$\begin{aligned} x+5 &= 12 \\ x &= 12-5 \end{aligned}$$", "x+5 = 12, x = 12-5"),
        ("\\[\nx + 5 = 12 \\\\\nx = 7\n\\]", "x + 5 = 12, x = 7"),
        ("$$\nx + 5 = 12\nx = 7\n$$", "x + 5 = 12, x = 7"),
        ("$$\nx\n= 7\n$$", "x = 7"),
        ("\\begin{align}\na &= b \\\\\nc &= d\n\\end{align}\nSo.", "a = b, c = d. So."),
        (r"$$\left\{\begin{array}{l} x=5 \\ y=1 \end{array}\right.$$", "x=5; y=1"),
        (r"\[\begin{align*} y &= a + b, \\[4pt] &= c \end{align*}\]", "y = a + b, = c"),
        (r"$x = 1\quad y = 2$ and $x = 1 \quad\Rightarrow\quad y = 2$", "x = 1, y = 2 and x = 1 ⇒ y = 2"),
        (r"$f = \begin{cases} x & x>0 \\ -x & \text{if } x<0 \end{cases}$", "f = x, x>0; -x if x<0"),
        (r"$A = \begin{pmatrix} 1 & 2 \\ 3 & 4 \end{pmatrix}$", "A = (1, 2; 3, 4)"),
    ],
)
def test_the_rows_of_a_formula_are_heard_apart(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected


@pytest.mark.parametrize(("opening", "closing"), [("$$", "$$"), ("\\[", "\\]")])
def test_a_long_derivation_is_a_formula(opening: str, closing: str) -> None:
    rows = " \\\\\n".join(rf"x_{{{i}}} &= \frac{{{i}}}{{7}} + \sqrt{{{i}}}" for i in range(1, 60))
    written = f"{opening}\n\\begin{{aligned}}\n{rows}\n\\end{{aligned}}\n{closing}\nSo."
    expected = ", ".join(f"x{str(i).translate(LOWERED)} = {i}/7 + √{i}" for i in range(1, 60))
    assert spoken_alike(written) == f"{expected}. So."


LOWERED = str.maketrans("0123456789", "₀₁₂₃₄₅₆₇₈₉")


def test_dollars_that_begin_no_formula_hold_back_no_more_than_their_paragraph() -> None:
    assert spoken_alike("$$ is money\n\nand so on $$") == "$$ is money and so on $$"


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        (r"$25^\circ\text{C}$, $37^\circ\mathrm{C}$, $20\,^\circ\text{C}$", "25°C, 37°C, 20 °C"),
        (r"$5\cdot\text{m}$, $\pi\text{cm}$, $\Delta\text{H}$, $\lambda\vec{v}$", "5·m, πcm, ΔH, λv"),
        (r"$\ce{H2O}$, $\overrightarrow{AB}$, $\cancel{x}$, $\unknown{x}y$", "H2O, AB, x, xy"),
        (r"$x=1 \tag{1}$, $x \equiv 2 \pmod{5}$", "x=1, x ≡ 2 (mod 5)"),
        (r"$\textcolor{red}{x=1}$, $a\hspace{1cm}b$", "x=1, a b"),
        (r"$5^{th}$, $20^{\text{th}}$ and 5^{th}", "5th, 20th and 5th"),
        (r"$\sin\theta + 2\cos x = \log_2 8$", "sin θ + 2 cos x = log₂ 8"),
        (r"30^{\circ}C, 180^\circ", "30°C, 180°"),
    ],
)
def test_a_command_does_not_stick_to_what_follows(written: str, expected: str) -> None:
    assert spoken_alike(written) == expected
