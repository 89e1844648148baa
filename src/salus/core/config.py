"""Settings: operators' own names where they exist, everything else prefixed SALUS_. With none set, everything works."""

from __future__ import annotations

import os
from functools import lru_cache
from pathlib import Path
from typing import Self
from urllib.parse import urlsplit

from pydantic import AliasChoices, Field, SecretStr, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict

from salus.core.jobs.contract import EngineName
from salus.core.limits.address import parse_networks
from salus.core.limits.contract import parse_rules
from salus.core.oidc.rules import is_fetched_from, parse_roles
from salus.core.places import default_data_dir


class Settings(BaseSettings):
    """Everything that can be set, each with unit, default and reason."""

    model_config = SettingsConfigDict(env_prefix="SALUS_", extra="ignore", populate_by_name=True)

    data_dir: Path = Field(default_factory=default_data_dir, description="Folder of all data and keys.")
    host: str = Field("127.0.0.1", description="Address to listen on.")
    port: int = Field(8000, ge=1, le=65535, description="Port of the web server.")
    demo: bool = Field(False, description="Seed the demo clinic and its three accounts.")

    database_url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("DATABASE_URL", "SALUS_DATABASE_URL"),
        description="PostgreSQL of the runtime role (never the owner); embedded when unset.",
    )
    owner_database_url: SecretStr | None = Field(
        None, description="PostgreSQL of the schema owner, for migrations; DATABASE_URL when unset."
    )
    redis_url: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("REDIS_URL", "SALUS_REDIS_URL"),
        description="Redis or Valkey; embedded when unset.",
    )
    db_pool_max: int = Field(12, ge=2, description="Connections of one process; two cores are busy with eight.")
    statement_timeout_ms: int = Field(15_000, ge=100, description="A query slower than this is stopped [ms].")

    jwt_secret_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("JWT_SECRET_KEY", "SALUS_JWT_SECRET_KEY"),
        description="Signs sessions; kept in the data folder when unset.",
    )
    encryption_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("ENCRYPTION_KEY", "SALUS_ENCRYPTION_KEY"),
        description="Base64 of 32 bytes that wrap the patients' data keys; kept in the data folder when unset. "
        "Several with commas while one follows another: the first wraps, all open.",
    )
    kms_key_id: str | None = Field(
        None, description="Id or ARN of the AWS KMS key that wraps data keys, in place of ENCRYPTION_KEY."
    )
    objects_url: str | None = Field(
        None, description="Where files lie: s3://bucket/prefix or a folder; in the data folder when unset."
    )
    backup_to: str | None = Field(
        None, description="Where backups are kept by themselves: a folder on another disk, or s3://bucket/prefix."
    )
    backup_keys_to: str | None = Field(None, description="Where the keys of backups are kept, apart from them.")
    backup_passphrase: SecretStr | None = Field(None, description="Seals the keys of backups.")
    backup_every_h: float = Field(24.0, gt=0, description="Time between whole backups [h].")
    backup_keep: int = Field(14, ge=1, description="Whole backups that are kept.")
    audit_export_url: str | None = Field(
        None,
        description="Where signed segments of the audit trail go: a folder, or s3://bucket/prefix of a bucket with "
        "Object Lock; in the data folder when unset, which helps against an intruder in the database alone.",
    )
    audit_export_min: float = Field(15.0, gt=0, description="Longest time between two signed checkpoints [min].")
    audit_retention_days: int = Field(
        2192, ge=1, description="How long Object Lock keeps a segment [days]; six years, 45 CFR 164.316(b)(2)(i)."
    )
    access_token_s: int = Field(900, ge=60, description="Life of an access token [s].")
    refresh_token_s: int = Field(14 * 86_400, ge=3600, description="Life of a refresh token [s].")
    api_token_days_max: int = Field(366, ge=1, le=3660, description="Longest life of a program's token [days].")
    metrics_need_token: bool = Field(False, description="Give /metrics only to tokens with the scope metrics.read.")
    secure_cookies: bool = Field(False, description="Set Secure on cookies; true behind TLS.")
    second_factor_roles: str = Field(
        "", description="Roles that must use a second factor, separated by commas: admin, doctor."
    )
    public_url: str | None = Field(
        None, description="Address that browsers see, such as https://salus.example.org; passkeys belong to its name."
    )
    trusted_proxies: str = Field(
        "", description="Addresses and networks whose X-Forwarded-For is believed, separated by commas."
    )

    oidc_issuer: str | None = Field(
        None, description="OpenID provider that people of an organisation may sign in with, as it names itself."
    )
    oidc_client_id: str | None = Field(None, description="Salus's name at the provider.")
    oidc_client_secret: SecretStr | None = Field(None, description="Salus's secret there; none for a public client.")
    oidc_name: str = Field("your organisation", max_length=60, description="Its name on the button.")
    oidc_hosts: str = Field("", description="Other hosts of its endpoints, separated by commas.")
    oidc_role_claim: str | None = Field(
        None, description="Claim that must grant the role of an account at each sign-in; it never gives one."
    )
    oidc_roles: str = Field("", description="Its values and roles: `clinic-doctors -> doctor; clinic-it -> admin`.")
    break_glass_hours: float = Field(4.0, gt=0, le=72, description="Life of an emergency access to a chart [h].")
    break_glass_overrides_denial: bool = Field(
        True, description="Let an emergency open a chart that the patient closed to the doctor; it is shown so."
    )
    rate_sign_in: str = Field("120/min", description="Attempts to sign in from one address.")
    rate_reads: str = Field(
        "600/min, doctor=3000/min, admin=3000/min, client=3000/min", description="Reads of one caller."
    )
    rate_writes: str = Field("120/min, doctor=600/min, admin=600/min, client=1200/min", description="Changes.")
    rate_uploads: str = Field("120/min, doctor=600/min, client=600/min", description="Files of one caller.")
    rate_chat: str = Field("30/min, doctor=60/min", description="Questions to the chat of one caller.")
    rate_exports: str = Field("60/min, doctor=300/min", description="Whole files and records taken out.")

    upload_limit_mb: int = Field(50, ge=1, description="Largest file taken [MB].")
    page_limit: int = Field(500, ge=1, description="Most pages in one document.")
    enable_vision_analysis: bool = Field(
        False,
        validation_alias=AliasChoices("ENABLE_VISION_ANALYSIS", "SALUS_ENABLE_VISION_ANALYSIS"),
        description="Ask the configured vision model to describe images.",
    )
    vision_url: str | None = Field(None, description="OpenAI-compatible endpoint of a vision model.")
    vision_model: str | None = Field(None, description="Name of the vision model.")
    vision_api_key: SecretStr | None = Field(None, description="Key of the vision endpoint, if it needs one.")

    bedrock_model_id: str | None = Field(
        None,
        validation_alias=AliasChoices("BEDROCK_MODEL_ID", "SALUS_BEDROCK_MODEL_ID"),
        description="Model on Amazon Bedrock that answers in chat; no language model when none is named.",
    )
    model_max_tokens: int = Field(
        1024,
        ge=64,
        le=8192,
        validation_alias=AliasChoices("BEDROCK_MAX_TOKENS", "SALUS_MODEL_MAX_TOKENS"),
        description="Longest answer of a language model, whichever it is [tokens].",
    )
    aws_region: str = Field(
        "us-east-1", validation_alias=AliasChoices("AWS_REGION", "SALUS_AWS_REGION"), description="Region of Bedrock."
    )
    aws_bearer_token_bedrock: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("AWS_BEARER_TOKEN_BEDROCK", "SALUS_AWS_BEARER_TOKEN_BEDROCK"),
        description="API key of Bedrock; AWS's usual credentials sign when unset.",
    )
    bedrock_url: str | None = Field(None, description="Private endpoint of Bedrock, instead of the region's.")
    anthropic_model: str | None = Field(None, description="Model at Anthropic that answers in chat.")
    anthropic_api_key: SecretStr | None = Field(
        None,
        validation_alias=AliasChoices("ANTHROPIC_API_KEY", "SALUS_ANTHROPIC_API_KEY"),
        description="Key for Anthropic.",
    )
    anthropic_url: str | None = Field(None, description="Private endpoint that speaks Anthropic's Messages API.")
    openai_model: str | None = Field(None, description="Model on an OpenAI-compatible server that answers in chat.")
    openai_url: str | None = Field(None, description="That server (Ollama, vLLM, a gateway), up to and with /v1.")
    openai_api_key: SecretStr | None = Field(None, description="Key of that server, if it needs one.")
    model_first_s: float = Field(20.0, gt=0, description="Patience until a language model's first word [s].")
    model_between_s: float = Field(10.0, gt=0, description="Patience between two of its words [s].")
    model_answer_s: float = Field(90.0, gt=0, le=600, description="Patience for its whole answer [s].")
    model_rest_s: float = Field(30.0, gt=0, description="How long a model that failed is left alone [s].")
    model_concurrency: int = Field(1024, ge=1, description="Answers that one process lets it write at once.")

    jobs_engine: EngineName = Field(
        "procrastinate",
        description="What carries background jobs: procrastinate, or celery by way of REDIS_URL.",
    )
    worker_concurrency: int = Field(2, ge=1, description="Jobs that one worker runs at once.")
    job_heartbeat_s: float = Field(2.0, gt=0, description="How often a worker says that it lives [s].")
    job_stalled_s: float = Field(8.0, gt=0, description="Silence after which a worker's jobs are taken over [s].")
    embedding_threads: int = Field(2, ge=1, description="Threads of one embedding; the web server shares the cores.")
    cache_dir: Path = Field(
        default_factory=lambda: Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "salus",
        description="Rebuilt models; may be deleted at any time.",
    )
    otlp_url: str | None = Field(
        None,
        validation_alias=AliasChoices("OTEL_EXPORTER_OTLP_ENDPOINT", "SALUS_OTLP_URL"),
        description="OpenTelemetry collector (OTLP over HTTP) that gets traces; none are made when unset.",
    )
    trace_share: float = Field(1.0, gt=0, le=1, description="Share of requests and jobs that are traced.")
    slow_statement_ms: float = Field(250.0, gt=0, description="A statement slower than this is noted [ms].")
    alert_url: SecretStr | None = Field(
        None, description="Gets each alert once, as JSON by POST; may hold a token, so it is kept out of logs."
    )
    log_level: str = Field("INFO", description="Least level that is logged.")

    @field_validator("rate_sign_in", "rate_reads", "rate_writes", "rate_uploads", "rate_chat", "rate_exports")
    @classmethod
    def _is_a_limit(cls, value: str) -> str:
        parse_rules(value)
        return value

    @field_validator("second_factor_roles")
    @classmethod
    def _are_roles(cls, text: str) -> str:
        """A misspelt role would leave its people without the second factor."""
        unknown = {name.strip() for name in text.split(",") if name.strip()} - {"patient", "doctor", "admin"}
        if unknown:
            raise ValueError(f"not roles of people: {', '.join(sorted(unknown))}; take patient, doctor, admin")
        return text

    @field_validator("trusted_proxies")
    @classmethod
    def _are_networks(cls, value: str) -> str:
        parse_networks(value)
        return value

    @field_validator("oidc_roles")
    @classmethod
    def _are_granted_roles(cls, value: str) -> str:
        parse_roles(value)
        return value

    @model_validator(mode="after")
    def _is_whole_provider(self) -> Self:
        if self.oidc_issuer is None:
            return self
        host = urlsplit(self.oidc_issuer).hostname or ""
        if not (self.oidc_client_id and self.public_url and is_fetched_from(self.oidc_issuer, {host})):
            raise ValueError("SALUS_OIDC_ISSUER is https and needs SALUS_OIDC_CLIENT_ID and SALUS_PUBLIC_URL")
        return self

    def app_database_url(self) -> str:
        """The runtime role's database; a clear error when nobody started one."""
        if self.database_url is None:
            raise RuntimeError("No database: start Salus with `salus up`, or set DATABASE_URL.")
        return self.database_url.get_secret_value()

    def broker_url(self) -> str:
        """Where Celery's messages go; a clear error when there is no such place."""
        if self.redis_url is None:
            raise RuntimeError("SALUS_JOBS_ENGINE=celery needs Redis or Valkey: set REDIS_URL.")
        return self.redis_url.get_secret_value()

    def migration_database_url(self) -> str:
        """The owner's database, for schema changes."""
        url = self.owner_database_url or self.database_url
        if url is None:
            raise RuntimeError("No database: start Salus with `salus up`, or set DATABASE_URL.")
        return url.get_secret_value()


@lru_cache(maxsize=1)
def get_settings() -> Settings:
    """The process's settings, read once from the environment."""
    return Settings()
