// Which levels people have accepted, of the alerts that fire and that a round evaluates. It is asked only while there are some.
import { type AcceptedBy, type CompiledRule, type EngineState, hasAnomaly, ruleStateOf } from "alerts";
import type { ApiQueries } from "../../api/context.ts";
import { alertIdOf } from "../ids.ts";

/** Firings that one query asks about: they are in its address. */
const most = 500;
/** Clocks of consoles differ. */
const allowanceMs = 60_000;

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
    .flatMap(({ rule }) =>
      Object.values(ruleStateOf(state, rule)?.groups ?? {}).map((group) => ({ ...group, rule })),
    )
    .filter((group) => group.state === "firing");
  const authors = new Map<string, string>();
  for (let from = 0; from < firing.length; from += most) {
    const part = firing.slice(from, from + most);
    const params = {
      firings: part.map((group) => keyOf(group.rule, group)),
      fromMs: Math.min(...part.map(({ since }) => since)) - allowanceMs,
      toMs: nowMs + allowanceMs,
    };
    const rows = await queries.run<Row>("alert-acceptances", params, options).catch(() => []);
    for (const row of rows) authors.set(row.firing, row.author);
  }
  return authors.size === 0 ? undefined : (rule, group) => authors.get(keyOf(rule, group));
}

interface Row {
  readonly firing: string;
  readonly author: string;
}

/** As the query writes it. */
const keyOf = (rule: string, { labels, since }: Parameters<AcceptedBy>[1]): string =>
  `${alertIdOf(rule, labels)} ${since}`;
