"""Where a command finds files and tables, resolved once."""

from dataclasses import dataclass

from gcrm.core.settings.config import AgreedPlaces

_LAKEHOUSE = "lakehouse"


@dataclass(frozen=True)
class Places:
    """Landing folder (None where there is none), lakehouse and vault, as paths or URIs."""

    landing: str | None
    lakehouse: str
    vault: str


def resolved(
    agreed: AgreedPlaces, landing: str | None = None, lakehouse: str | None = None, vault: str | None = None
) -> Places:
    """What the command line gives, over what is configured, over `lakehouse` in this folder and a vault inside it.

    >>> resolved(AgreedPlaces(), lakehouse="/lake")
    Places(landing=None, lakehouse='/lake', vault='/lake/vault')
    >>> resolved(AgreedPlaces("/in", "/lake", "/vault")).vault
    '/vault'
    >>> resolved(AgreedPlaces("/in", "/lake", "/vault"), lakehouse="/another").vault
    '/another/vault'
    """
    own = lakehouse or agreed.lakehouse or ""
    # A lakehouse that is not the configured one has a vault of its own.
    usual = agreed.vault if own.rstrip("/") == (agreed.lakehouse or "").rstrip("/") else None
    root = own or _LAKEHOUSE
    return Places(landing or agreed.landing, root, vault or usual or f"{root}/vault")
