/** j and k walk through a list by moving the focus, so that Enter and the screen reader just work. */
import { useHotkeys } from "@mantine/hooks";
import { useRef } from "react";

export function useListKeys<T extends HTMLElement>() {
  const list = useRef<T>(null);
  const move = (step: 1 | -1): void => {
    const items = [...(list.current?.querySelectorAll<HTMLElement>("[data-list-item]") ?? [])];
    if (items.length === 0) return;
    const current = items.findIndex((item) => item === document.activeElement);
    const next =
      current < 0
        ? step > 0
          ? 0
          : items.length - 1
        : Math.min(items.length - 1, Math.max(0, current + step));
    items[next]?.focus();
    items[next]?.scrollIntoView({ block: "nearest" });
  };
  useHotkeys([
    ["j", () => move(1)],
    ["k", () => move(-1)],
  ]);
  return list;
}
