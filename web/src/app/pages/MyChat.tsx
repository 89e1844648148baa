/** A patient's conversations with their own record. */
import { ActionIcon, Button, Drawer, Group, Tooltip } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useLocation, useNavigate, useParams } from "@tanstack/react-router";
import { IconHistory, IconPlus } from "@tabler/icons-react";
import { useEffect, useState } from "react";
import type { Uuid } from "@/api/types";
import { useMe } from "@/features/auth/me";
import { ConversationList } from "@/features/chat/ConversationList";
import { StoredThread } from "@/features/chat/StoredThread";
import classes from "./pages.module.css";

export default function MyChat() {
  const me = useMe();
  const navigate = useNavigate();
  const conversationId = useParams({ strict: false }).conversationId ?? null;
  const question = useLocation({
    select: (location) => (location.state as { question?: string }).question ?? null,
  });
  const [session, setSession] = useState(0);
  const [listOpened, list] = useDisclosure(false);
  useEffect(() => {
    document.title = "Ask · Salus";
  }, []);
  if (!me.patient_uuid) return null;

  const show = (id: Uuid | null): void =>
    void (id
      ? navigate({ to: "/chat/$conversationId", params: { conversationId: id }, replace: true })
      : navigate({ to: "/chat" }));
  const pick = (id: Uuid | null): void => {
    setSession((count) => count + 1);
    list.close();
    show(id);
  };
  const conversations = (
    <ConversationList patientId={me.patient_uuid} current={conversationId} onPick={pick} />
  );
  return (
    <div className={classes.conversation}>
      <h1 className="visually-hidden">Ask about your record</h1>
      <aside className={classes.conversations} aria-label="Earlier conversations">
        {conversations}
      </aside>
      <div className={classes.thread}>
        <StoredThread
          key={session}
          doctorId={null}
          patientId={me.patient_uuid}
          conversationId={conversationId}
          firstQuestion={question}
          onConversation={show}
          wayOut={
            <Button variant="default" onClick={() => pick(null)}>
              Ask a new question
            </Button>
          }
          header={
            <Group justify="flex-end" gap={4} hiddenFrom="md" className={classes.threadTop}>
              <Tooltip label="Earlier conversations">
                <ActionIcon aria-label="Earlier conversations" onClick={list.open}>
                  <IconHistory size={20} aria-hidden />
                </ActionIcon>
              </Tooltip>
              <Tooltip label="New question">
                <ActionIcon aria-label="New question" onClick={() => pick(null)}>
                  <IconPlus size={20} aria-hidden />
                </ActionIcon>
              </Tooltip>
            </Group>
          }
        />
      </div>
      <Drawer
        opened={listOpened}
        onClose={list.close}
        title="Conversations"
        closeButtonProps={{ "aria-label": "Close" }}
      >
        {conversations}
      </Drawer>
    </div>
  );
}
