// What pages of single transactions need: records with the trace of a request, a provider and a person, of which a second end has others, steps, and
// ids that begin again after a week.
import { now } from "../api/harness.ts";
import { randomOf } from "./random.ts";
import type { RawRecord, Telemetry } from "./telemetry.ts";

const prefix = "telltale.transaction.";

/** The id of a transaction within its type, and the type. */
const keyOf = ({ attributes }: RawRecord): string =>
  `${attributes[`${prefix}type`]} ${attributes[`${prefix}id`]}`;

export function boughtOf(telemetry: Telemetry, seed: number): Telemetry {
  const random = randomOf(seed + 4000);
  /** Of a request at about the time, as of a purchase in it; mostly. */
  const traceNear = (at: number): string => {
    const near = telemetry.spans.find((span) => Math.abs(span.at - at) < 30_000);
    return near === undefined || random.chance(0.1) ? "sampled away" : near.trace;
  };
  const own = telemetry.records.filter(({ event }) => event.startsWith(prefix));
  const others = telemetry.records.filter(({ event }) => !event.startsWith(prefix));
  const providers = new Map(
    [...new Set(own.map(keyOf))].map((key) => [
      key,
      random.pick(["nordpay", "harbourpay", "harbourpay", undefined]),
    ]),
  );
  const traces = new Map(own.map(({ uid, at }) => [uid, traceNear(at)]));
  const traced = own.map((record): RawRecord => {
    const isSecondEnd = record.uid.endsWith("-ended-1");
    const provider = isSecondEnd ? "retrypay" : providers.get(keyOf(record));
    return {
      ...record,
      ...(isSecondEnd && { user: "retrying" }),
      trace: traces.get(record.uid)!,
      attributes: { ...record.attributes, ...(provider !== undefined && { "payment.provider": provider }) },
    };
  });
  const steps = traced
    .filter(({ event }) => event === `${prefix}started`)
    .flatMap((record) =>
      ["payment authorised", "packed"].slice(0, random.whole(0, 2)).map((step, index): RawRecord => ({
        ...record,
        uid: `${record.uid}-${step}`,
        event: `${prefix}step`,
        at: record.at + 1 + index,
        attributes: { ...record.attributes, [`${prefix}step`]: step, [`${prefix}step_index`]: index },
      })),
    );
  return { ...telemetry, records: [...others, ...traced, ...steps.filter(({ at }) => at < now)] };
}
