/** Passkeys between the server's JSON and the browser's bytes (WebAuthn Level 3, section 5.1.8). */

type Json = Record<string, unknown>;

export function canUsePasskeys(): boolean {
  // Browsers refuse them on addresses that are numbers, and without TLS everywhere but on localhost.
  return (
    typeof window.PublicKeyCredential === "function" &&
    window.isSecureContext &&
    !/^[\d.]+$|:/.test(window.location.hostname)
  );
}

export function toBytes(text: string): ArrayBuffer {
  const plain = atob(text.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(plain, (letter) => letter.charCodeAt(0)).buffer;
}

export function toText(bytes: ArrayBuffer): string {
  const plain = String.fromCharCode(...new Uint8Array(bytes));
  return btoa(plain).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** Make a passkey; null when the person changed their mind. */
export async function makePasskey(options: Json): Promise<Json | null> {
  const user = options.user as { id: string; name: string; displayName: string };
  const known = (options.excludeCredentials ?? []) as { id: string }[];
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge as string),
    user: { ...user, id: toBytes(user.id) },
    excludeCredentials: known.map((one) => ({ ...one, id: toBytes(one.id) })),
  } as unknown as PublicKeyCredentialCreationOptions;
  const made = await asked(navigator.credentials.create({ publicKey }));
  if (!made) return null;
  const response = made.response as AuthenticatorAttestationResponse;
  return answer(made, { attestationObject: toText(response.attestationObject) });
}

/** Sign with a passkey of this site; null when the person changed their mind. */
export async function usePasskeyOnce(options: Json): Promise<Json | null> {
  const publicKey = {
    ...options,
    challenge: toBytes(options.challenge as string),
    allowCredentials: [],
  } as unknown as PublicKeyCredentialRequestOptions;
  const found = await asked(navigator.credentials.get({ publicKey }));
  if (!found) return null;
  const response = found.response as AuthenticatorAssertionResponse;
  return answer(found, {
    authenticatorData: toText(response.authenticatorData),
    signature: toText(response.signature),
    ...(response.userHandle ? { userHandle: toText(response.userHandle) } : {}),
  });
}

function answer(credential: PublicKeyCredential, more: Record<string, string>): Json {
  return {
    id: credential.id,
    rawId: toText(credential.rawId),
    type: credential.type,
    clientExtensionResults: {},
    response: { clientDataJSON: toText(credential.response.clientDataJSON), ...more },
  };
}

async function asked(dialog: Promise<Credential | null>): Promise<PublicKeyCredential | null> {
  try {
    return (await dialog) as PublicKeyCredential | null;
  } catch (error) {
    // Closing the browser's dialog, and letting it run out of time, are both NotAllowedError.
    if (error instanceof DOMException && ["NotAllowedError", "AbortError"].includes(error.name)) return null;
    throw error;
  }
}
