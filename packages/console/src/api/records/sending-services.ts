// Which services send the records of transactions, workflows and journeys: late data of others does not make these late.
import { type ApiContext, run } from "../context.ts";
import { toSqlTime } from "../time/time.ts";
import { helpingAnswers } from "../kept/kept-answers.ts";

/** The services of a name in alphabetical order; none where they are not known, or more than 50. */
export type ServicesOf = (name: string) => readonly string[];

interface SendingRow {
  readonly name: string;
  readonly services: readonly string[];
}

const dayMs = 86_400_000;
const mostServices = 50;

/** Of the last day, whatever the range: what is late is late now. Where they cannot be read, the data of each service counts. */
export async function findSendingServices(
  kind: "transaction" | "workflow" | "journey",
  context: ApiContext,
): Promise<ServicesOf> {
  const rows = await helpingAnswers.readOrLast(`services of ${kind}`, context, () =>
    readServices(kind, context),
  );
  const byName = new Map(rows.map(({ name, services }) => [name, services]));
  return (name) => {
    const services = byName.get(name) ?? [];
    return services.length > mostServices ? [] : services;
  };
}

const toTime = (ms: number): string => toSqlTime(BigInt(Math.max(0, ms)) * 1_000_000n);

function readServices(kind: string, context: ApiContext): Promise<readonly SendingRow[]> {
  const nowMs = Math.floor(context.nowMs());
  const times = { since: toTime(nowMs - dayMs), to: toTime(nowMs) };
  return run<SendingRow>(context, "sending-services", { kind, ...times });
}
