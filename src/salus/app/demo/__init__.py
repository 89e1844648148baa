"""The demo clinic: invented people with coherent histories and real documents; nobody in it exists."""

ACCOUNTS = ("doctor@salus.demo", "patient@salus.demo", "admin@salus.demo")
PASSWORD = "salus-demo"  # noqa: S105  # published on purpose: the accounts are open in demo mode alone
