/** A doctor's frame round one chart: the banner that never scrolls away, its pages, and the chat beside it. */
import { Button, Drawer, Skeleton } from "@mantine/core";
import { useElementSize, useHotkeys, useLocalStorage, useMediaQuery } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { Link, Outlet, useParams, useRouter } from "@tanstack/react-router";
import { IconMessageCircle } from "@tabler/icons-react";
import { useEffect } from "react";
import { ApiError } from "@/api/errors";
import { useChartEvents } from "@/api/live";
import type { Chart, Uuid } from "@/api/types";
import { Key } from "@/components/Keys";
import { Loaded } from "@/components/Loaded";
import { BannerSkeleton, RowsSkeleton } from "@/components/Skeletons";
import { waitingCountQuery } from "@/features/documents/proposals";
import { chartQuery } from "@/features/records/chart";
import { EmergencyBanner } from "@/features/records/EmergencyBanner";
import { EmergencyDoor } from "@/features/records/EmergencyDoor";
import { PatientBanner } from "@/features/records/PatientBanner";
import { ChartChat } from "./ChartChat";
import classes from "./chart.module.css";

const TABS = ["", "results", "documents", "timeline", "review"] as const;
type TabName = (typeof TABS)[number];
const WORDS: Record<TabName, string> = {
  "": "Overview",
  results: "Results",
  documents: "Documents",
  timeline: "Timeline",
  review: "Review",
};

export default function ChartFrame() {
  const { patientId } = useParams({ from: "/signed-in/patients/$patientId" });
  const query = useQuery(chartQuery(patientId));
  // A chart that may not be opened has no live line either.
  useChartEvents(query.data ? patientId : null);
  if (!query.data && query.error instanceof ApiError && query.error.code === "CHART_ACCESS_DENIED") {
    return <EmergencyDoor patientId={patientId} />;
  }
  return (
    <Loaded
      query={query}
      skeleton={
        <>
          <div className={classes.waiting}>
            <BannerSkeleton />
          </div>
          <div className={classes.waitingBody}>
            <div className={classes.overview}>
              <div className={classes.wide}>
                <Skeleton height={36} />
              </div>
              <div className={`${classes.column} ${classes.side}`}>
                <RowsSkeleton rows={3} height={124} />
              </div>
              <div className={classes.column}>
                <Skeleton height={420} />
              </div>
            </div>
          </div>
        </>
      }
    >
      {(chart) => <Frame patientId={patientId} chart={chart} />}
    </Loaded>
  );
}

function Frame({ patientId, chart }: { patientId: Uuid; chart: Chart }) {
  const [chatOpened, setChatOpened] = useLocalStorage({ key: "salus-chat-beside", defaultValue: false });
  const hasRoom = useMediaQuery("(min-width: 75em)", true);
  const { ref, height } = useElementSize();
  useHotkeys([["c", () => setChatOpened((now) => !now)]]);
  usePreloadedTabs(patientId);
  useEffect(() => {
    document.title = `${chart.patient.display_name} · Salus`;
  }, [chart.patient.display_name]);
  const chat = <ChartChat key={patientId} patientId={patientId} onClose={() => setChatOpened(false)} />;
  return (
    <div className={classes.frame} style={{ "--salus-banner": `${height}px` } as React.CSSProperties}>
      <div className={classes.body}>
        <div className={classes.banner} ref={ref}>
          <PatientBanner
            chart={chart}
            actions={
              <Button
                variant={chatOpened ? "filled" : "light"}
                size="sm"
                leftSection={<IconMessageCircle size={17} aria-hidden />}
                rightSection={<Key>c</Key>}
                aria-expanded={chatOpened}
                onClick={() => setChatOpened(!chatOpened)}
                data-testid="chart-chat"
              >
                Ask
              </Button>
            }
          />
          {chart.emergency && <EmergencyBanner patientId={patientId} emergency={chart.emergency} />}
          <ChartTabs patientId={patientId} />
        </div>
        <Outlet />
      </div>
      {hasRoom && chatOpened && (
        <aside className={classes.aside} aria-label="Chat about this patient">
          {chat}
        </aside>
      )}
      {!hasRoom && (
        <Drawer.Root
          opened={chatOpened}
          onClose={() => setChatOpened(false)}
          position="right"
          size="min(480px, 100%)"
          padding={0}
        >
          <Drawer.Overlay />
          <Drawer.Content aria-label="Chat about this patient">
            <Drawer.Body h="100%">{chat}</Drawer.Body>
          </Drawer.Content>
        </Drawer.Root>
      )}
    </div>
  );
}

/** The other parts of the chart are fetched while this one is read: they open at once, even when the line breaks. */
function usePreloadedTabs(patientId: Uuid): void {
  const router = useRouter();
  useEffect(() => {
    for (const name of TABS)
      void router.preloadRoute({ to: `/patients/${patientId}${name && `/${name}`}` as never });
  }, [router, patientId]);
}

function ChartTabs({ patientId }: { patientId: Uuid }) {
  const waiting = useQuery(waitingCountQuery(patientId)).data ?? 0;
  return (
    <nav className={classes.tabs} aria-label="Parts of the chart">
      {TABS.map((name) => (
        <Link
          key={name}
          to={`/patients/${patientId}${name && `/${name}`}` as never}
          activeOptions={{ exact: name === "" }}
          className={classes.tab}
        >
          {WORDS[name]}
          {name === "review" && waiting > 0 && (
            <span className={classes.count}>
              {waiting}
              <span className="visually-hidden"> waiting</span>
            </span>
          )}
        </Link>
      ))}
    </nav>
  );
}
