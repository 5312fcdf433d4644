"""Arguments of a tool: the JSON schema that the model sees, and what it sends made fit for the function."""

from __future__ import annotations

import enum
import functools
import inspect
import json
import types
import typing
from collections.abc import Callable, Mapping
from typing import Annotated, Any

import pydantic
import pydantic_core
from pydantic.fields import FieldInfo
from pydantic.json_schema import GenerateJsonSchema

from voicelab.text.well_formed import well_formed
from voicelab.tools.inlined_schema import inlined_schema
from voicelab.tools.sendable_schema import sendable_schema

__all__ = ["Arguments", "ArgumentsError"]

_ANY_NUMBER = (inspect.Parameter.VAR_POSITIONAL, inspect.Parameter.VAR_KEYWORD)
_REMEDY = (
    "annotate it with str, int, float, bool, list, dict, Literal, an Enum, a dataclass, a TypedDict or a "
    "pydantic model, or bind it with functools.partial"
)
_MISFITS = (
    pydantic.errors.PydanticUserError,
    pydantic_core.PydanticSerializationError,
    NameError,
    TypeError,
)  # fmt: skip
"""What pydantic raises at an annotation for which there is no JSON."""
_SCHEMATIC = (str, int, float, bool, list, dict, tuple, enum.Enum, type(None))
"""Of defaults that a schema can show."""


class ArgumentsError(ValueError):
    """What a model sent does not fit the function; says to the model how."""


class Arguments:
    """The parameters of a function that a model may give.

    Parameters
    ----------
    function
        The function; those of its arguments that a ``functools.partial`` has set are not offered.
    descriptions
        What each parameter is, where its annotation does not say.

    Raises
    ------
    TypeError
        A parameter is nothing that JSON can hold; says which, and what to do.
    """

    def __init__(self, function: Callable[..., object], descriptions: Mapping[str, str]) -> None:
        self._parameters = _parameters(function)
        fields: dict[str, Any] = {
            f"argument_{place}": _field(parameter, descriptions.get(parameter.name, ""))
            for place, parameter in enumerate(self._parameters)
        }
        config = pydantic.ConfigDict(extra="forbid", coerce_numbers_to_str=True)
        try:
            self._model = pydantic.create_model("Arguments", __config__=config, **fields)
            self.schema = _schema(self._model)
        except _MISFITS as error:
            raise TypeError(self._misfit(error)) from error

    def read(self, arguments: str) -> tuple[list[Any], dict[str, Any]]:
        """Return what a model sent as the function's own values: those by place, and those by name.

        Parameters
        ----------
        arguments
            JSON; empty for none.

        Raises
        ------
        ArgumentsError
            It is no JSON object, or its values are not those of the parameters.
        """
        try:
            value = json.loads(arguments.strip() or "{}")
            if isinstance(value, str):  # some models write the object as a text
                value = json.loads(value)
        except (ValueError, RecursionError) as error:
            raise ArgumentsError(f"the arguments are no JSON: {error}") from None
        value = {} if value is None else value
        if not isinstance(value, dict):
            raise ArgumentsError("the arguments must be a JSON object")
        try:
            found = self._model.model_validate_json(well_formed(json.dumps(value, ensure_ascii=False)))
        except pydantic.ValidationError as error:
            raise ArgumentsError(self._faults(error)) from None
        by_place: list[Any] = []
        by_name: dict[str, Any] = {}
        for place, parameter in enumerate(self._parameters):
            field = f"argument_{place}"
            is_given = field in found.model_fields_set or isinstance(parameter.default, FieldInfo)
            if parameter.kind is parameter.POSITIONAL_ONLY:
                by_place.append(getattr(found, field) if is_given else parameter.default)
            elif is_given:
                by_name[parameter.name] = getattr(found, field)
        return by_place, by_name

    def _faults(self, error: pydantic.ValidationError) -> str:
        faults = [
            ": ".join(filter(None, (".".join(map(str, each["loc"])), each["msg"])))
            for each in error.errors(include_url=False, include_context=False, include_input=False)
        ]
        names = ", ".join(parameter.name for parameter in self._parameters) or "none"
        return well_formed(f"{'; '.join(faults)} (parameters: {names})")

    def _misfit(self, error: Exception) -> str:
        """Return which parameter is nothing for a model, and what to do."""
        for parameter in self._parameters:
            try:
                field: Any = _field(parameter, "")
                _schema(pydantic.create_model("Argument", argument=field))
            except _MISFITS as fault:
                why = str(fault).splitlines()[0].rstrip(".")
                return f"the parameter {parameter.name!r} is nothing that JSON can hold ({why}): {_REMEDY}"
        return str(error)


class _Schema(GenerateJsonSchema):
    """Without titles, which repeat the names."""

    def emit_warning(self, kind: Any, detail: str) -> None:
        """Leave out what a schema cannot show of a default."""

    def field_title_should_be_set(self, schema: Any) -> bool:
        """Set none."""
        return False


def _schema(model: type[pydantic.BaseModel]) -> dict[str, Any]:
    schema = inlined_schema(model.model_json_schema(schema_generator=_Schema))
    schema.pop("title", None)
    sendable: dict[str, Any] = sendable_schema(schema)
    return sendable


def _parameters(function: Callable[..., object]) -> list[inspect.Parameter]:
    try:
        signature = inspect.signature(function)
    except ValueError:
        raise TypeError("its parameters are not known to Python: wrap it in a function with `def`") from None
    bound = getattr(function, "keywords", None)
    bound = bound if isinstance(bound, dict) else {}
    parameters = [each for each in signature.parameters.values() if each.name not in bound]
    names = _names(function)
    parameters = [each.replace(annotation=_annotation(each, names)) for each in parameters]
    for parameter in parameters:
        if parameter.kind in _ANY_NUMBER:
            raise TypeError(
                f"a model cannot know what {parameter} takes: name each parameter, or decorate with "
                "functools.wraps"
            )
    return parameters


def _names(function: Callable[..., object]) -> dict[str, Any]:
    """Return the names that a function's annotations may use."""
    while hasattr(function, "__wrapped__") or isinstance(function, functools.partial):
        function = function.func if isinstance(function, functools.partial) else function.__wrapped__
    function = function if inspect.isroutine(function) else type(function).__call__
    return getattr(getattr(function, "__func__", function), "__globals__", {})


def _annotation(parameter: inspect.Parameter, names: dict[str, Any]) -> Any:
    """Return an annotation itself, where it is written as text; that of the result is of no concern."""
    if not isinstance(parameter.annotation, str):
        return parameter.annotation
    holder = types.SimpleNamespace(__annotations__={"it": parameter.annotation})
    try:
        return typing.get_type_hints(holder, names, include_extras=True)["it"]
    except Exception as error:
        raise TypeError(
            f"the annotation of the parameter {parameter.name!r} cannot be read ({error}): have it name a "
            "type that the module of the function has"
        ) from None


def _field(parameter: inspect.Parameter, description: str) -> tuple[Any, FieldInfo]:
    annotation: Any = Any if parameter.annotation is parameter.empty else parameter.annotation
    if typing.get_origin(annotation) is Annotated:
        described = next((each for each in annotation.__metadata__ if isinstance(each, str)), None)
        own = next(
            (each.description for each in annotation.__metadata__ if isinstance(each, FieldInfo)), None
        )
        description = described or own or description
    given: Any = parameter.default
    if isinstance(given, FieldInfo):  # as other frameworks have it: `days: int = Field(3, ge=1)`
        for each in given.metadata:
            annotation = Annotated[annotation, each]
        description = given.description or description
    options: dict[str, Any] = {"alias": parameter.name, "description": description or None}
    if isinstance(given, FieldInfo) and not given.is_required():
        made = {"default_factory": given.default_factory}
        return annotation, pydantic.Field(
            **(made if given.default_factory else {"default": given.default}), **options
        )
    if given is parameter.empty or isinstance(given, FieldInfo):
        return annotation, pydantic.Field(**options)
    if isinstance(parameter.default, _SCHEMATIC):
        return annotation, pydantic.Field(default=parameter.default, **options)
    return annotation, pydantic.Field(default_factory=lambda: None, **options)
