// The routes. Pages are loaded when they are opened; the scope of the header is kept in the address between them.
import {
  createRootRoute,
  createRoute,
  createRouter,
  lazyRouteComponent,
  redirect,
  retainSearchParams,
} from "@tanstack/react-router";

import { parseSearch, stringifySearch } from "./lib/search-params.ts";
import {
  validateAlertsSearch,
  validateAnomaliesSearch,
  validateEditorSearch,
  validateRulesSearch,
  validateSilencesSearch,
} from "./pages/alerts/search.ts";
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
    component: lazyRouteComponent(() => import("./pages/overview/index.tsx"), "OverviewPage"),
  }),
  createRoute({
    ...at,
    path: "/transactions",
    component: lazyRouteComponent(() => import("./pages/transactions/index.tsx"), "TransactionsPage"),
  }),
  createRoute({
    ...at,
    path: "/transactions/$type",
    validateSearch: validateTransactionTypeSearch,
    component: lazyRouteComponent(() => import("./pages/transactions/type.tsx"), "TransactionTypePage"),
  }),
  createRoute({
    ...at,
    path: "/transactions/$type/$id",
    validateSearch: validateTransactionSearch,
    component: lazyRouteComponent(() => import("./pages/transactions/one.tsx"), "TransactionPage"),
  }),
  createRoute({
    ...at,
    path: "/funnels",
    component: lazyRouteComponent(() => import("./pages/funnels/index.tsx"), "FunnelsPage"),
  }),
  createRoute({
    ...at,
    path: "/funnels/$name",
    validateSearch: validateFunnelSearch,
    component: lazyRouteComponent(() => import("./pages/funnels/funnel.tsx"), "FunnelPage"),
  }),
  createRoute({
    ...at,
    path: "/journeys",
    component: lazyRouteComponent(() => import("./pages/journeys/index.tsx"), "JourneysPage"),
  }),
  createRoute({
    ...at,
    path: "/journeys/$name",
    validateSearch: validateJourneySearch,
    component: lazyRouteComponent(() => import("./pages/journeys/journey.tsx"), "JourneyPage"),
  }),
  createRoute({
    ...at,
    path: "/people/$id",
    validateSearch: validatePersonSearch,
    component: lazyRouteComponent(() => import("./pages/people/index.tsx"), "PersonPage"),
  }),
  createRoute({
    ...at,
    path: "/workflows",
    component: lazyRouteComponent(() => import("./pages/workflows/index.tsx"), "WorkflowsPage"),
  }),
  createRoute({
    ...at,
    path: "/workflows/$type",
    validateSearch: validateWorkflowTypeSearch,
    component: lazyRouteComponent(() => import("./pages/workflows/type.tsx"), "WorkflowTypePage"),
  }),
  createRoute({
    ...at,
    path: "/workflows/$type/$id",
    component: lazyRouteComponent(() => import("./pages/workflows/one.tsx"), "WorkflowPage"),
  }),
  createRoute({
    ...at,
    path: "/traces",
    validateSearch: validateTracesSearch,
    component: lazyRouteComponent(() => import("./pages/traces/index.tsx"), "TracesPage"),
  }),
  createRoute({
    ...at,
    path: "/traces/$id",
    validateSearch: validateTraceSearch,
    component: lazyRouteComponent(() => import("./pages/trace/index.tsx"), "TracePage"),
  }),
  createRoute({
    ...at,
    path: "/errors",
    validateSearch: validateErrorsSearch,
    component: lazyRouteComponent(() => import("./pages/errors/index.tsx"), "ErrorsPage"),
  }),
  createRoute({
    ...at,
    path: "/errors/$fingerprint",
    validateSearch: validateErrorGroupSearch,
    component: lazyRouteComponent(() => import("./pages/errors/group.tsx"), "ErrorGroupPage"),
  }),
  createRoute({
    ...at,
    path: "/bottlenecks",
    validateSearch: validateBottlenecksSearch,
    component: lazyRouteComponent(() => import("./pages/bottlenecks/index.tsx"), "BottlenecksPage"),
  }),
  createRoute({
    ...at,
    path: "/bottlenecks/$fingerprint",
    component: lazyRouteComponent(() => import("./pages/bottlenecks/one.tsx"), "BottleneckPage"),
  }),
  createRoute({
    ...at,
    path: "/logs",
    validateSearch: validateLogsSearch,
    component: lazyRouteComponent(() => import("./pages/logs/index.tsx"), "LogsPage"),
  }),
  createRoute({
    ...at,
    path: "/metrics",
    validateSearch: validateMetricsSearch,
    component: lazyRouteComponent(() => import("./pages/metrics/index.tsx"), "MetricsPage"),
  }),
  createRoute({
    ...at,
    path: "/metrics/$name",
    validateSearch: validateMetricSearch,
    component: lazyRouteComponent(() => import("./pages/metrics/metric.tsx"), "MetricPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts",
    validateSearch: validateAlertsSearch,
    component: lazyRouteComponent(() => import("./pages/alerts/list/index.tsx"), "AlertsPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/rules",
    validateSearch: validateRulesSearch,
    component: lazyRouteComponent(() => import("./pages/alerts/rules/index.tsx"), "AlertRulesPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/rules/$id",
    validateSearch: validateEditorSearch,
    component: lazyRouteComponent(() => import("./pages/alerts/rules/editor-page.tsx"), "AlertEditorPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/silences",
    validateSearch: validateSilencesSearch,
    component: lazyRouteComponent(() => import("./pages/alerts/silences/index.tsx"), "SilencesPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/objectives",
    component: lazyRouteComponent(() => import("./pages/alerts/objectives/index.tsx"), "ObjectivesPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/channels",
    component: lazyRouteComponent(() => import("./pages/alerts/channels/index.tsx"), "ChannelsPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/anomalies",
    validateSearch: validateAnomaliesSearch,
    component: lazyRouteComponent(() => import("./pages/alerts/anomalies/index.tsx"), "AnomaliesPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/anomalies/$id",
    component: lazyRouteComponent(() => import("./pages/alerts/anomalies/one.tsx"), "AnomalyPage"),
  }),
  createRoute({
    ...at,
    path: "/alerts/$id",
    component: lazyRouteComponent(() => import("./pages/alerts/one/index.tsx"), "AlertPage"),
  }),
  createRoute({
    ...at,
    path: "/services",
    validateSearch: validateServicesSearch,
    component: lazyRouteComponent(() => import("./pages/services/index.tsx"), "ServicesPage"),
  }),
  createRoute({
    ...at,
    path: "/services/$name",
    component: lazyRouteComponent(() => import("./pages/services/service.tsx"), "ServicePage"),
  }),
  createRoute({
    ...at,
    path: "/digest",
    // A digest is of a week, unless the address says otherwise.
    beforeLoad: ({ search }) => {
      if (search.from === undefined)
        throw redirect({ to: "/digest", search: { ...search, from: "-7d" }, replace: true });
    },
    component: lazyRouteComponent(() => import("./pages/digest/index.tsx"), "DigestPage"),
  }),
  createRoute({
    ...at,
    path: "/dashboards",
    validateSearch: validateDashboardsSearch,
    component: lazyRouteComponent(() => import("./pages/dashboards/index.tsx"), "DashboardsPage"),
  }),
  createRoute({
    ...at,
    path: "/dashboards/$id",
    validateSearch: validateDashboardSearch,
    component: lazyRouteComponent(() => import("./pages/dashboards/one.tsx"), "DashboardPage"),
  }),
  createRoute({
    ...at,
    path: "/interactions",
    validateSearch: validateInteractionsSearch,
    component: lazyRouteComponent(() => import("./pages/interactions/index.tsx"), "InteractionsPage"),
  }),
  createRoute({
    ...at,
    path: "/profiles",
    component: lazyRouteComponent(() => import("./pages/profiles/index.tsx"), "ProfilesPage"),
  }),
  createRoute({
    ...at,
    path: "/profiles/$name",
    validateSearch: validateProfileSearch,
    component: lazyRouteComponent(() => import("./pages/profiles/one.tsx"), "ProfilePage"),
  }),
  createRoute({
    ...at,
    path: "/cpu-profiles/$id",
    component: lazyRouteComponent(() => import("./pages/profiles/cpu.tsx"), "CpuProfilePage"),
  }),
  createRoute({
    ...at,
    path: "/compare",
    validateSearch: validateCompareSearch,
    component: lazyRouteComponent(() => import("./pages/compare/index.tsx"), "ComparePage"),
  }),
  createRoute({
    ...at,
    path: "/catalog",
    validateSearch: validateCatalogSearch,
    component: lazyRouteComponent(() => import("./pages/catalog/index.tsx"), "CatalogPage"),
  }),
  createRoute({
    ...at,
    path: "/catalog/$kind/$name",
    component: lazyRouteComponent(() => import("./pages/catalog/thing.tsx"), "CatalogThingPage"),
  }),
  createRoute({
    ...at,
    path: "/sampling",
    component: lazyRouteComponent(() => import("./pages/sampling/index.tsx"), "SamplingPage"),
  }),
  createRoute({
    ...at,
    path: "/sql",
    validateSearch: validateSqlSearch,
    component: lazyRouteComponent(() => import("./pages/sql/index.tsx"), "SqlPage"),
  }),
  createRoute({
    ...at,
    path: "/import",
    component: lazyRouteComponent(() => import("./pages/import/index.tsx"), "ImportPage"),
  }),
  createRoute({
    ...at,
    path: "/settings",
    component: lazyRouteComponent(() => import("./pages/settings/index.tsx"), "SettingsPage"),
  }),
  createRoute({
    ...at,
    path: "/settings/$section",
    component: lazyRouteComponent(() => import("./pages/settings/index.tsx"), "SettingsPage"),
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

declare module "@tanstack/react-router" {
  interface Register {
    router: typeof router;
  }
}
