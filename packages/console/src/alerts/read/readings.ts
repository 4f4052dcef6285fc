// How the console reads each source of rules.
import { type Input, type Source, type SourceName, sourceNameOf, type SourceOf } from "alerts/readings";
import { groupBy } from "../../lists/group-by.ts";
import { ReadingMistake } from "./ask.ts";
import { createAttributeMaps } from "./attribute-maps.ts";
import { countedBy } from "./counted.ts";
import { errorReading } from "./errors.ts";
import { funnelReading } from "./funnels.ts";
import { logReading } from "./logs.ts";
import { metricWindows } from "./metric-windows.ts";
import { readMetrics } from "./metrics.ts";
import { spanOf } from "./open-windows.ts";
import { redReading } from "./red.ts";
import { likeOf, servicesOf } from "./selection.ts";
import {
  familyTasks,
  type PreviewAsk,
  type Round,
  type SourceReading,
  type SourceWindows,
  type Task,
} from "./source-reading.ts";
import { readSql, sqlFamiliesOf } from "./sql.ts";
import { transactionReading } from "./transactions.ts";
import type { Steps } from "./windows.ts";
import { workflowReading } from "./workflows.ts";

/** In the order in which a round asks. */
const readings: { readonly [N in SourceName]: SourceReading<SourceOf<N>> } = {
  red: redReading,
  transaction: transactionReading,
  funnel: funnelReading,
  workflow: workflowReading,
  errors: errorReading,
  log: logReading,
  event: countedBy({
    query: "alert-log-events",
    columns: ["serviceName", "event"],
    keyOf: ({ service = "", event }) => [service, event],
    share: ({ service }) => [service !== undefined],
    params: (sources) => ({
      names: [...new Set(sources.map(({ event }) => event))],
      ...servicesOf(sources),
    }),
    attributes: "logs",
  }),
  sql: {
    tasks: (inputs, { sql, at, options }) =>
      sqlFamiliesOf(inputs).map((family): Task => ({
        ids: family.inputs.map(({ id }) => id),
        run: () => readSql(sql, family, at, options),
        halves: () => undefined,
        query: family.query,
      })),
    windows: () => Promise.reject(new ReadingMistake("The query is read at each time.")),
  },
  finding: countedBy({
    query: "alert-findings",
    columns: ["serviceName"],
    keyOf: ({ service = "" }) => [service],
    share: ({ finding, service }) => [finding, service !== undefined],
    // inputs that share a query have the same pattern
    params: (sources) => ({ pattern: likeOf(sources[0]!.finding), ...servicesOf(sources) }),
  }),
  metric: {
    tasks: (inputs, round) =>
      familyTasks(inputs, { share: () => "", choiceOf: ({ metric }) => metric }, round, (family) =>
        readMetrics(round, family, round.at),
      ),
    windows: metricWindows,
  },
};

/** The questions of a round to the store. */
export function tasksOf(inputs: readonly Input[], round: Omit<Round, "maps">): readonly Task[] {
  const { ask, at } = round;
  const from = Math.min(...inputs.map(({ windowMs, agoMs }) => at - agoMs - windowMs));
  const shared = { ...round, maps: createAttributeMaps(ask, inputs, { from, to: at }) };
  const byName = groupBy(inputs, ({ source }) => sourceNameOf(source));
  return names.flatMap((name) => readingOf(name).tasks(byName.get(name) ?? [], shared));
}

/**
 * The readings of an input in all windows of a range.
 *
 * @throws {ReadingMistake} and `ProblemError` when the source cannot be read over so long a range.
 */
export async function openWindows(input: Input, steps: Steps, asked: PreviewAsk): Promise<SourceWindows> {
  const maps = createAttributeMaps(asked.ask, [input], spanOf(steps));
  return readingOf(sourceNameOf(input.source)).windows(input, steps, { ...asked, maps });
}

const names = Object.keys(readings) as SourceName[];

const readingOf = (name: SourceName): SourceReading<Source> =>
  readings[name] as unknown as SourceReading<Source>;
