/** The one frame: rail, top bar, the page, and what must be said about the connection. */
import { useHotkeys } from "@mantine/hooks";
import { Outlet, useRouter, useRouterState } from "@tanstack/react-router";
import { useEffect, useRef, useState } from "react";
import { SourceProvider } from "../SourceProvider";
import { useDensity } from "../preferences";
import { OfflineBanner } from "./OfflineBanner";
import { placesOf } from "./navigation";
import { Omnibox, omnibox } from "./Omnibox";
import { Rail } from "./Rail";
import { ShortcutsHelp } from "./ShortcutsHelp";
import classes from "./shell.module.css";
import { TopBar } from "./TopBar";
import { SessionLost } from "@/features/auth/SessionLost";
import { SessionWarnings } from "@/features/auth/SessionWarnings";
import type { Role } from "@/api/types";
import { useMe } from "@/features/auth/me";

const QUIET_MS = 1_500;

export function Shell() {
  const me = useMe();
  const density = useDensity(me.role === "patient" ? "comfortable" : "compact");
  const [helpOpened, setHelpOpened] = useState(false);
  useHotkeys([
    ["mod+K", () => omnibox.open()],
    ["/", () => omnibox.open()],
    ["shift+?", () => setHelpOpened(true)],
    ["s", focusNextSource],
  ]);
  useEffect(() => {
    document.documentElement.dataset.density = density;
  }, [density]);
  useFocusOnNavigation();
  usePreloadedPlaces(me.role);

  return (
    <SourceProvider>
      <a className={classes.skip} href="#main">
        Skip to content
      </a>
      <div className={classes.frame}>
        <TopBar me={me} density={density} onHelp={() => setHelpOpened(true)} />
        <Rail role={me.role} />
        <main id="main" className={classes.main} tabIndex={-1}>
          <OfflineBanner />
          <SessionWarnings />
          <Outlet />
        </main>
      </div>
      <Omnibox me={me} />
      <ShortcutsHelp opened={helpOpened} onClose={() => setHelpOpened(false)} role={me.role} />
      <SessionLost />
    </SourceProvider>
  );
}

/** Every place of the rail is one step away: its code is fetched in a quiet moment. */
function usePreloadedPlaces(role: Role): void {
  const router = useRouter();
  useEffect(() => {
    const timer = setTimeout(() => {
      for (const place of placesOf(role)) void router.preloadRoute({ to: place.to });
    }, QUIET_MS);
    return () => clearTimeout(timer);
  }, [router, role]);
}

/** s walks from source to source; Enter opens the one that has the focus. */
function focusNextSource(): void {
  const pills = [...document.querySelectorAll<HTMLElement>("[data-source-pill]")];
  const current = pills.findIndex((pill) => pill === document.activeElement);
  pills[(current + 1) % pills.length]?.focus();
}

/** After a change of page a screen reader starts at the page, not at the link that was left. */
function useFocusOnNavigation(): void {
  const path = useRouterState({ select: (state) => state.location.pathname });
  const first = useRef(true);
  useEffect(() => {
    if (first.current) {
      first.current = false;
      return;
    }
    document.getElementById("main")?.focus({ preventScroll: true });
  }, [path]);
}
