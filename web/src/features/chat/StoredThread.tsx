/** Open a conversation, stored or new, as a thread. */
import { Skeleton } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { type ReactNode, useEffect, useRef, useState } from "react";
import type { Uuid } from "@/api/types";
import { Loaded } from "@/components/Loaded";
import { ChatThread } from "./ChatThread";
import { conversationQuery } from "./conversations";
import { emptyThread, toTurns } from "./thread-state";

interface Props {
  doctorId: Uuid | null;
  patientId: Uuid;
  conversationId: Uuid | null;
  firstQuestion?: string | null;
  onConversation?: (conversationId: Uuid) => void;
  header?: ReactNode;
  /** Where to go when this conversation is not there. */
  wayOut?: ReactNode;
}

export function StoredThread({ conversationId, wayOut, ...rest }: Props) {
  // A conversation that began on this screen is shown by its own thread, not loaded again under the reader's eyes.
  const [begun, setBegun] = useState<Uuid | null>(null);
  const isOwn = conversationId === null || conversationId === begun;
  const query = useQuery({ ...conversationQuery(conversationId ?? ""), enabled: !isOwn });
  // Back at the empty page after a conversation, a new one begins: the old one must not go on under it.
  const [fresh, setFresh] = useState(0);
  const before = useRef(conversationId);
  useEffect(() => {
    if (before.current !== null && conversationId === null) {
      setBegun(null);
      setFresh((count) => count + 1);
    }
    before.current = conversationId;
  }, [conversationId]);
  const remember = (id: Uuid): void => {
    setBegun(id);
    rest.onConversation?.(id);
  };
  if (isOwn) return <ChatThread key={fresh} {...rest} onConversation={remember} initial={emptyThread} />;
  return (
    <Loaded query={query} skeleton={<Skeleton height={320} m="md" />} wayOut={wayOut}>
      {({ conversation, messages }) => (
        <ChatThread
          key={conversation.id}
          {...rest}
          firstQuestion={null}
          initial={{ conversationId: conversation.id, turns: toTurns(messages) }}
        />
      )}
    </Loaded>
  );
}
