/** Why somebody was not let in, in words that help and give nothing away. */
import { ApiError, explain, NETWORK } from "@/api/errors";

export function refusal(error: unknown): string {
  if (!(error instanceof ApiError)) return plain(error);
  if (error.code === NETWORK) {
    return "Salus cannot be reached. Check your connection, then sign in again.";
  }
  if (error.status === 429) return `Too many attempts. ${waitWords(error.details.retry_after_s)}`;
  switch (error.code) {
    case "WRONG_CREDENTIALS":
      return "User name or password is not right. Check both and try again.";
    case "WRONG_CODE":
      return "This code is not right, or was used already. Wait for the next one, then try again.";
    case "WRONG_PASSWORD":
      return "The password is not right. Nothing was changed.";
    case "STEP_OVER":
      return "This took too long. Please begin again.";
    case "PASSKEY_REFUSED":
      return "This passkey is not known here. Sign in with your password.";
    default:
      return plain(error);
  }
}

export function waitWords(seconds: unknown): string {
  const left = typeof seconds === "number" ? seconds : 0;
  if (left <= 0) return "Wait a moment, then try again.";
  if (left < 90) return `Try again in ${left} seconds.`;
  return `Try again in ${Math.ceil(left / 60)} minutes, or ask your administrator to unlock the account.`;
}

function plain(error: unknown): string {
  const words = explain(error);
  return `${words.title}. ${words.detail}`;
}
