"""Ways around the sign-in, tried on a running clinic from many addresses: how many were taken, of how many tried."""

from __future__ import annotations

import asyncio
import base64
import hashlib
import hmac
import json
import secrets
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count, permutations

import httpx
import pyotp

from bench.report import Row, at_most
from bench.system import System, running
from salus.core.auth.guard import ACCOUNT_WAITS_S, ADDRESS_LEAK_S, ADDRESS_WAITS_S

API = "/api/v1"
PASSWORD = "correct horse battery"  # of accounts that are made here and live for seconds
NEW_PASSWORD = "seven quiet herons at noon"
PROMISED_S = 5.0
LONGEST_DELAY_S = 60  # what is longer is a lock
_numbers = count(2)


@dataclass(frozen=True, slots=True)
class Clinic:
    """The clinic under attack, and its administrator."""

    url: str
    admin: str

    @asynccontextmanager
    async def browser(self) -> AsyncIterator[httpx.AsyncClient]:
        """Somebody new, at a loopback address of their own."""
        number = next(_numbers)
        transport = httpx.AsyncHTTPTransport(local_address=f"127.1.{number // 250}.{number % 250 + 2}")
        async with httpx.AsyncClient(base_url=self.url, transport=transport, timeout=60) as client:
            yield client

    async def account(self) -> tuple[str, str]:
        """A new account: its user name and id."""
        username = f"{secrets.token_hex(8)}@example.org"
        new = {"username": username, "display_name": "Target", "role": "admin", "password": PASSWORD}
        async with self.browser() as client:
            made = await client.post(f"{API}/admin/users", headers=bearer(self.admin), json=new)
        made.raise_for_status()
        return username, str(made.json()["data"]["id"])


def rows() -> list[Row]:
    """Attack a running demo clinic."""
    with running() as system:
        return asyncio.run(_rows(system))


async def _rows(system: System) -> list[Row]:
    with system.sign_in("admin") as admin:
        clinic = Clinic(system.url, admin.headers["Authorization"].removeprefix("Bearer "))
    return [
        _taken("forged, foreign or old access tokens taken", await forged_tokens(clinic)),
        _taken("used refresh tokens taken", await replayed_refresh_tokens(clinic)),
        _taken(f"tokens taken {PROMISED_S:g} s after their session ended", await ended_sessions(clinic)),
        _taken("right passwords taken after ten wrong ones", await locked_accounts(clinic)),
        _taken("passwords guessed past the limit of an account", await guessed_at_once(clinic)),
        _taken("accounts guessed past the limit of one address", await stuffed_accounts(clinic)),
        _taken("sessions that were planted and went on", await fixed_sessions(clinic)),
        _taken("ways past the second factor, in every order", await factor_bypasses(clinic)),
        _taken("writes taken without the page's own token", await forged_writes(clinic)),
        _taken("one-time links taken again", await reused_links(clinic)),
        _taken("cookies without their flags", await bare_cookies(clinic)),
    ]


def _taken(name: str, tries: list[bool]) -> Row:
    return at_most(name, sum(tries), 0, "taken", len(tries))


def bearer(token: str) -> dict[str, str]:
    """The header of an access token."""
    return {"Authorization": f"Bearer {token}"}


async def _is_in(client: httpx.AsyncClient, token: str | None = None) -> bool:
    headers = bearer(token) if token else {}
    return (await client.get(f"{API}/me", headers=headers)).status_code == 200


async def _tokens(client: httpx.AsyncClient, username: str) -> dict[str, str]:
    answer = await client.post(f"{API}/auth/token", data={"username": username, "password": PASSWORD})
    answer.raise_for_status()
    tokens: dict[str, str] = answer.json()["data"]
    return tokens


async def _login(client: httpx.AsyncClient, username: str, password: str = PASSWORD) -> httpx.Response:
    return await client.post(f"{API}/auth/login", json={"username": username, "password": password})


async def _page_sends(client: httpx.AsyncClient, path: str, body: object = None) -> httpx.Response:
    headers = {"X-CSRF-Token": client.cookies.get("salus_csrf", "")}
    return await client.post(f"{API}{path}", headers=headers, json=body)


async def forged_tokens(clinic: Clinic) -> list[bool]:
    """alg=none, other algorithms, other keys, key ids that point elsewhere, other claims, tokens cut or stretched."""
    async with clinic.browser() as client:
        head, body, signature = clinic.admin.split(".")
        claims = json.loads(base64.urlsafe_b64decode(body + "=="))
        later = {**claims, "exp": claims["exp"] + 10**6}
        raised = {**claims, "sub": "00000000-0000-7000-8000-000000000001", "role": "service"}
        tries = [
            *(f"{_part({'alg': alg, 'typ': 'JWT'})}.{body}.{tail}"
              for alg in ("none", "None", "NONE", "nOnE", "") for tail in ("", signature)),
            *(f"{_part({'alg': alg})}.{body}.{signature}" for alg in ("HS384", "HS512", "RS256", "ES256", "EdDSA")),
            *(_signed(said, key) for said in (claims, later, raised)
              for key in ("k" * 32, "salus", "secret", "password" * 4, clinic.url * 2)),
            *(_signed(claims, "k" * 32, **header) for header in (
                {"kid": "../../../../dev/null"}, {"kid": "' OR 1=1 --"}, {"jku": f"{clinic.url}/keys"},
                {"jwk": {"kty": "oct", "k": "AAAA"}}, {"x5u": f"{clinic.url}/cert"}, {"crit": ["exp"], "exp": 1})),
            *(f"{head}.{_part(said)}.{signature}" for said in (later, raised, {**claims, "sid": None}, {})),
            f"{head}.{body}.", f"{head}.{body}", f"{head}..{signature}", f".{body}.{signature}", f"{clinic.admin}A",
            clinic.admin[:-2], clinic.admin[1:], clinic.admin.swapcase(), "null", "undefined", "", "..",
        ]  # fmt: skip
        return [await _is_in(client, token) for token in tries if token != clinic.admin]


def _part(data: object) -> str:
    return base64.urlsafe_b64encode(json.dumps(data).encode()).rstrip(b"=").decode()


def _signed(claims: dict[str, object], key: str, **header: object) -> str:
    plain = f"{_part({'alg': 'HS256', 'typ': 'JWT', **header})}.{_part(claims)}"
    signature = hmac.digest(key.encode(), plain.encode(), hashlib.sha256)
    return f"{plain}.{base64.urlsafe_b64encode(signature).rstrip(b'=').decode()}"


async def replayed_refresh_tokens(clinic: Clinic, times: int = 20) -> list[bool]:
    """A thief presents a token whose successor was used already; nothing of that family works afterwards."""
    taken = []
    for _ in range(times):
        username, _ = await clinic.account()
        async with clinic.browser() as owner, clinic.browser() as thief:
            first = await _tokens(owner, username)
            second = (await owner.post(f"{API}/auth/refresh", json={"refresh_token": first["refresh_token"]})).json()
            third = (await owner.post(f"{API}/auth/refresh", json={"refresh_token": second["refresh_token"]})).json()
            for token in (first, second, third):
                again = await thief.post(f"{API}/auth/refresh", json={"refresh_token": token["refresh_token"]})
                taken += [again.status_code == 200, await _is_in(thief, token["access_token"])]
    return taken


async def ended_sessions(clinic: Clinic) -> list[bool]:
    """After signing out, ending from elsewhere, closing the account, a new password: how it is five seconds later."""
    deeds: tuple[Callable[[httpx.AsyncClient, str, str], object], ...] = (
        lambda client, token, _: client.post(f"{API}/auth/logout", headers=bearer(token)),
        lambda client, _, user: client.post(f"{API}/admin/users/{user}/end-sessions", headers=bearer(clinic.admin)),
        lambda client, _, user: client.put(
            f"{API}/admin/users/{user}",
            headers=bearer(clinic.admin),
            json={"version": 1, "display_name": "Closed", "is_active": False},
        ),
        lambda client, _, user: client.post(f"{API}/admin/users/{user}/reset-factors", headers=bearer(clinic.admin)),
    )
    tokens: list[dict[str, str]] = []
    async with clinic.browser() as client:
        for deed in deeds:
            for _ in range(5):
                username, user_id = await clinic.account()
                tokens.append(await _tokens(client, username))
                (await deed(client, tokens[-1]["access_token"], user_id)).raise_for_status()  # type: ignore[misc]  # each deed is a request
        await asyncio.sleep(PROMISED_S)
        taken = [await _is_in(client, each["access_token"]) for each in tokens]
    async with clinic.browser() as client:
        for each in tokens:
            again = await client.post(f"{API}/auth/refresh", json={"refresh_token": each["refresh_token"]})
            taken.append(again.status_code == 200)
    return taken


async def locked_accounts(clinic: Clinic, accounts: int = 5) -> list[bool]:
    """Guess from new addresses, waiting each time as told, until the account is locked; then come with the password."""

    async def attack() -> bool:
        username, _ = await clinic.account()
        for _ in range(2 * len(ACCOUNT_WAITS_S)):
            async with clinic.browser() as client:
                answer = await _login(client, username, secrets.token_hex(10))
            wait_s = answer.json()["error"]["details"].get("retry_after_s", 0)
            if wait_s > LONGEST_DELAY_S:
                break
            await asyncio.sleep(wait_s)
        async with clinic.browser() as client:
            return (await _login(client, username)).status_code == 200

    return await asyncio.gather(*(attack() for _ in range(accounts)))


async def guessed_at_once(clinic: Clinic, tries: int = 40) -> list[bool]:
    """Forty guesses at once from forty addresses: no more are judged than one after the other would be."""
    username, _ = await clinic.account()

    async def guess() -> int:
        async with clinic.browser() as client:
            return (await _login(client, username, secrets.token_hex(10))).status_code

    began = time.monotonic()
    codes = await asyncio.gather(*(guess() for _ in range(tries)))
    return _beyond(codes, ACCOUNT_WAITS_S, time.monotonic() - began)


def _beyond(codes: Sequence[int], all_waits_s: Sequence[float], took_s: float) -> list[bool]:
    """For every attempt that had to wait, whether it was judged. A slow machine lets some waits pass meanwhile."""
    waits = [wait for wait in all_waits_s if wait]
    free = len(all_waits_s) - len(waits)
    allowed = free + 1 + sum(sum(waits[: n + 1]) <= took_s for n in range(len(waits))) + int(took_s // ADDRESS_LEAK_S)
    beyond = max(0, codes.count(401) - allowed)
    return [True] * beyond + [False] * max(0, len(codes) - allowed - beyond)


async def stuffed_accounts(clinic: Clinic, tries: int = 60) -> list[bool]:
    """One password after the other for accounts that differ, from one address: what follows thirty waits."""
    async with clinic.browser() as client:
        began = time.monotonic()
        codes = [(await _login(client, f"{secrets.token_hex(6)}@example.org")).status_code for _ in range(tries)]
        return _beyond(codes, ADDRESS_WAITS_S, time.monotonic() - began)


async def fixed_sessions(clinic: Clinic, times: int = 5) -> list[bool]:
    """A browser that holds planted cookies signs in: does what was planted go on, or what was there before?"""
    taken = []
    for _ in range(times):
        username, _ = await clinic.account()
        attacker_name, _ = await clinic.account()
        async with clinic.browser() as victim, clinic.browser() as attacker:
            await _login(attacker, attacker_name)
            planted = {cookie.name: str(cookie.value) for cookie in attacker.cookies.jar}
            for cookie in attacker.cookies.jar:
                victim.cookies.set(cookie.name, cookie.value or "", domain=cookie.domain, path=cookie.path)
            await _login(victim, username)
            now = {cookie.name: str(cookie.value) for cookie in victim.cookies.jar}
            taken += [now.get(name) == value for name, value in planted.items()]
            taken.append(await _is_in(victim, planted["salus_access"]))
    return taken


async def factor_bypasses(clinic: Clinic) -> list[bool]:
    """Every order of the steps of a sign-in in which the second factor is left out, wrong, old, or another's."""
    username, user_id = await clinic.account()
    async with clinic.browser() as owner:
        await _login(owner, username)
        begun = await _page_sends(owner, "/account/second-factor", {"password": PASSWORD})
        app = pyotp.TOTP(begun.json()["data"]["secret"])
        used = app.at(int(time.time()) - 30)
        enrolled = await _page_sends(owner, "/account/second-factor/confirm", {"code": used})
        recovery = enrolled.json()["data"]["recovery_codes"]
        await owner.post(f"{API}/auth/logout", headers={"X-CSRF-Token": owner.cookies["salus_csrf"]})
    steps: dict[str, Callable[[httpx.AsyncClient], object]] = {
        "password": lambda client: _login(client, username),
        "used code": lambda client: _page_sends(client, "/auth/login/second-factor", {"code": used}),
        "empty code": lambda client: _page_sends(client, "/auth/login/second-factor", {"code": ""}),
        "enrolment": lambda client: _page_sends(client, "/auth/login/enrolment"),
        "enrolment code": lambda client: _page_sends(client, "/auth/login/enrolment/confirm", {"code": used}),
        "refresh": lambda client: _page_sends(client, "/auth/refresh"),
        "turn off": lambda client: _page_sends(client, "/account/second-factor/off", {"password": PASSWORD}),
    }
    taken = []
    for order in permutations(steps, 3):
        async with clinic.browser() as client:
            for name in order:
                await steps[name](client)  # type: ignore[misc]  # each is a request
            taken.append(await _is_in(client))
            # Or the lock would refuse what this is to try.
            await client.post(f"{API}/admin/users/{user_id}/unlock", headers=bearer(clinic.admin))
    async with clinic.browser() as first, clinic.browser() as second:
        for client in (first, second):
            await _login(client, username)
        for code in (recovery[0], recovery[0].upper()):
            spent = {"code": code, "method": "recovery_code"}
            await _page_sends(first, "/auth/login/second-factor", spent)
        await _page_sends(second, "/auth/login/second-factor", {"code": recovery[0], "method": "recovery_code"})
        taken.append(await _is_in(second))
    return taken


async def forged_writes(clinic: Clinic) -> list[bool]:
    """What a page of another site could send with the browser's cookies: no token, an empty one, another's, a form."""
    username, _ = await clinic.account()
    taken = []
    async with clinic.browser() as client:
        await _login(client, username)
        paths = ("/auth/refresh", "/auth/logout", "/account/sessions/end-others", "/account/password", "/admin/users")
        for path in paths:
            for headers in ({}, {"X-CSRF-Token": ""}, {"X-CSRF-Token": secrets.token_urlsafe(24)}):
                answer = await client.post(f"{API}{path}", headers=headers, json={})
                taken.append(answer.status_code not in (401, 403))
        for kind in ("text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"):
            body = json.dumps({"username": username, "password": PASSWORD})
            answer = await client.post(f"{API}/auth/login", headers={"Content-Type": kind}, content=body)
            taken.append(answer.status_code < 400)
        taken.append(not await _is_in(client))
    return taken


async def reused_links(clinic: Clinic, times: int = 5) -> list[bool]:
    """A link that was used, one that was replaced, one that was changed, and one for a closed account."""
    taken = []
    for _ in range(times):
        _, user_id = await clinic.account()
        async with clinic.browser() as client:
            replaced, token = [await _link(client, clinic, user_id) for _ in range(2)]
            (
                await client.post(f"{API}/auth/link/use", json={"token": token, "password": NEW_PASSWORD})
            ).raise_for_status()
            closed = await _link(client, clinic, user_id)
            change = {"version": 1, "display_name": "Closed", "is_active": False}
            await client.put(f"{API}/admin/users/{user_id}", headers=bearer(clinic.admin), json=change)
            for tried in (token, replaced, closed, token[:-1], token.swapcase(), "", secrets.token_urlsafe(32)):
                again = await client.post(f"{API}/auth/link/use", json={"token": tried, "password": NEW_PASSWORD})
                taken.append(again.status_code < 400)
    return taken


async def _link(client: httpx.AsyncClient, clinic: Clinic, user_id: str) -> str:
    made = await client.post(f"{API}/admin/users/{user_id}/password-link", headers=bearer(clinic.admin))
    made.raise_for_status()
    return str(made.json()["data"]["path"]).partition("#")[2]


async def bare_cookies(clinic: Clinic) -> list[bool]:
    """Cookies that scripts or other sites could use: all but the page's own token are HttpOnly, all are strict."""
    username, _ = await clinic.account()
    async with clinic.browser() as client:
        set_cookies = (await _login(client, username)).headers.get_list("set-cookie")
    return [
        "samesite=strict" not in cookie.lower()
        or ("httponly" not in cookie.lower() and not cookie.startswith("salus_csrf="))
        for cookie in set_cookies
    ]
