/** The chat beside the chart, with its earlier conversations one click away. */
import { ActionIcon, Group, Menu, Text } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { IconHistory, IconPlus, IconX } from "@tabler/icons-react";
import { useState } from "react";
import type { Uuid } from "@/api/types";
import { useMe } from "@/features/auth/me";
import { conversationsQuery } from "@/features/chat/conversations";
import { StoredThread } from "@/features/chat/StoredThread";
import { longDate } from "@/lib/dates";
import classes from "./chart.module.css";

export function ChartChat({ patientId, onClose }: { patientId: Uuid; onClose: () => void }) {
  const me = useMe();
  const [conversationId, setConversationId] = useState<Uuid | null>(null);
  const [session, setSession] = useState(0);
  const pick = (id: Uuid | null): void => {
    setSession((count) => count + 1);
    setConversationId(id);
  };
  return (
    <StoredThread
      key={session}
      doctorId={me.doctor_uuid}
      patientId={patientId}
      conversationId={conversationId}
      onConversation={setConversationId}
      header={
        <Group className={classes.chatHead} justify="space-between" wrap="nowrap">
          <Text fw={620} component="h2" m={0} fz="md">
            Ask about this patient
          </Text>
          <Group gap={2} wrap="nowrap">
            <Earlier patientId={patientId} onPick={pick} />
            <ActionIcon aria-label="New question" onClick={() => pick(null)}>
              <IconPlus size={18} aria-hidden />
            </ActionIcon>
            <ActionIcon aria-label="Close the chat" onClick={onClose}>
              <IconX size={18} aria-hidden />
            </ActionIcon>
          </Group>
        </Group>
      }
    />
  );
}

function Earlier({ patientId, onPick }: { patientId: Uuid; onPick: (id: Uuid) => void }) {
  const query = useQuery(conversationsQuery(patientId));
  const items = query.data ?? [];
  return (
    <Menu position="bottom-end" width={300}>
      <Menu.Target>
        <ActionIcon aria-label="Earlier conversations">
          <IconHistory size={18} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown mah={360} style={{ overflowY: "auto" }}>
        <Menu.Label>{items.length > 0 ? "Earlier conversations" : "No earlier conversations"}</Menu.Label>
        {items.map((one) => (
          <Menu.Item key={one.id} onClick={() => onPick(one.id)}>
            <Text fz="sm" lineClamp={1}>
              {one.title}
            </Text>
            <Text fz="xs" c="dimmed">
              {longDate(one.updated_at)}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
