// Which levels people have accepted, of the alerts that fire and that a round evaluates. It is asked only while there are some.
import { type AcceptedBy, type CompiledRule, type EngineState, hasAnomaly, ruleStateOf } from "alerts";
import type { ApiQueries } from "../../api/context.ts";
import type { NoteBody, RecordRow } from "../api/history.ts";
import { alertIdOf } from "../ids.ts";

const most = 1_000;
/** Clocks of consoles differ. */
const aheadMs = 60_000;

/**
 * An acceptance is about the firing that the person saw: it ends that alert, and none that begins later. One that cannot be read now is
 * read for the next round.
 *
 * @param queries those of the tenant.
 */
export async function readAcceptances(
  queries: ApiQueries,
  due: readonly CompiledRule[],
  state: EngineState,
  { nowMs, ...options }: { readonly nowMs: number } & NonNullable<Parameters<ApiQueries["run"]>[2]>,
): Promise<AcceptedBy | undefined> {
  const firing = due
    .filter(({ declaration }) => hasAnomaly(declaration.when))
    .flatMap(({ rule }) => Object.values(ruleStateOf(state, rule)?.groups ?? {}))
    .filter((group) => group.state === "firing");
  if (firing.length === 0) return undefined;
  const params = {
    kinds: ["note"],
    details: ["accept"],
    limit: most,
    fromMs: Math.min(...firing.map(({ since }) => since)),
    toMs: nowMs + aheadMs,
  };
  const rows = await queries.run<RecordRow>("alert-list", params, options).catch(() => []);
  const authors = new Map<string, string>();
  for (const { alert, detail, body } of rows) {
    if (detail !== "accept") continue;
    const { author, sinceMs } = JSON.parse(body) as NoteBody;
    authors.set(`${alert} ${sinceMs}`, author);
  }
  return (rule, { labels, since }) => authors.get(`${alertIdOf(rule, labels)} ${since}`);
}
