"""The schema of an answer: what the model is held to where its reply is data, and not to be spoken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

__all__ = ["AnswerSchema"]


@dataclass(frozen=True, slots=True)
class AnswerSchema:
    """A JSON schema that the reply must keep, as far as the service holds models to one.

    All of its fields must be required and no others allowed: services take no other strict ones.
    """

    name: str
    """What the schema is of, in letters, digits, ``_`` and ``-``."""
    schema: Mapping[str, Any]

    @classmethod
    def of_fields(cls, name: str, fields: Mapping[str, Mapping[str, Any]]) -> AnswerSchema:
        """Return the schema of an object with these fields, in this order."""
        properties = {field: dict(schema) for field, schema in fields.items()}
        return cls(
            name,
            {
                "type": "object",
                "properties": properties,
                "required": list(properties),
                "additionalProperties": False,
            },
        )

    @property
    def strict(self) -> dict[str, Any]:
        """The schema as requests hold it."""
        return {"name": self.name, "strict": True, "schema": dict(self.schema)}
