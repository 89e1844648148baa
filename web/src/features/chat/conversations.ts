/** Conversations about one patient, newest first, and one of them. */
import { queryOptions } from "@tanstack/react-query";
import { api } from "@/api/client";
import { keys } from "@/api/keys";
import type { Conversation, ConversationSummary, Page, Uuid } from "@/api/types";

export const conversationsQuery = (patientId: Uuid) =>
  queryOptions({
    queryKey: keys.conversations(patientId),
    queryFn: async ({ signal }) =>
      (await api.get<Page<ConversationSummary>>(`/patients/${patientId}/conversations`, { signal })).items,
  });

export const conversationQuery = (conversationId: Uuid) =>
  queryOptions({
    queryKey: keys.conversation(conversationId),
    queryFn: ({ signal }) => api.get<Conversation>(`/conversations/${conversationId}`, { signal }),
    staleTime: Infinity,
  });
