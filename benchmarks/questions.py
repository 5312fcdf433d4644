"""Plain questions for the models that reply, with what is accepted; set before any was asked.

The patterns are looked for in any case. What is accepted is what people who know the answer would accept;
whether the rest of the reply is right is for the reader of the table.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

_FRUIT = "apple|banana|orange|grape|pear|strawberr|mango|kiwi|cherr|peach|lemon|pineapple|melon|plum"


@dataclass(frozen=True, slots=True)
class Question:
    """A question and what its answer must hold."""

    text: str
    accepted: str

    def is_answered_by(self, reply: str) -> bool:
        """Say whether a reply holds what is accepted."""
        return re.search(self.accepted, reply, re.IGNORECASE | re.DOTALL) is not None


QUESTIONS: dict[str, tuple[Question, ...]] = {
    "English": (
        Question("What is the capital of France?", r"\bParis\b"),
        Question("What is the tallest mountain in the world?", r"\bEverest\b"),
        Question("How many days are there in a week?", r"\b(seven|7)\b"),
        Question("Who wrote Romeo and Juliet?", r"\bShakespeare\b"),
        Question("What color do you get when you mix blue and yellow?", r"\bgreen\b"),
        Question("What is two plus three?", r"\b(five|5)\b"),
        Question("What is the largest ocean on Earth?", r"\bPacific\b"),
        Question("How many legs does a spider have?", r"\b(eight|8)\b"),
        Question("Which planet is closest to the Sun?", r"\bMercury\b"),
        Question("Who painted the Mona Lisa?", r"\b(Leonardo|Da Vinci)\b"),
        Question("At what temperature does water boil?", r"\b(100|212|hundred)\b"),
        Question("What language do people speak in Brazil?", r"\bPortuguese\b"),
        Question("What is the opposite of hot?", r"\b(cold|cool)\b"),
        Question("How many minutes are there in an hour?", r"\b(sixty|60)\b"),
        Question("Name three fruits.", rf"(?:\b(?:{_FRUIT}).*){{3}}"),
        Question("Who was the first person to walk on the Moon?", r"\bArmstrong\b"),
        Question("What do bees make?", r"\bhoney\b"),
        Question("What is the chemical symbol for gold?", r"(?-i:\bAu\b)"),
        Question("In which country are the pyramids of Giza?", r"\bEgypt\b"),
        Question("How many continents are there?", r"\b(seven|7)\b"),
        Question("What is the currency of Japan?", r"\byen\b"),
        Question("What is seven times eight?", r"\b(56|fifty-six|fifty six)\b"),
        Question("What is the capital of Italy?", r"\bRome\b"),
        Question("Which animal is known as the king of the jungle?", r"\blion\b"),
        Question("What do plants need to grow?", r"\b(water|light|sunlight|sun)\b"),
        Question("How do you say thank you in Spanish?", r"\bgracias\b"),
        Question("At how many degrees Celsius does water freeze?", r"\b(zero|0)\b"),
        Question("How many hours are in a day?", r"\b(24|twenty-four|twenty four)\b"),
        Question("Who was the first president of the United States?", r"\bWashington\b"),
        Question(
            "Make a comma separated list of all continents.",
            "(?=.*Africa)(?=.*Antarctica)(?=.*Asia)(?=.*(?:Australia|Oceania))(?=.*Europe)"
            "(?=.*North America)(?=.*South America)",
        ),
    ),
    "German": (
        Question("Was ist die Hauptstadt von Deutschland?", r"\bBerlin\b"),
        Question("Wie viele Tage hat eine Woche?", r"\b(sieben|7)\b"),
        Question("Was ist der höchste Berg der Welt?", r"\bEverest\b"),
        Question("Wer hat den Faust geschrieben?", r"\bGoethe\b"),
        Question("Welche Farbe hat der Himmel?", r"\bblau"),
        Question("Wie viel ist zwei plus drei?", r"\b(fünf|5)\b"),
        Question("Wie heißt die Hauptstadt von Österreich?", r"\bWien\b"),
        Question("Was fressen Kühe?", r"\b(Gras|Gräser|Heu)\b"),
        Question("Wie viele Stunden hat ein Tag?", r"\b(24|vierundzwanzig)\b"),
        Question("In welchem Land liegt Paris?", r"\bFrankreich\b"),
    ),
    "Spanish": (
        Question("¿Cuál es la capital de España?", r"\bMadrid\b"),
        Question("¿Cuántos días tiene una semana?", r"\b(siete|7)\b"),
        Question("¿Quién escribió Don Quijote?", r"\bCervantes\b"),
        Question("¿Cuál es el océano más grande del mundo?", r"\bPac[ií]fico\b"),
        Question("¿De qué color es la hierba?", r"\bverde\b"),
        Question("¿Cuánto es dos más tres?", r"\b(cinco|5)\b"),
        Question("¿Cuál es la capital de Argentina?", r"\bBuenos Aires\b"),
        Question("¿Cuántos meses tiene un año?", r"\b(doce|12)\b"),
        Question("¿Qué idioma se habla en México?", r"\b(español|castellano)\b"),
        Question("¿Cuál es el planeta más cercano al Sol?", r"\bMercurio\b"),
    ),
}
"""The questions by their language."""
