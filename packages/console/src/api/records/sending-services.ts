// Which services send the records of workflows and journeys: late data of others does not make these late.
import { ProblemError } from "../../problem/problem.ts";
import { type ApiContext, run } from "../context.ts";
import { toSqlTime } from "../time/time.ts";
import { recentAnswers } from "../transactions/kept-answers.ts";

/** The services of a name in alphabetical order; none where they are not known, or more than 50. */
export type ServicesOf = (name: string) => readonly string[];

interface SendingRow {
  readonly name: string;
  readonly services: readonly string[];
}

const dayMs = 86_400_000;
const mostServices = 50;

/** Of the last day, whatever the range: what is late is late now. */
export async function findSendingServices(
  kind: "workflow" | "journey",
  context: ApiContext,
): Promise<ServicesOf> {
  const rows = await recentAnswers.read(`services of ${kind}`, context, () => readServices(kind, context));
  const byName = new Map(rows.map(({ name, services }) => [name, services]));
  return (name) => {
    const services = byName.get(name) ?? [];
    return services.length > mostServices ? [] : services;
  };
}

const toTime = (ms: number): string => toSqlTime(BigInt(Math.max(0, ms)) * 1_000_000n);

async function readServices(kind: string, context: ApiContext): Promise<readonly SendingRow[]> {
  const nowMs = Math.floor(context.nowMs());
  try {
    const times = { since: toTime(nowMs - dayMs), to: toTime(nowMs) };
    return await run<SendingRow>(context, "sending-services", { kind, ...times });
  } catch (error) {
    // too many records: then the data of each service counts
    if (error instanceof ProblemError && error.bound !== undefined) return [];
    throw error;
  }
}
