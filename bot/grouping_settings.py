"""How the operator wants statements compared: by which pipeline, and what it needs of the machine. All optional."""

from pathlib import Path
from typing import Literal

from pydantic import SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from workshop.consolidate import Way
from workshop.grouping.endpoint import Endpoint
from workshop.grouping.gloss import USUAL_PLACE


class GroupingSettings(BaseSettings):
    """`DRAAGVLAK_...`, as in .env.example. `grouping` is the bot's pipeline; `draagvlak group` takes its own."""

    model_config = SettingsConfigDict(env_prefix="DRAAGVLAK_", env_file=".env", extra="ignore")

    grouping: Literal["default", "semantic", "endpoint"] = "default"
    dictionary: Path = USUAL_PLACE
    model: Path | None = None
    endpoint: str = ""
    endpoint_model: str = ""
    endpoint_key: SecretStr = SecretStr("")
    endpoint_key_file: Path | None = None

    @field_validator("endpoint_key_file", "model", mode="before")
    @classmethod
    def nothing_is_none(cls, value: object) -> object:
        return value or None

    @field_validator("endpoint")
    @classmethod
    def is_an_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError(f"{value!r} is no web address; it looks like http://localhost:11434/v1")
        return value

    @field_validator("endpoint_key_file")
    @classmethod
    def can_be_read(cls, value: Path | None) -> Path | None:
        if value and not value.is_file():
            raise ValueError(f"{value} is no file")
        return value

    @model_validator(mode="after")
    def is_whole(self) -> "GroupingSettings":
        if self.grouping == "endpoint" and not self.endpoint:
            raise ValueError(
                "DRAAGVLAK_GROUPING is endpoint, but DRAAGVLAK_ENDPOINT names no address, "
                "such as http://localhost:11434/v1"
            )
        return self

    def service(self) -> Endpoint | None:
        """The service whose address the operator gave, if any."""
        if not self.endpoint:
            return None
        file = self.endpoint_key_file
        key = file.read_text(encoding="utf-8").strip() if file else self.endpoint_key.get_secret_value()
        return Endpoint(self.endpoint, self.endpoint_model, key)

    def way(self) -> Way:
        """The bot's pipeline, as the workshop is told of it."""
        return Way(pipeline=self.grouping, dictionary=self.dictionary, model=self.model)
