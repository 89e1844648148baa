/** The page of a one-time link. */
export { SetPasswordPage as default } from "@/features/auth/SetPasswordPage";
