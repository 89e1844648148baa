/** The way in; afterwards the person stands where they wanted to go. */
import { useRouter, useSearch } from "@tanstack/react-router";
import { homeOf } from "@/features/auth/me";
import { SignInPage } from "@/features/auth/SignInPage";

export default function SignIn() {
  const { history } = useRouter();
  const { next, problem } = useSearch({ from: "/sign-in" });
  return <SignInPage problem={problem} onSignedIn={(me) => history.replace(next ?? homeOf(me))} />;
}
