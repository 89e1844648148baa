/** Sign-in through an organisation: where it begins, and what may go wrong on the way. Pure. */
const START = "/api/v1/auth/oidc/start";

/** Where it begins; afterwards the person stands where they wanted to go. */
export function startOf({ pathname, search }: { pathname: string; search: string }): string {
  const next = pathname === "/sign-in" ? new URLSearchParams(search).get("next") : pathname + search;
  return next ? `${START}?${new URLSearchParams({ next }).toString()}` : START;
}

interface Words {
  title: string;
  detail: string;
}

const PROBLEMS: Record<string, Words> = {
  OIDC_NOT_LINKED: {
    title: "Your account is not linked yet",
    detail:
      "Your organisation knows you, but Salus does not know which account is yours. Ask your administrator for an invitation.",
  },
  OIDC_ROLE_NOT_GRANTED: {
    title: "Your organisation does not grant you this role",
    detail: "Ask your administrator to look at your groups there.",
  },
  OIDC_ALREADY_LINKED: {
    title: "Already linked",
    detail: "This account, or that of your organisation, is linked to another one. Ask your administrator.",
  },
  OIDC_INVITATION_USED: {
    title: "This invitation does not work any more",
    detail: "It was used, or is older than a week. Ask your administrator for another one.",
  },
  OIDC_UNAVAILABLE: {
    title: "Your organisation's sign-in cannot be reached",
    detail: "Try again in a moment, or sign in with your password.",
  },
};
const REFUSED: Words = {
  title: "The sign-in with your organisation did not work",
  detail: "Nothing was changed. Start again from here.",
};

export function problemWords(code: string): Words {
  return PROBLEMS[code] ?? REFUSED;
}
