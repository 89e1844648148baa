/** One conversation on the screen: ask, stream, stop, ask again. */
import { useQueryClient } from "@tanstack/react-query";
import { useCallback, useEffect, useReducer, useRef } from "react";
import { keys } from "@/api/keys";
import type { Uuid } from "@/api/types";
import { ask } from "./ask";
import { type Thread, threadReducer } from "./thread-state";

interface Options {
  doctorId: Uuid | null;
  patientId: Uuid;
  initial: Thread;
  onConversation?: (conversationId: Uuid) => void;
}

export function useThread({ doctorId, patientId, initial, onConversation }: Options) {
  const [thread, dispatch] = useReducer(threadReducer, initial);
  const client = useQueryClient();
  const running = useRef<AbortController | null>(null);
  const conversationId = useRef(initial.conversationId);
  const last = thread.turns[thread.turns.length - 1];
  const isAnswering = last?.state === "asking" || last?.state === "streaming";

  useEffect(() => () => running.current?.abort(), []);

  const send = useCallback(
    async (message: string, replaces?: string): Promise<void> => {
      const id = crypto.randomUUID();
      const control = new AbortController();
      running.current = control;
      dispatch({ type: "asked", id, question: message, replaces });
      try {
        const question = { doctorId, patientId, message, conversationId: conversationId.current };
        for await (const piece of ask(question, control.signal)) {
          if (piece.kind === "done") conversationId.current = piece.answer.conversation_id;
          dispatch({ type: "piece", id, piece });
        }
        void client.invalidateQueries({ queryKey: keys.conversations(patientId) });
        if (conversationId.current) {
          client.removeQueries({ queryKey: keys.conversation(conversationId.current) });
          onConversation?.(conversationId.current);
        }
      } catch (error) {
        dispatch(control.signal.aborted ? { type: "stopped", id } : { type: "failed", id, error });
      }
    },
    [client, doctorId, patientId, onConversation],
  );

  return { thread, isAnswering, send, stop: () => running.current?.abort() };
}
