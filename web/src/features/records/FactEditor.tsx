/** Write or correct a fact in a workspace that slides in beside the chart; offered to whoever may do so. */
import { Drawer, Skeleton } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useState,
} from "react";
import { addWords, type EditTarget, nameOf } from "./fact-fields";

const load = () => import("./FactForm");
const FactForm = lazy(load);

type Edit = (target: EditTarget) => void;

const FactEditorContext = createContext<Edit | null>(null);

/** Opens the workspace; null where the reader may not write. */
export function useFactEditor(): Edit | null {
  return useContext(FactEditorContext);
}

export function FactEditorProvider({ mayWrite, children }: { mayWrite: boolean; children: ReactNode }) {
  const [target, setTarget] = useState<EditTarget | null>(null);
  const [opened, setOpened] = useState(false);
  const [isDirty, setDirty] = useState(false);
  const open = useCallback<Edit>((wanted) => {
    setTarget(wanted);
    setDirty(false);
    setOpened(true);
  }, []);
  const close = (): void => setOpened(false);
  // Fetched while the line is good, so that the form opens also when it is not.
  useEffect(() => {
    if (mayWrite) load().catch(() => undefined);
  }, [mayWrite]);
  return (
    <FactEditorContext.Provider value={mayWrite ? open : null}>
      {children}
      <Drawer
        opened={opened}
        onClose={close}
        position="right"
        size="min(560px, 100%)"
        zIndex={220}
        title={target && titleOf(target)}
        closeButtonProps={{ "aria-label": "Close without saving" }}
        // What was typed is not lost by a slip of the hand.
        closeOnClickOutside={!isDirty}
        closeOnEscape={!isDirty}
        data-testid="fact-editor"
      >
        <Suspense fallback={<Skeleton height={320} />}>
          {target && (
            <FactForm
              key={`${target.kind}-${target.fact?.id ?? "new"}-${target.fact?.version ?? 0}`}
              target={target}
              onDirty={setDirty}
              onCancel={close}
              onDone={(message) => {
                close();
                notifications.show({ message });
              }}
            />
          )}
        </Suspense>
      </Drawer>
    </FactEditorContext.Provider>
  );
}

function titleOf({ kind, fact }: EditTarget): string {
  return fact === null ? addWords(kind) : `Correct: ${nameOf(fact)}`;
}
