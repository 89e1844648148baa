/** What one person wants of this browser: density. Colours are kept by the component library. */
import { useSyncExternalStore } from "react";

export type Density = "comfortable" | "compact";

const KEY = "salus-density";
const listeners = new Set<() => void>();

function stored(): Density | null {
  try {
    const value = localStorage.getItem(KEY);
    return value === "compact" || value === "comfortable" ? value : null;
  } catch {
    return null;
  }
}

let density: Density | null = stored();

export function useDensity(byDefault: Density): Density {
  const chosen = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => density,
  );
  return chosen ?? byDefault;
}

export function setDensity(value: Density): void {
  density = value;
  try {
    localStorage.setItem(KEY, value);
  } catch {
    // A browser without storage forgets the choice with the tab.
  }
  for (const listener of listeners) listener();
}
