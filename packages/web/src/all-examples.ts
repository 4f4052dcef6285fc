// The addresses at which all pages are tested and photographed. A folder of pages declares its own in its `examples.ts`. Only tests and
// tools import this.
import { examples as overview } from "./pages/overview/examples.ts";
import { examples as transactions } from "./pages/transactions/examples.ts";
import { examples as funnels } from "./pages/funnels/examples.ts";
import { examples as journeys } from "./pages/journeys/examples.ts";
import { examples as people } from "./pages/people/examples.ts";
import { examples as workflows } from "./pages/workflows/examples.ts";
import { examples as traces } from "./pages/traces/examples.ts";
import { examples as trace } from "./pages/trace/examples.ts";
import { examples as logs } from "./pages/logs/examples.ts";
import { examples as metrics } from "./pages/metrics/examples.ts";
import { examples as errors } from "./pages/errors/examples.ts";
import { examples as services } from "./pages/services/examples.ts";
import { examples as alerts } from "./pages/alerts/examples.ts";
import { examples as bottlenecks } from "./pages/bottlenecks/examples.ts";
import { examples as dashboards } from "./pages/dashboards/examples.ts";
import { examples as interactions } from "./pages/interactions/examples.ts";
import { examples as profiles } from "./pages/profiles/examples.ts";
import { examples as compare } from "./pages/compare/examples.ts";
import { examples as catalog } from "./pages/catalog/examples.ts";
import { examples as digest } from "./pages/digest/examples.ts";
import { examples as sampling } from "./pages/sampling/examples.ts";
import { examples as sql } from "./pages/sql/examples.ts";
import { examples as imports } from "./pages/import/examples.ts";
import { examples as settings } from "./pages/settings/examples.ts";
import type { Examples, Screen, Visit } from "./ui/examples.ts";

/** By folder. */
const examples: readonly Examples[] = [
  overview,
  transactions,
  funnels,
  journeys,
  people,
  workflows,
  traces,
  trace,
  logs,
  metrics,
  errors,
  services,
  alerts,
  bottlenecks,
  dashboards,
  interactions,
  profiles,
  compare,
  catalog,
  digest,
  sampling,
  sql,
  imports,
  settings,
];

export const visits = examples.flatMap((one) => one.visits);
/** One page of each folder: on these is tried what the frame around all pages does. */
export const firstVisits: ReadonlySet<Visit> = new Set(
  examples.flatMap(({ visits: [first] }) => first ?? []),
);
export const screens = examples.flatMap((one) => one.screens);
/** Paths of pages without a screenshot, and why. */
export const withoutScreen = Object.assign({}, ...examples.map((one) => one.withoutScreen)) as Readonly<
  Record<string, string>
>;

/** The files of a screen in docs/screens. */
export function filesOf({ name, narrow }: Screen): readonly string[] {
  const wide = [`${name}-light.png`, `${name}-dark.png`];
  return narrow === true ? [...wide, `${name}-narrow-light.png`, `${name}-narrow-dark.png`] : wide;
}
