/** From a result to a question about it. */
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";

/** The question travels in the page's memory, not in its address: addresses are written to logs. */
export function AskAbout({ name }: { name: string }) {
  return (
    <Anchor
      component={Link}
      to="/chat"
      state={{ question: `What does my ${name} result mean?` } as never}
      fz="sm"
    >
      What does this mean?
      <span className="visually-hidden"> ({name})</span>
    </Anchor>
  );
}
