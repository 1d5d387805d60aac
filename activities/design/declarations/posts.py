"""Where posts and units are named in the design: what is written at one is offered at the others."""

POSTS = (
    "processes.responsible", "processes.accountable", "processes.consulted", "processes.informed", "risks.owner",
    "process_steps.responsible", "agreements.responsible", "releases.responsible",
)  # fmt: skip
