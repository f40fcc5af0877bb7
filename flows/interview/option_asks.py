"""What follows when somebody read an option: which own interest it harms or serves, which change would help."""

from flows.interview.questions import ANOTHER, OwnInterest
from flows.messages import Quote
from flows.script import Script
from flows.signals import Answer, Ask

YES_IF = "yes_if"


def after(answer: Answer, script: Script, interests: tuple[OwnInterest, ...]) -> tuple[Ask, ...]:
    """What follows a reading of an option, and what follows that."""
    if not answer.choice:
        return ()
    if answer.ask.prompt == "p5_option":
        return after_reading(answer, script, interests)
    return (change(answer.ask),) if answer.ask.prompt == "p5_option_harm" else ()


def after_reading(answer: Answer, script: Script, interests: tuple[OwnInterest, ...]) -> tuple[Ask, ...]:
    """A low score names what it harms, "yes, if" what it is about; what a high score serves may be skipped."""
    value = script.choices(script.prompt("p5_option"))[answer.choice[0]].value
    if value == YES_IF:
        return _which("p5_option_if", answer.ask, interests, required=True)
    if not isinstance(value, int) or value == 0:
        return ()
    if value > 0:
        return _which("p5_option_serve", answer.ask, interests, required=False)
    return _which("p5_option_harm", answer.ask, interests, required=True) or (change(answer.ask),)


def change(asked: Ask) -> Ask:
    """Which change would help; whoever does not know lets others help to look for one."""
    return Ask(
        id=f"option_change:{asked.about}", prompt="p5_option_change", about=asked.about, show=asked.show
    )


def _which(prompt: str, asked: Ask, interests: tuple[OwnInterest, ...], *, required: bool) -> tuple[Ask, ...]:
    if not interests:
        return ()
    own = tuple(Quote(id=one.word) for one in interests)
    kind = prompt.removeprefix("p5_")
    return (
        Ask(
            id=f"{kind}:{asked.about}",
            prompt=prompt,
            about=asked.about,
            show=asked.show,
            options=(*own, ANOTHER) if required else own,
            required=required,
        ),
    )
