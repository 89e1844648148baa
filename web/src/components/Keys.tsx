/** A key to press, drawn as a key. Hidden where there is no keyboard. */
import { Kbd } from "@mantine/core";

export function Key({ children }: { children: string }) {
  return (
    <Kbd size="xs" aria-hidden visibleFrom="sm">
      {children}
    </Kbd>
  );
}
