/** Says at the top of the page that the line is down, what that means, and that it comes back by itself. */
import { IconPlugConnectedX } from "@tabler/icons-react";
import { useLiveState } from "@/api/live";
import classes from "./offline.module.css";

export function OfflineBanner() {
  const state = useLiveState();
  return (
    <div role="status" aria-live="polite">
      {(state === "offline" || state === "silent") && (
        <p className={classes.offline} data-offline>
          <IconPlugConnectedX size={18} aria-hidden />
          {state === "offline" ? "You are offline." : "Salus does not answer."} You can go on reading what is
          here; nothing is lost, and the page catches up by itself.
        </p>
      )}
    </div>
  );
}
