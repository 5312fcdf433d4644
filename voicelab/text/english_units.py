"""Units as they are written behind numbers in English, and what one and what several are called."""

from __future__ import annotations

__all__ = ["UNITS"]

UNITS = {
    "%": ("percent", "percent"), "°": ("degree", "degrees"), "°c": ("degree celsius", "degrees celsius"),
    "°f": ("degree fahrenheit", "degrees fahrenheit"), "¢": ("cent", "cents"),
    "km": ("kilometer", "kilometers"),
    "cm": ("centimeter", "centimeters"), "mm": ("millimeter", "millimeters"), "kg": ("kilogram", "kilograms"),
    "mg": ("milligram", "milligrams"), "lb": ("pound", "pounds"), "lbs": ("pound", "pounds"),
    "ft": ("foot", "feet"), "mph": ("mile per hour", "miles per hour"), "oz": ("ounce", "ounces"),
    "km/h": ("kilometer per hour", "kilometers per hour"), "gb": ("gigabyte", "gigabytes"),
    "mb": ("megabyte", "megabytes"), "kb": ("kilobyte", "kilobytes"), "tb": ("terabyte", "terabytes"),
    "ghz": ("gigahertz", "gigahertz"), "mhz": ("megahertz", "megahertz"), "khz": ("kilohertz", "kilohertz"),
    "hz": ("hertz", "hertz"), "ml": ("milliliter", "milliliters"), "kw": ("kilowatt", "kilowatts"),
    "kwh": ("kilowatt hour", "kilowatt hours"), "hr": ("hour", "hours"), "hrs": ("hour", "hours"),
    "min": ("minute", "minutes"), "mins": ("minute", "minutes"), "yd": ("yard", "yards"),
    "v": ("volt", "volts"), "kv": ("kilovolt", "kilovolts"), "w": ("watt", "watts"),
    "m/s": ("meter per second", "meters per second"), "ms": ("millisecond", "milliseconds"),
    "sec": ("second", "seconds"), "secs": ("second", "seconds"),
}  # fmt: skip
"""By what is written, in lower case."""
