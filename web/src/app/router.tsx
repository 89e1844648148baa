/** All addresses. Pages are loaded when they are first opened. */
import {
  createRootRouteWithContext,
  createRoute,
  createRouter,
  lazyRouteComponent,
  Outlet,
  redirect,
} from "@tanstack/react-router";
import type { QueryClient } from "@tanstack/react-query";
import { ApiError } from "@/api/errors";
import type { Role } from "@/api/types";
import { homeOf, meQuery } from "@/features/auth/me";
import { NotFound, PageBroke } from "./pages/lost";
import { queryClient } from "./query-client";
import { SignedInFrame } from "./SignedInFrame";

interface Context {
  queryClient: QueryClient;
}

interface PlaceOnPage {
  page?: number;
  box?: string;
}

const root = createRootRouteWithContext<Context>()({ component: Outlet, notFoundComponent: NotFound });

const signIn = createRoute({
  getParentRoute: () => root,
  path: "/sign-in",
  validateSearch: (search): { next?: string; problem?: string } => ({
    ...(isOwnPath(search.next) ? { next: search.next } : {}),
    ...(typeof search.problem === "string" ? { problem: search.problem } : {}),
  }),
  component: lazyRouteComponent(() => import("./pages/SignIn")),
});

/** The secret of the link stands behind its #, which the router leaves alone and the page takes away. */
const setPassword = createRoute({
  getParentRoute: () => root,
  path: "/set-password",
  component: lazyRouteComponent(() => import("./pages/SetPassword")),
});

/** Only a path of this site may follow a sign-in: "//elsewhere" is another host. */
function isOwnPath(value: unknown): value is string {
  return typeof value === "string" && /^\/(?![/\\])/.test(value) && !value.startsWith("/sign-in");
}

const signedIn = createRoute({
  getParentRoute: () => root,
  id: "signed-in",
  beforeLoad: async ({ context, location }) => {
    try {
      return { me: await context.queryClient.ensureQueryData(meQuery) };
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) {
        throw redirect({
          to: "/sign-in",
          // With page and place: a source that somebody opens from a link is shown where it stands.
          search: location.pathname === "/" ? {} : { next: location.href },
        });
      }
      throw error;
    }
  },
  component: SignedInFrame,
  errorComponent: PageBroke,
});

const first = createRoute({
  getParentRoute: () => signedIn,
  path: "/",
  beforeLoad: ({ context }) => {
    throw redirect({ to: homeOf(context.me), replace: true });
  },
});

/** Pages of another role lead home; the server refuses their data in any case. */
const only =
  (role: Role) =>
  ({
    context,
  }: {
    context: { me: { role: Role; patient_uuid: string | null; doctor_uuid: string | null } };
  }): void => {
    if (context.me.role !== role) throw redirect({ to: "/", replace: true });
  };

const simple = () => import("./pages/simple-pages");
const chartPages = () => import("./pages/chart-pages");
const adminPages = () => import("./pages/admin-pages");
const exchangePages = () => import("./pages/exchange-pages");
const documentPage = () => import("./pages/DocumentPage");
const myChat = () => import("./pages/MyChat");

function placeOnPage(search: Record<string, unknown>): PlaceOnPage {
  const page = Number(search.page);
  return {
    ...(Number.isInteger(page) && page > 0 ? { page } : {}),
    ...(typeof search.box === "string" ? { box: search.box } : {}),
  };
}

/** The finding to begin a review with. */
function startOfReview(search: Record<string, unknown>): { finding?: string } {
  return typeof search.finding === "string" ? { finding: search.finding } : {};
}

const page = <Path extends string>(
  path: Path,
  role: Role,
  component: ReturnType<typeof lazyRouteComponent>,
) => createRoute({ getParentRoute: () => signedIn, path, beforeLoad: only(role), component });

const patientRoutes = [
  page(
    "/home",
    "patient",
    lazyRouteComponent(() => import("./pages/PatientHome")),
  ),
  page(
    "/results",
    "patient",
    lazyRouteComponent(() => import("./pages/MyResults")),
  ),
  page("/documents", "patient", lazyRouteComponent(simple, "MyDocumentsPage")),
  page("/chat", "patient", lazyRouteComponent(myChat)),
  page("/chat/$conversationId", "patient", lazyRouteComponent(myChat)),
  page("/share", "patient", lazyRouteComponent(exchangePages, "SharePage")),
  page("/access", "patient", lazyRouteComponent(simple, "AccessPage")),
] as const;

const myDocument = createRoute({
  getParentRoute: () => signedIn,
  path: "/documents/$documentId",
  beforeLoad: only("patient"),
  validateSearch: placeOnPage,
  component: lazyRouteComponent(documentPage),
});

const doctorRoutes = [
  page("/worklist", "doctor", lazyRouteComponent(simple, "WorklistPage")),
  page("/patients", "doctor", lazyRouteComponent(simple, "PatientsPage")),
  page("/patients/new", "doctor", lazyRouteComponent(simple, "NewPatientPage")),
] as const;

const review = createRoute({
  getParentRoute: () => signedIn,
  path: "/review",
  beforeLoad: only("doctor"),
  validateSearch: startOfReview,
  component: lazyRouteComponent(simple, "ReviewPage"),
});

const chart = createRoute({
  getParentRoute: () => signedIn,
  path: "/patients/$patientId",
  beforeLoad: only("doctor"),
  component: lazyRouteComponent(() => import("./pages/ChartFrame")),
});

const chartDocument = createRoute({
  getParentRoute: () => chart,
  path: "/documents/$documentId",
  validateSearch: placeOnPage,
  component: lazyRouteComponent(documentPage),
});

const inChart = <Path extends string>(path: Path, component: ReturnType<typeof lazyRouteComponent>) =>
  createRoute({ getParentRoute: () => chart, path, component });

const chartRoutes = [
  inChart(
    "/",
    lazyRouteComponent(() => import("./pages/ChartOverview")),
  ),
  inChart("/results", lazyRouteComponent(chartPages, "ChartResults")),
  inChart("/documents", lazyRouteComponent(chartPages, "ChartDocuments")),
  inChart("/import", lazyRouteComponent(exchangePages, "ChartImport")),
  inChart("/timeline", lazyRouteComponent(chartPages, "ChartTimeline")),
] as const;

const chartReview = createRoute({
  getParentRoute: () => chart,
  path: "/review",
  validateSearch: startOfReview,
  component: lazyRouteComponent(chartPages, "ChartReview"),
});

const adminRoutes = [
  page("/admin/users", "admin", lazyRouteComponent(adminPages, "UsersPage")),
  page("/admin/tokens", "admin", lazyRouteComponent(adminPages, "TokensPage")),
  page("/admin/emergencies", "admin", lazyRouteComponent(adminPages, "EmergenciesPage")),
  page("/admin/jobs", "admin", lazyRouteComponent(adminPages, "JobsPage")),
  page("/admin/audit", "admin", lazyRouteComponent(adminPages, "AuditPage")),
  page("/admin/operations", "admin", lazyRouteComponent(adminPages, "OperationsPage")),
  page("/admin/system", "admin", lazyRouteComponent(adminPages, "SystemPage")),
] as const;

const account = createRoute({
  getParentRoute: () => signedIn,
  path: "/account",
  component: lazyRouteComponent(() => import("./pages/Account")),
});

/** Inside the frame, so that the way back is in sight. */
const nowhere = createRoute({ getParentRoute: () => signedIn, path: "$", component: NotFound });

const tree = root.addChildren([
  signIn,
  setPassword,
  signedIn.addChildren([
    first,
    account,
    ...patientRoutes,
    myDocument,
    ...doctorRoutes,
    review,
    chart.addChildren([...chartRoutes, chartReview, chartDocument]),
    ...adminRoutes,
    nowhere,
  ]),
]);

export const router = createRouter({
  routeTree: tree,
  context: { queryClient },
  defaultPreload: "intent",
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
  defaultNotFoundComponent: NotFound,
  defaultErrorComponent: PageBroke,
});

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
