"""Train a whole Rasa assistant with Rasa's own tools: this project's pipeline, and a rule for each intent.

Run with the NLU project's Python: `train.py NLU_FOLDER OUTPUT_FOLDER`. Each rule runs the action `action_answer`, which
the action server (actions.py) carries out. The last line printed is the model's path.
"""

from __future__ import annotations

import sys
from pathlib import Path


def main() -> None:
    """Train."""
    nlu, out = Path(sys.argv[1]).resolve(), Path(sys.argv[2]).resolve()
    sys.path.insert(0, str(nlu))
    from quiet import quiet  # noqa: PLC0415 - found in the NLU project

    quiet(whole=True)
    import yaml  # noqa: PLC0415
    from rasa.model_training import train  # noqa: PLC0415

    domain = yaml.safe_load((nlu / "domain.yml").read_text(encoding="utf-8"))
    config = yaml.safe_load((nlu / "config.yml").read_text(encoding="utf-8"))
    config["policies"] = [{"name": "RulePolicy"}]
    domain["actions"] = ["action_answer"]
    domain["session_config"] = {"session_expiration_time": 0, "carry_over_slots_to_new_session": True}
    intents = sorted(entry if isinstance(entry, str) else next(iter(entry)) for entry in domain["intents"])
    rules = [
        {"rule": f"answer {intent}", "steps": [{"intent": intent}, {"action": "action_answer"}]} for intent in intents
    ]
    written = {"domain.yml": domain, "config.yml": config, "rules.yml": {"version": "3.1", "rules": rules}}
    for name, content in written.items():
        (out / name).write_text(yaml.safe_dump(content, allow_unicode=True), encoding="utf-8")
    result = train(
        domain=str(out / "domain.yml"),
        config=str(out / "config.yml"),
        training_files=[str(nlu / "data"), str(nlu / "lookups"), str(out / "rules.yml")],
        output=str(out),
        fixed_model_name="peer",
        force_training=True,
    )
    print(result.model)


if __name__ == "__main__":
    main()
