"""How often the models that reply are right on plain questions, asked once each as a session asks them."""

from __future__ import annotations

import dataclasses

import openai

from benchmarks.document import EMBEDDED_PAGE, put, table
from benchmarks.questions import QUESTIONS
from voicelab.embedded.options import CHAT_MODEL, TINY_MODEL, EmbeddedOptions
from voicelab.embedded.process import EmbeddedProcess, embedded_process
from voicelab.settings import Settings

_SETTINGS = Settings()


def _replies(process: EmbeddedProcess) -> list[str]:
    replies = []
    with openai.OpenAI(
        base_url=f"http://127.0.0.1:{process.port}/openai/v1", api_key=process.key, max_retries=0
    ) as client:
        for question in (question for asked in QUESTIONS.values() for question in asked):
            answer = client.chat.completions.create(
                model=process.model,
                messages=[
                    {"role": "system", "content": _SETTINGS.system_prompt},
                    {"role": "user", "content": question.text},
                ],
                max_tokens=_SETTINGS.max_tokens,
                temperature=_SETTINGS.temperature,
            )
            replies.append(" ".join((answer.choices[0].message.content or "").split()))
            print(f"{question.text} {replies[-1]}", flush=True)
    return replies


def _cell(reply: str, *, right: bool) -> str:
    """Return a reply as a cell of a table: as text, whatever the model wrote."""
    for sign in "\\|*_`<>[]~$":
        reply = reply.replace(sign, f"\\{sign}")
    return f"{'✓' if right else '✗'} {reply}"


def main() -> None:
    """Ask all questions of each model; write the shares, and every reply."""
    replies = {}
    for model in (CHAT_MODEL, TINY_MODEL):
        options = dataclasses.replace(EmbeddedOptions.from_environment(), completion_model=model)
        process = embedded_process(options)
        replies[model] = _replies(process)
        process.stop()
    asked = [(language, question) for language, questions in QUESTIONS.items() for question in questions]
    right = {
        model: [question.is_answered_by(reply) for (_, question), reply in zip(asked, said, strict=True)]
        for model, said in replies.items()
    }
    shares = []
    for language, questions in QUESTIONS.items():
        row = [f"{language}, {len(questions)} questions"]
        for model in replies:
            count = sum(
                is_right
                for (other, _), is_right in zip(asked, right[model], strict=True)
                if other == language
            )
            row.append(f"{count} ({count / len(questions):.0%})")
        shares.append(row)
    rows = [
        [question.text, *(_cell(replies[model][place], right=right[model][place]) for model in replies)]
        for place, (_, question) in enumerate(asked)
    ]
    head = [f"`{model}`" for model in replies]
    print(table(["right", *head], shares))
    put(
        "answers",
        f"{table(['right', *head], shares)}\n\n{table(['question', *head], rows, numbers=False)}",
        EMBEDDED_PAGE,
    )


if __name__ == "__main__":
    main()
