"""One-time links and passwords: a link sets a password once and opens no door by itself."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import httpx
import pytest

from salus.core.auth.contract import WeakPassword
from salus.core.auth.policy import require_good_password
from salus.core.context import Role
from tests.core.auth.conftest import Browser
from tests.support.app import PASSWORD, People, Person

NEW = "seven quiet herons at noon"
LINK = "/api/v1/auth/link"
Behind = Callable[..., int]
NewBrowser = Callable[[str], Browser]


async def _link(client: httpx.AsyncClient, admin: Person, user_id: object) -> str:
    made = await client.post(f"/api/v1/admin/users/{user_id}/password-link", headers=admin.headers)
    assert made.status_code == 201, made.text
    page, _, token = str(made.json()["data"]["path"]).partition("#")
    assert page == "/set-password"
    return token


async def test_an_invitation_lets_its_person_choose_the_password(
    client: httpx.AsyncClient, admin: Person, browser: Browser
) -> None:
    username = f"{uuid4().hex}@example.test"
    new = {"username": username, "display_name": "New", "role": "admin"}
    made = (await client.post("/api/v1/admin/users", headers=admin.headers, json=new)).json()["data"]
    assert (await browser.sign_in(username, "")).status_code == 401
    token = await _link(client, admin, made["id"])
    shown = (await client.post(LINK, json={"token": token})).json()["data"]
    assert (shown["purpose"], shown["username"]) == ("invitation", username)
    assert (await client.post(f"{LINK}/use", json={"token": token, "password": NEW})).status_code == 200
    assert (await browser.sign_in(username, NEW)).status_code == 200


async def test_a_reset_works_once_ends_sessions_and_leaves_the_second_factor(
    client: httpx.AsyncClient, people: People, admin: Person, browser: Browser
) -> None:
    person = await people.make(Role.ADMIN)
    token = await _link(client, admin, person.actor.user_id)
    used = await client.post(f"{LINK}/use", json={"token": token, "password": NEW})
    assert used.status_code == 200
    assert "set-cookie" not in used.headers
    assert (await client.get("/api/v1/me", headers=person.headers)).status_code == 401
    again = await client.post(f"{LINK}/use", json={"token": token, "password": NEW + " again"})
    assert again.json()["error"]["code"] == "LINK_OVER"
    assert (await browser.sign_in(person.username)).status_code == 401
    assert (await browser.sign_in(person.username, NEW)).status_code == 200
    rows = await client.get("/api/v1/admin/audit?action=account.password_set", headers=admin.headers)
    assert f"account/{person.actor.user_id}" in {row["resource"] for row in rows.json()["data"]["items"]}


@pytest.mark.parametrize("case", ["old", "replaced", "closed account", "never made"])
async def test_a_link_that_is_over_opens_nothing(
    client: httpx.AsyncClient, people: People, admin: Person, behind: Behind, case: str
) -> None:
    person = await people.make(Role.ADMIN)
    token = await _link(client, admin, person.actor.user_id)
    if case == "old":
        behind("UPDATE core.one_time_link SET expires_at = now() WHERE user_id = %s", person.actor.user_id)
    elif case == "replaced":
        await _link(client, admin, person.actor.user_id)
    elif case == "closed account":
        change = {"version": 1, "display_name": "Closed", "is_active": False}
        await client.put(f"/api/v1/admin/users/{person.actor.user_id}", headers=admin.headers, json=change)
    else:
        token = "x" * 43
    for path, body in ((LINK, {"token": token}), (f"{LINK}/use", {"token": token, "password": NEW})):
        assert (await client.post(path, json=body)).json()["error"]["code"] == "LINK_OVER"


async def test_links_are_the_administrators_business_and_kept_as_hashes(
    client: httpx.AsyncClient, people: People, admin: Person, owner_database_url: str
) -> None:
    import psycopg

    patient = await people.make(Role.PATIENT, patient_id=uuid4())
    path = f"/api/v1/admin/users/{patient.actor.user_id}/password-link"
    assert (await client.post(path)).status_code == 401
    assert (await client.post(path, headers=patient.headers)).status_code == 403
    assert (await client.post(f"/api/v1/admin/users/{uuid4()}/password-link", headers=admin.headers)).status_code == 404
    made = await client.post(path, headers={**admin.headers, "Idempotency-Key": uuid4().hex})
    token = made.json()["data"]["path"].partition("#")[2].encode()
    with psycopg.connect(owner_database_url) as db:
        kept = db.execute("SELECT token_hash FROM core.one_time_link UNION ALL SELECT body FROM core.idempotent_answer")
        assert not any(token in bytes(row[0]) for row in kept.fetchall())


async def test_changing_the_password_takes_the_old_one_and_ends_other_sessions(
    client: httpx.AsyncClient, people: People, browser: Browser, new_browser: NewBrowser
) -> None:
    person = await people.make(Role.ADMIN)
    await browser.sign_in(person.username)
    path = "/api/v1/account/password"
    wrong = await browser.send("POST", path, json={"password": "wrong password", "new_password": NEW})
    assert wrong.json()["error"]["code"] == "WRONG_PASSWORD"
    weak = await browser.send("POST", path, json={"password": PASSWORD, "new_password": "too short"})
    assert weak.json()["error"]["code"] == "WEAK_PASSWORD"
    assert (await browser.send("POST", path, json={"password": PASSWORD, "new_password": NEW})).status_code == 200
    assert await browser.is_in()
    assert (await client.get("/api/v1/me", headers=person.headers)).status_code == 401
    assert (await new_browser("10.2.0.1").sign_in(person.username, NEW)).status_code == 200


@pytest.mark.parametrize(
    "password",
    [PASSWORD, NEW, "Xk3-93jf-2jd9-qpwz", "zwei blaue Vögel am Zaun"],
)
def test_long_passwords_of_ones_own_are_good(password: str) -> None:
    require_good_password(password, "mara.lindqvist@example.org")


@pytest.mark.parametrize(
    ("password", "reason"),
    [
        ("fourteen chars", "too short"),
        ("passwordpassword1", "common"),
        ("P@ssw0rdP@ssw0rd", "common"),
        ("123456789012345", "common"),
        ("qwertyuiopasdfgh", "common"),
        ("aaaaaaaaaaaaaaaaa", "common"),
        ("abcabcabcabcabcabc", "common"),
        ("Summer2026!Summer2026!", "common"),
        ("iloveyou1234567890", "common"),
        ("salus hospital 2026", "common"),
        ("mara.lindqvist2026!", "user name"),
        ("Lindqvist-Lindqvist-1", "user name"),
    ],
)
def test_short_common_and_own_names_are_refused(password: str, reason: str) -> None:
    """NIST SP 800-63B-4, 3.1.1.2."""
    with pytest.raises(WeakPassword) as refused:
        require_good_password(password, "mara.lindqvist@example.org")
    assert refused.value.details["reason"] == reason
