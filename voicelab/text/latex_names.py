"""Names of LaTeX: what its commands stand for."""

from __future__ import annotations

__all__ = ["COMMANDS", "DROPPED", "FUNCTIONS", "KEPT", "SILENT", "SYMBOLS", "TWO_PARTS"]


def _listed(text: str) -> list[str]:
    return text.split()


SYMBOLS = dict(
    each.split("=")
    for each in _listed(
        "times=× cdot=· div=÷ pm=± mp=∓ le=≤ leq=≤ leqslant=≤ ge=≥ geq=≥ geqslant=≥ ne=≠ neq=≠ approx=≈ "
        "equiv=≡ sim=∼ simeq=≃ cong=≅ propto=∝ ll=≪ gg=≫ infty=∞ partial=∂ nabla=∇ sum=∑ prod=∏ int=∫ "
        "iint=∬ oint=∮ in=∈ notin=∉ subset=⊂ subseteq=⊆ cup=∪ cap=∩ setminus=∖ forall=∀ exists=∃ neg=¬ "
        "land=∧ wedge=∧ lor=∨ vee=∨ oplus=⊕ otimes=⊗ to=→ rightarrow=→ longrightarrow=→ Rightarrow=⇒ "
        "Longrightarrow=⇒ implies=⇒ leftarrow=← iff=⇔ Leftrightarrow=⇔ leftrightarrow=↔ mapsto=↦ "
        "rightleftharpoons=⇌ therefore=∴ because=∵ angle=∠ triangle=△ perp=⊥ parallel=∥ circ=∘ degree=° "
        "prime=′ ldots=… dots=… cdots=… vdots=… ddots=… lt=< gt=> mid=| vert=| lvert=| rvert=| Vert=∥ "
        "lVert=∥ rVert=∥ "
        "langle=⟨ rangle=⟩ lfloor=⌊ rfloor=⌋ lceil=⌈ rceil=⌉ star=* ast=* bullet=· colon=: "
        "emptyset=∅ varnothing=∅ aleph=ℵ hbar=ℏ ell=ℓ alpha=α beta=β gamma=γ delta=δ epsilon=ε varepsilon=ε "
        "zeta=ζ eta=η theta=θ vartheta=θ iota=ι kappa=κ lambda=λ mu=μ nu=ν xi=ξ pi=π rho=ρ sigma=σ tau=τ "
        "upsilon=υ phi=φ varphi=φ chi=χ psi=ψ omega=ω Gamma=Γ Delta=Δ Theta=Θ Lambda=Λ Xi=Ξ Pi=Π Sigma=Σ "
        "Phi=Φ Psi=Ψ Omega=Ω"
    )
)
"""What stands for itself."""

FUNCTIONS = frozenset(
    _listed(
        "sin cos tan cot sec csc arcsin arccos arctan sinh cosh tanh log ln lg exp lim limsup liminf max min "
        "sup inf arg det dim ker gcd lcm deg mod bmod Pr hom"
    )
)
"""Names that are spoken, whatever stands behind them."""

SILENT = frozenset(
    _listed(
        "left right middle big Big bigg Bigg bigl bigr Bigl Bigr displaystyle textstyle scriptstyle limits "
        "nolimits begin end hline hfill nonumber notag rm bf it small large"
    )
)
"""Names that say how a formula looks."""

DROPPED = frozenset(
    _listed("require tag label hspace vspace phantom hphantom vphantom color ref eqref cite begin end hskip")
)
"""Names that say how a formula looks, with the braces behind them."""

KEPT = {"pmod": " (mod {})", "xrightarrow": " → ({}) ", "xleftarrow": " ← ({}) "}
"""What a command adds to the braces behind it; any other adds nothing."""

TWO_PARTS = _listed("textcolor colorbox overset underset stackrel raisebox href")
"""Commands of which the second braces are spoken."""

_WRAPPERS = _listed(
    "text textbf textit textrm mathrm mathbf mathit mathbb mathcal mathsf operatorname mbox boxed emph "
    "overline underline overrightarrow vec hat bar tilde ce cancel"
)
COMMANDS = frozenset([*SYMBOLS, *_WRAPPERS, *KEPT, "sqrt", "frac", "dfrac", "tfrac", "cfrac", "binom"])
"""Names that are taken for LaTeX outside of a formula, too."""
