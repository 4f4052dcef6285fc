// The routes. Pages are loaded when they are opened; the scope of the header is kept in the address between them.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";

import { codeOf } from "./code-of-pages.ts";
import { parseSearch, stringifySearch } from "./lib/search-params.ts";
import {
  validateAlertsSearch,
  validateAnomaliesSearch,
  validateEditorSearch,
  validateRulesSearch,
  validateSilencesSearch,
} from "./pages/alerts/search.ts";
import { JourneyPending } from "./pages/journeys/journey-pending.tsx";
import { validateJourneySearch } from "./pages/journeys/search.ts";
import { validatePersonSearch } from "./pages/people/search.ts";
import { validateFunnelSearch } from "./pages/funnels/search.ts";
import { validateErrorGroupSearch, validateErrorsSearch } from "./pages/errors/search.ts";
import { validateLogsSearch } from "./pages/logs/search.ts";
import { validateMetricSearch, validateMetricsSearch } from "./pages/metrics/search.ts";
import { validateServicesSearch } from "./pages/services/search.ts";
import { validateBottlenecksSearch } from "./pages/bottlenecks/search.ts";
import { validateProfileSearch } from "./pages/profiles/search.ts";
import { validateInteractionsSearch } from "./pages/interactions/search.ts";
import { validateCompareSearch } from "./pages/compare/search.ts";
import { validateCatalogSearch } from "./pages/catalog/search.ts";
import { validateDashboardSearch, validateDashboardsSearch } from "./pages/dashboards/search.ts";
import { validateSqlSearch } from "./pages/sql/search.ts";
import { validateTraceSearch } from "./pages/trace/search.ts";
import { validateTracesSearch } from "./pages/traces/search.ts";
import { validateTransactionSearch, validateTransactionTypeSearch } from "./pages/transactions/search.ts";
import { validateWorkflowTypeSearch } from "./pages/workflows/search.ts";
import { scopeKeys, validateScope } from "./state/scope-search.ts";
import { announceSlowPages } from "./ui/shell/opening.tsx";
import { PageError, PagePending, UnknownPage } from "./ui/shell/page-states.tsx";
import { Shell } from "./ui/shell/shell.tsx";

const root = createRootRoute({
  component: Shell,
  notFoundComponent: UnknownPage,
  validateSearch: validateScope,
  search: { middlewares: [retainSearchParams([...scopeKeys])] },
});
const at = { getParentRoute: () => root } as const;

const routes = [
  createRoute({
    ...at,
    path: "/",
    component: lazyRouteComponent(codeOf["/"], "OverviewPage"),
  }),
  createRoute({
    ...at,
    path: "/transactions",
    component: lazyRouteComponent(codeOf["/transactions"], "TransactionsPage"),
  }),
  createRoute({
    ...at,
    path: "/transactions/$type",
    validateSearch: validateTransactionTypeSearch,
    component: lazyRouteComponent(codeOf["/transactions/$type"], "TransactionTypePage"),
  }),
  createRoute({
    ...at,
    path: "/transactions/$type/$id",
    validateSearch: validateTransactionSearch,
    component: lazyRouteComponent(codeOf["/transactions/$type/$id"], "TransactionPage"),
  }),
  createRoute({
    ...at,
    path: "/funnels",
    component: lazyRouteComponent(codeOf["/funnels"], "FunnelsPage"),
  }),
  createRoute({
    ...at,
    path: "/funnels/$name",
    validateSearch: validateFunnelSearch,
    component: lazyRouteComponent(codeOf["/funnels/$name"], "FunnelPage"),
  }),
  createRoute({
    ...at,
    path: "/journeys",
    component: lazyRouteComponent(codeOf["/journeys"], "JourneysPage"),
  }),
  createRoute({
    ...at,
    path: "/journeys/$name",
    validateSearch: validateJourneySearch,
    component: lazyRouteComponent(codeOf["/journeys/$name"], "JourneyPage"),
    pendingComponent: JourneyPending,
    pendingMs: 0,
    pendingMinMs: 0,
  }),
  createRoute({
    ...at,
    path: "/people/$id",
    validateSearch: validatePersonSearch,
    component: lazyRouteComponent(codeOf["/people/$id"], "PersonPage"),
  }),
  createRoute({
    ...at,
    path: "/workflows",
    component: lazyRouteComponent(codeOf["/workflows"], "WorkflowsPage"),
  }),
  createRoute({
    ...at,
    path: "/workflows/$type",
    validateSearch: validateWorkflowTypeSearch,
    component: lazyRouteComponent(codeOf["/workflows/$type"], "WorkflowTypePage"),
  }),
  createRoute({
    ...at,
    path: "/workflows/$type/$id",
    component: lazyRouteComponent(codeOf["/workflows/$type/$id"], "WorkflowPage"),
  }),
  createRoute({
    ...at,
    path: "/traces",
    validateSearch: validateTracesSearch,
    component: lazyRouteComponent(codeOf["/traces"], "TracesPage"),
  }),
  createRoute({
    ...at,
    path: "/traces/$id",
    validateSearch: validateTraceSearch,
    component: lazyRouteComponent(codeOf["/traces/$id"], "TracePage"),
  }),
  createRoute({
    ...at,
    path: "/errors",
    validateSearch: validateErrorsSearch,
    component: lazyRouteComponent(codeOf["/errors"], "ErrorsPage"),
  }),
  createRoute({
    ...at,
    path: "/errors/$fingerprint",
    validateSearch: validateErrorGroupSearch,
    component: lazyRouteComponent(codeOf["/errors/$fingerprint"], "ErrorGroupPage"),
  }),
  createRoute({
    ...at,
    path: "/bottlenecks",
    validateSearch: validateBottlenecksSearch,
    component: lazyRouteComponent(codeOf["/bottlenecks"], "BottlenecksPage"),
  }),
  createRoute({
    ...at,
    path: "/bottlenecks/$fingerprint",
    component: lazyRouteComponent(codeOf["/bottlenecks/$fingerprint"], "BottleneckPage"),
  }),
  createRoute({
    ...at,
    path: "/logs",
    validateSearch: validateLogsSearch,
    component: lazyRouteComponent(codeOf["/logs"], "LogsPage"),
  }),
  createRoute({
    ...at,
    path: "/metrics",
    validateSearch: validateMetricsSearch,
    component: lazyRouteComponent(codeOf["/metrics"], "MetricsPage"),
  }),
  createRoute({
    ...at,
    path: "/metrics/$name",
    validateSearch: validateMetricSearch,
    component: lazyRouteComponent(codeOf["/metrics/$name"], "MetricPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts",
    validateSearch: validateAlertsSearch,
    component: lazyRouteComponent(codeOf["/alerts"], "AlertsPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/rules",
    validateSearch: validateRulesSearch,
    component: lazyRouteComponent(codeOf["/alerts/rules"], "AlertRulesPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/rules/$id",
    validateSearch: validateEditorSearch,
    component: lazyRouteComponent(codeOf["/alerts/rules/$id"], "AlertEditorPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/silences",
    validateSearch: validateSilencesSearch,
    component: lazyRouteComponent(codeOf["/alerts/silences"], "SilencesPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/objectives",
    component: lazyRouteComponent(codeOf["/alerts/objectives"], "ObjectivesPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/channels",
    component: lazyRouteComponent(codeOf["/alerts/channels"], "ChannelsPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/anomalies",
    validateSearch: validateAnomaliesSearch,
    component: lazyRouteComponent(codeOf["/alerts/anomalies"], "AnomaliesPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/anomalies/$id",
    component: lazyRouteComponent(codeOf["/alerts/anomalies/$id"], "AnomalyPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/$id",
    component: lazyRouteComponent(codeOf["/alerts/$id"], "AlertPage"),
  }),
  createRoute({
    ...at,
    path: "/services",
    validateSearch: validateServicesSearch,
    component: lazyRouteComponent(codeOf["/services"], "ServicesPage"),
  }),
  createRoute({
    ...at,
    path: "/services/$name",
    component: lazyRouteComponent(codeOf["/services/$name"], "ServicePage"),
  }),
  createRoute({
    ...at,
    path: "/digest",
    // A digest is of a week, unless the address says otherwise.
    beforeLoad: ({ search }) => {
      if (search.from === undefined)
        throw redirect({ to: "/digest", search: { ...search, from: "-7d" }, replace: true });
    },
    component: lazyRouteComponent(codeOf["/digest"], "DigestPage"),
  }),
  createRoute({
    ...at,
    path: "/dashboards",
    validateSearch: validateDashboardsSearch,
    component: lazyRouteComponent(codeOf["/dashboards"], "DashboardsPage"),
  }),
  createRoute({
    ...at,
    path: "/dashboards/$id",
    validateSearch: validateDashboardSearch,
    component: lazyRouteComponent(codeOf["/dashboards/$id"], "DashboardPage"),
  }),
  createRoute({
    ...at,
    path: "/interactions",
    validateSearch: validateInteractionsSearch,
    component: lazyRouteComponent(codeOf["/interactions"], "InteractionsPage"),
  }),
  createRoute({
    ...at,
    path: "/profiles",
    component: lazyRouteComponent(codeOf["/profiles"], "ProfilesPage"),
  }),
  createRoute({
    ...at,
    path: "/profiles/$name",
    validateSearch: validateProfileSearch,
    component: lazyRouteComponent(codeOf["/profiles/$name"], "ProfilePage"),
  }),
  createRoute({
    ...at,
    path: "/cpu-profiles/$id",
    component: lazyRouteComponent(codeOf["/cpu-profiles/$id"], "CpuProfilePage"),
  }),
  createRoute({
    ...at,
    path: "/compare",
    validateSearch: validateCompareSearch,
    component: lazyRouteComponent(codeOf["/compare"], "ComparePage"),
  }),
  createRoute({
    ...at,
    path: "/catalog",
    validateSearch: validateCatalogSearch,
    component: lazyRouteComponent(codeOf["/catalog"], "CatalogPage"),
  }),
  createRoute({
    ...at,
    path: "/catalog/$kind/$name",
    component: lazyRouteComponent(codeOf["/catalog/$kind/$name"], "CatalogThingPage"),
  }),
  createRoute({
    ...at,
    path: "/sampling",
    component: lazyRouteComponent(codeOf["/sampling"], "SamplingPage"),
  }),
  createRoute({
    ...at,
    path: "/sql",
    validateSearch: validateSqlSearch,
    component: lazyRouteComponent(codeOf["/sql"], "SqlPage"),
  }),
  createRoute({
    ...at,
    path: "/import",
    component: lazyRouteComponent(codeOf["/import"], "ImportPage"),
  }),
  createRoute({
    ...at,
    path: "/settings",
    component: lazyRouteComponent(codeOf["/settings"], "SettingsPage"),
  }),
  createRoute({
    ...at,
    path: "/settings/$section",
    component: lazyRouteComponent(codeOf["/settings/$section"], "SettingsPage"),
  }),
] as const;

/** The router. Nothing is loaded before it is rendered. */
export const router = createRouter({
  routeTree: root.addChildren(routes),
  parseSearch,
  stringifySearch,
  defaultPreload: "intent",
  defaultErrorComponent: PageError,
  defaultPendingComponent: PagePending,
  defaultPendingMs: 150,
  scrollRestoration: true,
});
announceSlowPages(router);

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
