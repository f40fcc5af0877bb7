"""What the operator decides: token, mediators, where the store is. Read once at start, from the environment or .env."""

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError, field_validator
from pydantic_settings import SettingsConfigDict

from bot.grouping_settings import GroupingSettings
from flows.process.working_days import known_country
from storage import KeyRefused, Operator, read_key_file
from storage.sealing import keys_in


class Settings(GroupingSettings):
    """`DRAAGVLAK_...` in the environment or in a file `.env` in the working folder."""

    model_config = SettingsConfigDict(env_prefix="DRAAGVLAK_", env_file=".env", extra="ignore")

    token: SecretStr = Field(description="the bot's token, from @BotFather")
    mediators: str = Field(default="", description="Telegram user ids that may open a mediation, with commas")
    store: Path = Path("data/draagvlak.db")
    bot_api: str = "https://api.telegram.org"
    zone: str = "Europe/Amsterdam"
    country: str = Field(default="NL", description="whose public holidays count: two letters, as in ISO 3166")
    key_file: Path | None = Field(default=None, description="a file with the key that opens the store")
    key: SecretStr | None = Field(default=None, description="that key itself, in base64, instead of a file")
    messages_a_minute: int = Field(
        default=20, ge=0, description="of one person, that are taken in; 0: no limit"
    )
    rehearsal_clock: bool = False

    @field_validator("mediators")
    @classmethod
    def only_numbers(cls, value: str) -> str:
        wrong = [one for one in value.replace(" ", "").split(",") if one and not one.isdigit()]
        if wrong:
            raise ValueError(f"{wrong[0]!r} is no Telegram user id; an id is a number, such as 123456789")
        return value

    @field_validator("key_file", mode="before")
    @classmethod
    def empty_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("country")
    @classmethod
    def has_holidays(cls, value: str) -> str:
        if not known_country(value.upper()):
            raise ValueError(
                f"{value!r} is no country whose public holidays are known; use two letters, such as NL"
            )
        return value.upper()

    @property
    def mediator_ids(self) -> frozenset[int]:
        return frozenset(int(one) for one in self.mediators.replace(" ", "").split(",") if one)

    def operator(self) -> Operator:
        """The operator's key, read anew when it was rotated. `SettingsRefusedError` for none, or one of no use."""
        text = self.key.get_secret_value() if self.key else ""
        if self.key_file and text:
            raise SettingsRefusedError("DRAAGVLAK_KEY and DRAAGVLAK_KEY_FILE are both set: keep one of them.")
        path = self.key_file
        if not path and not text:
            raise SettingsRefusedError(
                "DRAAGVLAK_KEY_FILE is not set. The bot keeps what people say sealed with a key of yours. Make one:"
                " draagvlak key new FILE, and put DRAAGVLAK_KEY_FILE=FILE in .env."
            )
        try:
            return Operator(lambda: read_key_file(path) if path else keys_in(text))
        except KeyRefused as refusal:
            name = "DRAAGVLAK_KEY_FILE" if path else "DRAAGVLAK_KEY"
            raise SettingsRefusedError(f"{name}: {refusal}") from None


class SettingsRefusedError(Exception):
    """What is wrong with the settings, a sentence each."""


def load() -> Settings:
    """The settings, or `SettingsRefusedError` with a sentence for each mistake."""
    try:
        return Settings()
    except ValidationError as error:
        raise SettingsRefusedError("\n".join(_sentence(one) for one in error.errors())) from None


def _sentence(error: object) -> str:
    place = error["loc"][0] if isinstance(error, dict) and error["loc"] else ""
    name = f"DRAAGVLAK_{str(place).upper()}"
    if not place and isinstance(error, dict):  # about several together; it names them itself
        return f"{str(error['msg']).removeprefix('Value error, ')}."
    if isinstance(error, dict) and error["type"] == "missing":
        return f"{name} is not set: put it in .env (see .env.example, which says where it comes from)."
    return f"{name}: {error['msg'] if isinstance(error, dict) else error}."
