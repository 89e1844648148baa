/** The way in; afterwards the person stands where they wanted to go. */
import { useNavigate, useSearch } from "@tanstack/react-router";
import { homeOf } from "@/features/auth/me";
import { SignInPage } from "@/features/auth/SignInPage";

export default function SignIn() {
  const navigate = useNavigate();
  const { next } = useSearch({ from: "/sign-in" });
  return (
    <SignInPage onSignedIn={(me) => void navigate({ to: (next ?? homeOf(me)) as never, replace: true })} />
  );
}
