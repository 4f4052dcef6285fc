// All pages, in the order of the navigation. A folder of pages declares them in its `page.ts`; the routes, the first script and the
// navigation come from here.
import { pages as overview } from "./pages/overview/page.ts";
import { pages as transactions } from "./pages/transactions/page.ts";
import { pages as funnels } from "./pages/funnels/page.ts";
import { pages as journeys } from "./pages/journeys/page.ts";
import { pages as people } from "./pages/people/page.ts";
import { pages as workflows } from "./pages/workflows/page.ts";
import { pages as traces } from "./pages/traces/page.ts";
import { pages as trace } from "./pages/trace/page.ts";
import { pages as logs } from "./pages/logs/page.ts";
import { pages as metrics } from "./pages/metrics/page.ts";
import { pages as errors } from "./pages/errors/page.ts";
import { pages as services } from "./pages/services/page.ts";
import { pages as alerts } from "./pages/alerts/page.ts";
import { pages as bottlenecks } from "./pages/bottlenecks/page.ts";
import { pages as dashboards } from "./pages/dashboards/page.ts";
import { pages as interactions } from "./pages/interactions/page.ts";
import { pages as profiles } from "./pages/profiles/page.ts";
import { pages as compare } from "./pages/compare/page.ts";
import { pages as catalog } from "./pages/catalog/page.ts";
import { pages as digest } from "./pages/digest/page.ts";
import { pages as sampling } from "./pages/sampling/page.ts";
import { pages as sql } from "./pages/sql/page.ts";
import { pages as imports } from "./pages/import/page.ts";
import { pages as settings } from "./pages/settings/page.ts";

/** By path. */
export const pages = {
  ...overview,
  ...transactions,
  ...funnels,
  ...journeys,
  ...people,
  ...workflows,
  ...traces,
  ...trace,
  ...logs,
  ...metrics,
  ...errors,
  ...services,
  ...alerts,
  ...bottlenecks,
  ...dashboards,
  ...interactions,
  ...profiles,
  ...compare,
  ...catalog,
  ...digest,
  ...sampling,
  ...sql,
  ...imports,
  ...settings,
};

export type PagePath = keyof typeof pages;
export const pagePaths = Object.keys(pages) as readonly PagePath[];
