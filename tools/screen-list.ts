// The screenshots of docs/screens: which page each shows, and the guide that has it. e2e/screens.ts takes them; screens.test.ts compares
// them with the routes of the pages and with the guides.

/** A page as it is photographed, in light and dark. */
export interface Screen {
  /** Begin of the file's name. */
  readonly name: string;
  /** The route of the page in packages/web/src/app.tsx. */
  readonly route: string;
  /** The address; `{trace}` and the like stand for what the shop happened to send. */
  readonly address: string;
  /** The guide that shows it, in docs/guide without `.md`. */
  readonly guide: string;
  /** Also as on a phone. */
  readonly narrow?: true;
  /** Shows what arrives while it is open. */
  readonly live?: true;
}

const hour = "from=-1h";
const rule = encodeURIComponent(
  JSON.stringify({
    name: "Purchases fail often",
    on: { transaction: "purchase", measure: "failure" },
    when: { above: 0.1 },
  }),
);
const query = encodeURIComponent(
  "SELECT toStartOfMinute(start) AS minute, countIf(service = 'storefront') AS storefront, countIf(service = 'payments') AS payments " +
    "FROM spans WHERE start > now() - INTERVAL 1 HOUR AND start <= now() GROUP BY minute ORDER BY minute",
);

export const screens: readonly Screen[] = [
  { name: "overview", route: "/", address: `/?${hour}`, guide: "console-overview", narrow: true, live: true },
  {
    name: "transactions",
    route: "/transactions",
    address: `/transactions?${hour}`,
    guide: "console-transactions",
  },
  {
    name: "transaction",
    route: "/transactions/$type",
    address: `/transactions/purchase?${hour}`,
    guide: "console-transactions",
  },
  {
    name: "transaction-timeline",
    route: "/transactions/$type/$id",
    address: `/transactions/purchase/{purchase}?${hour}`,
    guide: "console-transactions",
  },
  { name: "funnels", route: "/funnels", address: `/funnels?${hour}`, guide: "journeys-and-funnels" },
  {
    name: "funnel",
    route: "/funnels/$name",
    address: `/funnels/checkout?${hour}`,
    guide: "journeys-and-funnels",
    narrow: true,
  },
  { name: "journeys", route: "/journeys", address: `/journeys?${hour}`, guide: "console-journeys" },
  {
    name: "journey",
    route: "/journeys/$name",
    address: `/journeys/shopping?${hour}`,
    guide: "console-journeys",
  },
  { name: "person", route: "/people/$id", address: `/people/{person}?${hour}`, guide: "console-journeys" },
  { name: "workflows", route: "/workflows", address: `/workflows?${hour}`, guide: "console-workflows" },
  {
    name: "workflow",
    route: "/workflows/$type",
    address: `/workflows/order?${hour}`,
    guide: "console-workflows",
  },
  {
    name: "workflow-instance",
    route: "/workflows/$type/$id",
    address: `/workflows/order/{order}?${hour}`,
    guide: "console-workflows",
  },
  {
    name: "traces",
    route: "/traces",
    address: `/traces?${hour}`,
    guide: "console-traces",
    narrow: true,
  },
  {
    name: "differs",
    route: "/traces",
    address: `/traces?view=differs&${hour}`,
    guide: "console-what-differs",
  },
  {
    name: "trace",
    route: "/traces/$id",
    address: "/traces/{trace}",
    guide: "console-trace",
    narrow: true,
  },
  { name: "errors", route: "/errors", address: `/errors?${hour}`, guide: "console-errors" },
  {
    name: "error",
    route: "/errors/$fingerprint",
    address: `/errors/{error}?${hour}`,
    guide: "console-errors",
  },
  {
    name: "bottlenecks",
    route: "/bottlenecks",
    address: `/bottlenecks?${hour}`,
    guide: "console-bottlenecks",
  },
  {
    name: "bottleneck",
    route: "/bottlenecks/$fingerprint",
    address: `/bottlenecks/{bottleneck}?${hour}`,
    guide: "console-bottlenecks",
  },
  { name: "logs", route: "/logs", address: `/logs?${hour}`, guide: "console-logs", narrow: true },
  {
    name: "log-patterns",
    route: "/logs",
    address: `/logs?patterns=all&${hour}`,
    guide: "console-logs",
  },
  { name: "metrics", route: "/metrics", address: `/metrics?${hour}`, guide: "console-metrics" },
  {
    name: "metric",
    route: "/metrics/$name",
    address: `/metrics/shop.orders?by=payment.provider&${hour}`,
    guide: "console-metrics",
  },
  { name: "alerts", route: "/alerts", address: `/alerts?${hour}`, guide: "console-alerts", narrow: true },
  {
    name: "alert",
    route: "/alerts/$id",
    address: `/alerts/{alert}?${hour}`,
    guide: "console-alerts",
  },
  {
    name: "alert-rules",
    route: "/alerts/rules",
    address: `/alerts/rules?${hour}`,
    guide: "console-alerts",
  },
  {
    name: "alert-rule",
    route: "/alerts/rules/$id",
    address: `/alerts/rules/new?rule=${rule}`,
    guide: "console-alerts",
  },
  {
    name: "silences",
    route: "/alerts/silences",
    address: "/alerts/silences",
    guide: "console-alerts",
  },
  {
    name: "objectives",
    route: "/alerts/objectives",
    address: "/alerts/objectives",
    guide: "console-alerts",
  },
  {
    name: "channels",
    route: "/alerts/channels",
    address: "/alerts/channels",
    guide: "console-alerts",
  },
  {
    name: "anomalies",
    route: "/alerts/anomalies",
    address: `/alerts/anomalies?${hour}`,
    guide: "console-alerts",
  },
  { name: "services", route: "/services", address: `/services?${hour}`, guide: "console-services" },
  {
    name: "service-map",
    route: "/services",
    address: `/services?view=map&${hour}`,
    guide: "console-services",
  },
  {
    name: "service",
    route: "/services/$name",
    address: `/services/payments?${hour}`,
    guide: "console-services",
  },
  { name: "digest", route: "/digest", address: "/digest?from=-7d", guide: "digest" },
  {
    name: "dashboards",
    route: "/dashboards",
    address: `/dashboards?${hour}`,
    guide: "console-dashboards",
  },
  {
    name: "dashboard",
    route: "/dashboards/$id",
    address: `/dashboards/{dashboard}?${hour}`,
    guide: "console-dashboards",
  },
  {
    name: "interactions",
    route: "/interactions",
    address: `/interactions?${hour}`,
    guide: "console-interactions",
  },
  { name: "profiles", route: "/profiles", address: `/profiles?${hour}`, guide: "console-profiles" },
  {
    name: "profile",
    route: "/profiles/$name",
    address: `/profiles/recommend?${hour}`,
    guide: "console-profiles",
  },
  {
    name: "cpu-profile",
    route: "/cpu-profiles/$id",
    address: `/cpu-profiles/{cpuProfile}?${hour}`,
    guide: "console-profiles",
  },
  {
    name: "compare",
    route: "/compare",
    address: `/compare?mode=version&baseValue=2.40.3&value=2.41.0&${hour}`,
    guide: "console-compare",
  },
  { name: "catalog", route: "/catalog", address: `/catalog?${hour}`, guide: "console-catalog" },
  {
    name: "catalog-findings",
    route: "/catalog",
    address: `/catalog?view=findings&${hour}`,
    guide: "console-catalog",
  },
  {
    name: "catalog-attribute",
    route: "/catalog/$kind/$name",
    address: `/catalog/attribute/order.id?${hour}`,
    guide: "console-catalog",
  },
  { name: "sampling", route: "/sampling", address: `/sampling?${hour}`, guide: "sampling" },
  { name: "sql", route: "/sql", address: `/sql?q=${query}`, guide: "sql" },
  { name: "import", route: "/import", address: "/import", guide: "console-import" },
  { name: "settings", route: "/settings", address: "/settings", guide: "console-settings" },
  {
    name: "settings-audit",
    route: "/settings/$section",
    address: "/settings/audit",
    guide: "console-settings",
  },
];

/** Routes without a screenshot, and why. */
export const withoutScreen: Readonly<Record<string, string>> = {
  "/alerts/anomalies/$id": "An hour of the shop has no anomaly: the detector learns for longer.",
};

/** The files of a screen in docs/screens. */
export function filesOf({ name, narrow }: Screen): readonly string[] {
  const wide = [`${name}-light.png`, `${name}-dark.png`];
  return narrow === true ? [...wide, `${name}-narrow-light.png`, `${name}-narrow-dark.png`] : wide;
}
