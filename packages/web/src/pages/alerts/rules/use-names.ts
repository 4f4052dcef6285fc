// Names that a rule can have in a field, suggested while it is typed: those that the last day has.
import { useApi } from "../../../data/use-api.ts";
import { partOf, type RuleContent, textOf } from "../../../lib/rule-words.ts";

const lastDay = { from: "-1d" } as const;

/** What is suggested at a path such as `on.transaction`; nothing for other fields. */
export type NamesAt = (path: string) => readonly string[];

export function useNames(content: RuleContent): NamesAt {
  const on = partOf(content["on"]);
  const asked = (key: string) =>
    ({ enabled: key in on, refresh: "still", part: "suggestions", freshMs: 60_000 }) as const;
  const query = lastDay;
  const transactions = useApi(
    "/api/transactions",
    { query: { ...query, sample: "few" } },
    asked("transaction"),
  );
  const funnels = useApi("/api/funnels", { query: { ...query, sample: "few" } }, asked("funnel"));
  const workflows = useApi("/api/workflows", { query: { ...query, limit: 1 } }, asked("workflow"));
  const services = useApi("/api/services", { query }, asked("service"));
  const metrics = useApi("/api/metrics", { query }, asked("metric"));
  const attributes = useApi(
    "/api/attributes",
    { query: { ...query, limit: 200 } },
    { ...asked("on"), enabled: true },
  );
  const chosen = funnels.data?.funnels.find(({ name }) => name === textOf(on["funnel"]));
  const steps = chosen?.steps.map(({ name }) => name) ?? [];
  const names: Readonly<Record<string, readonly string[] | undefined>> = {
    "on.transaction": transactions.data?.types.map(({ type }) => type),
    "on.funnel": funnels.data?.funnels.map(({ name }) => name),
    "on.from": steps,
    "on.to": steps,
    "on.workflow": workflows.data?.types.map(({ type }) => type),
    "on.service": services.data?.services.map(({ name }) => name),
    "on.metric": metrics.data?.metrics.map(({ name }) => name),
    groupBy: attributes.data?.keys.map(({ key }) => key),
  };
  return (path) => names[path] ?? [];
}
