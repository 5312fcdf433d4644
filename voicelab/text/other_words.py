"""What is said for units, titles, operations and times of day in other languages than English."""

from __future__ import annotations

__all__ = ["ABBREVIATIONS", "CENTS", "HALVES", "ONE_AND_A_HALF", "OPERATIONS", "TIMES", "UNITS"]

UNITS: dict[str, dict[str, str]] = {
    "de": {
        "km": "kilometer", "m": "meter|metern", "cm": "zentimeter", "mm": "millimeter", "m2": "quadratmeter",
        "kg": "kilogramm|kilo", "g": "gramm", "mg": "milligramm", "l": "liter", "ml": "milliliter",
        "km/h": "kilometer pro stunde|stundenkilometer", "min": "minuten|minute", "h": "stunden|stunde",
        "kwh": "kilowattstunden|kilowattstunde", "gb": "gigabyte", "mb": "megabyte",
        "mio": "millionen|million", "mrd": "milliarden|milliarde", "°f": "grad fahrenheit",
    },
    "es": {
        "km": "kilómetros|kilómetro", "m": "metros|metro", "cm": "centímetros|centímetro",
        "mm": "milímetros|milímetro", "m2": "metros cuadrados", "kg": "kilogramos|kilogramo|kilos|kilo",
        "g": "gramos|gramo", "mg": "miligramos|miligramo", "l": "litros|litro", "ml": "mililitros|mililitro",
        "km/h": "kilómetros por hora", "min": "minutos|minuto", "h": "horas|hora", "gb": "gigabytes|gigas",
        "mb": "megabytes|megas", "°c": "grado celsius|grados centígrados", "°f": "grados fahrenheit",
    },
    "fr": {
        "km": "kilomètres|kilomètre", "m": "mètres|mètre", "cm": "centimètres|centimètre",
        "mm": "millimètres|millimètre", "m2": "mètres carrés", "kg": "kilogrammes|kilogramme|kilos|kilo",
        "g": "grammes|gramme", "mg": "milligrammes|milligramme", "l": "litres|litre",
        "ml": "millilitres|millilitre", "km/h": "kilomètres par heure|kilomètres heure",
        "min": "minutes|minute", "h": "heures|heure", "go": "gigaoctets", "mo": "mégaoctets",
        "°c": "degré celsius", "°f": "degrés fahrenheit",
    },
    "it": {
        "km": "chilometri|chilometro", "m": "metri|metro", "cm": "centimetri|centimetro",
        "mm": "millimetri|millimetro", "m2": "metri quadrati|metri quadri",
        "kg": "chilogrammi|chilogrammo|chili|chilo", "g": "grammi|grammo", "mg": "milligrammi|milligrammo",
        "l": "litri|litro", "ml": "millilitri|millilitro", "km/h": "chilometri all'ora|chilometri orari",
        "min": "minuti|minuto", "h": "ore|ora", "gb": "gigabyte", "mb": "megabyte",
        "°c": "grado celsius|gradi centigradi", "°f": "gradi fahrenheit",
    },
    "nl": {
        "km": "kilometer", "m": "meter", "cm": "centimeter", "mm": "millimeter", "m2": "vierkante meter",
        "kg": "kilogram|kilo", "g": "gram", "mg": "milligram", "l": "liter", "ml": "milliliter",
        "km/h": "kilometer per uur", "min": "minuten|minuut", "u": "uur", "gb": "gigabyte",
        "mb": "megabyte", "°c": "graad celsius", "°f": "graden fahrenheit",
    },
    "pt": {
        "km": "quilômetros|quilômetro|quilómetros|quilómetro", "m": "metros|metro",
        "cm": "centímetros|centímetro", "mm": "milímetros|milímetro", "m2": "metros quadrados",
        "kg": "quilogramas|quilograma|quilos|quilo", "g": "gramas|grama", "mg": "miligramas|miligrama",
        "l": "litros|litro", "ml": "mililitros|mililitro",
        "km/h": "quilômetros por hora|quilómetros por hora", "min": "minutos|minuto", "h": "horas|hora",
        "gb": "gigabytes|gigas", "mb": "megabytes|megas", "°c": "grau celsius", "°f": "graus fahrenheit",
    },
    "ru": {
        "км": "километров|километра|километр", "м": "метров|метра|метр",
        "см": "сантиметров|сантиметра|сантиметр", "мм": "миллиметров|миллиметра|миллиметр",
        "кг": "килограммов|килограмма|килограмм", "г": "граммов|грамма|грамм", "л": "литров|литра|литр",
        "км/ч": "километров в час|километра в час|километр в час", "мин": "минут|минуты|минута",
    },
}  # fmt: skip
"""What units behind numbers are called, parted by bars; of `°c`, beside what `SIGNS` has."""

ABBREVIATIONS: dict[str, dict[str, str]] = {
    "de": {
        "dr": "doktor", "prof": "professor", "hr": "herr", "hrn": "herrn", "fr": "frau", "st": "sankt",
        "nr": "nummer", "z b": "zum beispiel", "d h": "das heißt", "u a": "unter anderem",
        "usw": "und so weiter", "bzw": "beziehungsweise", "ca": "circa|zirka", "evtl": "eventuell",
        "ggf": "gegebenenfalls", "vgl": "vergleiche", "inkl": "inklusive", "str": "straße",
    },
    "es": {
        "sr": "señor", "sra": "señora", "srta": "señorita", "dr": "doctor", "dra": "doctora",
        "prof": "profesor", "d": "don", "dña": "doña", "ud": "usted", "uds": "ustedes", "av": "avenida",
        "etc": "etcétera", "p ej": "por ejemplo", "ee uu": "estados unidos", "núm": "número",
    },
    "fr": {
        "m": "monsieur", "mme": "madame", "mlle": "mademoiselle", "dr": "docteur", "prof": "professeur",
        "st": "saint", "ste": "sainte", "av": "avenue", "bd": "boulevard", "p ex": "par exemple",
        "etc": "et cetera|et cætera|etcétéra",
    },
    "it": {
        "sig": "signor|signore", "sig ra": "signora", "dott": "dottor|dottore", "dott ssa": "dottoressa",
        "dr": "dottor|dottore", "prof": "professor|professore", "prof ssa": "professoressa",
        "avv": "avvocato", "ing": "ingegner|ingegnere", "ecc": "eccetera", "ad es": "ad esempio",
    },
    "nl": {
        "dhr": "de heer|meneer", "mevr": "mevrouw", "mw": "mevrouw", "dr": "dokter|doctor",
        "prof": "professor", "nr": "nummer", "bijv": "bijvoorbeeld", "bv": "bijvoorbeeld",
        "o a": "onder andere", "d w z": "dat wil zeggen", "enz": "enzovoort", "etc": "et cetera|etcetera",
    },
    "pt": {
        "sr": "senhor", "sra": "senhora", "dr": "doutor", "dra": "doutora", "prof": "professor",
        "profa": "professora", "av": "avenida", "etc": "et cetera|etcétera", "p ex": "por exemplo",
    },
}  # fmt: skip
"""What is said for abbreviations, parted by bars; behind each of their words may stand a full stop."""

OPERATIONS: dict[str, dict[str, str]] = {
    "de": {"+": "plus", "=": "gleich|ist gleich|ist", "×": "mal", "÷": "geteilt durch", "@": "at|ät",
           "a.a": "punkt"},
    "es": {"+": "más", "=": "igual a|es igual a|es|son", "×": "por", "÷": "entre|dividido por",
           "@": "arroba", "a.a": "punto"},
    "fr": {"+": "plus", "=": "égal|égale|est égal à|fait|font", "×": "fois", "÷": "divisé par",
           "@": "arobase", "a.a": "point"},
    "it": {"+": "più", "=": "uguale|uguale a|è uguale a|fa", "×": "per", "÷": "diviso",
           "@": "chiocciola", "a.a": "punto"},
    "nl": {"+": "plus", "=": "is|is gelijk aan", "×": "keer|maal", "÷": "gedeeld door",
           "@": "at|apenstaartje", "a.a": "punt"},
    "pt": {"+": "mais", "=": "igual a|é igual a|é|são", "×": "vezes", "÷": "dividido por",
           "@": "arroba", "a.a": "ponto"},
}  # fmt: skip
"""What signs are called that are said wherever they stand, and the dot of an address."""

CENTS: dict[str, tuple[str, str]] = {
    "de": ("|und", "cent"), "es": ("con|y", "centavos|céntimos"), "fr": ("|et", "centimes|cents"),
    "it": ("|e", "centesimi|centesimo"), "nl": ("|en", "cent"), "pt": ("e", "centavos|cêntimos"),
}  # fmt: skip
"""What is said ahead of the hundredths of an amount, and what these are called."""

HALVES = {
    "ca": "{this} i mig|{this} i mitja", "cs": "{this} a půl", "da": "{this} og en halv|{this} og et halvt",
    "de": "{this}einhalb", "el": "{this} και μισό|{this} και μισή", "es": "{this} y medio|{this} y media",
    "fi": "{this} ja puoli", "fr": "{this} et demi|{this} et demie", "hi": "साढ़े {this}",
    "hr": "{this} i pol|{this} i po", "id": "{this} setengah", "it": "{this} e mezzo|{this} e mezza",
    "nb": "{this} og en halv|{this} og et halvt",
    "nl": "{this}ënhalf|{this}ënhalve|{this}enhalf|{this}enhalve|{this} en een half|{this} en een halve",
    "pl": "{this} i pół", "pt": "{this} e meio|{this} e meia", "ro": "{this} și jumătate",
    "ru": "{this} с половиной", "sk": "{this} a pol", "sr": "{this} i po", "tr": "{this} buçuk",
    "sv": "{this} och en halv|{this} och ett halvt", "uk": "{this} з половиною", "vi": "{this} rưỡi",
}  # fmt: skip
"""How a number with a half is said, parted by bars."""
ONE_AND_A_HALF = {
    "da": "halvanden|halvandet", "de": "anderthalb", "fi": "puolitoista", "hi": "डेढ़", "hu": "másfél",
    "nb": "halvannen|halvannet", "nl": "anderhalf|anderhalve", "pl": "półtora|półtorej",
    "ru": "полтора|полторы", "tr": "bir buçuk", "uk": "півтора|півтори",
}  # fmt: skip
"""What 1.5 is called beside that, parted by bars."""

TIMES: dict[str, dict[str, str]] = {
    "de": {"": "{this} uhr {minute}", "00": "{this} uhr", "15": "viertel nach {this}|viertel {following}",
           "30": "halb {following}", "45": "viertel vor {following}|dreiviertel {following}"},
    "es": {"": "{this} y {minute}", "00": "{this}|{this} en punto|{this} horas", "15": "{this} y cuarto",
           "30": "{this} y media", "45": "{following} menos cuarto"},
    "fr": {"": "{this} heures {minute}|{this} heure {minute}", "00": "{this} heures|{this} heure",
           "15": "{this} heures et quart|{this} heure et quart",
           "30": "{this} heures et demie|{this} heure et demie",
           "45": "{following} heures moins le quart|{following} heure moins le quart"},
    "it": {"": "{this} e {minute}", "00": "{this}|{this} in punto",
           "15": "{this} e un quarto|{this} e quarto", "30": "{this} e mezza|{this} e mezzo",
           "45": "{following} meno un quarto|{this} e tre quarti"},
    "ja": {"": "{this}時{minute}分|{this}時{minute}", "00": "{this}時", "30": "{this}時半"},
    "nl": {"": "{this} uur {minute}", "00": "{this} uur", "15": "kwart over {this}", "30": "half {following}",
           "45": "kwart voor {following}"},
    "pt": {"": "{this} e {minute}|{this} horas e {minute}", "00": "{this} horas|{this} hora|{this} em ponto",
           "15": "{this} e quinze", "30": "{this} e meia",
           "45": "quinze para as {following}|quinze para a {following}|quinze para {following}"},
    "yue": {"": "{this}點{minute}分|{this}點{minute}", "00": "{this}點", "30": "{this}點半"},
    "zh": {"": "{this}点{minute}分|{this}点{minute}", "00": "{this}点", "30": "{this}点半"},
}  # fmt: skip
"""How times of day are said, parted by bars: any, and those whose minutes have a name up to 12:59."""
