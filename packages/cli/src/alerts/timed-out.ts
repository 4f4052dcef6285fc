// Transactions of an export whose time ran out: without an end they are abandoned when their timeout has passed, as in the console.
import type { Fact } from "alerts";

interface Stored {
  /** Unix ms. */
  readonly at: number;
  readonly attributes: Readonly<Record<string, string>>;
}

interface Open {
  readonly type: string;
  readonly began: number;
  /** The latest record, and the latest one that is not a step: it has the attributes of the transaction. */
  readonly latest: Stored;
  readonly own: Stored | undefined;
  readonly timeout: { readonly at: number; readonly ms: number } | undefined;
}

interface TimedOut {
  /** Learns from a record of a transaction, or from the definition of a type. */
  see(eventName: string, read: () => Stored): void;
  /** Those whose time ran out before `by`, the newest record of the export: what would have come later is not known. */
  facts(by: number): Fact[];
}

const prefix = "telltale.transaction.";
const definition = "telltale.definition";
const fromProcess = ["service.name", "service.version", "deployment.environment.name"] as const;

export function createTimedOut(): TimedOut {
  const ended = new Set<string>();
  const open = new Map<string, Open>();
  const timeouts = new Map<string, number>();
  return {
    see(eventName, read) {
      const isDefinition = eventName === definition;
      if (!isDefinition && !eventName.startsWith(prefix)) return;
      const record = read();
      const get = (name: string): string => record.attributes[name] ?? "";
      if (isDefinition) {
        const isOfTransactions = get(`${definition}.kind`) === "transaction";
        if (isOfTransactions)
          timeouts.set(get(`${definition}.name`), Number(get(`${definition}.timeout_ms`)));
        return;
      }
      const [type, id] = [get(`${prefix}type`), get(`${prefix}id`)];
      if (id === "") return;
      const key = JSON.stringify([type, id]);
      if (eventName === `${prefix}ended`) ended.add(key);
      else open.set(key, withRecord(open.get(key), { type, record, isStep: eventName === `${prefix}step` }));
    },
    facts: (by) =>
      [...open].flatMap(([key, one]) => {
        const ms = one.timeout?.ms ?? timeouts.get(one.type) ?? 0;
        const at = one.began + ms;
        return ended.has(key) || !(ms > 0) || at >= by ? [] : [toFact(one, at)];
      }),
  };
}

function toFact({ type, latest, own = latest }: Open, at: number): Fact {
  const amount = Number(own.attributes[`${prefix}amount`] ?? NaN);
  const process = fromProcess.filter((name) => name in latest.attributes);
  return {
    at,
    attributes: {
      ...own.attributes,
      ...Object.fromEntries(process.map((name) => [name, latest.attributes[name]!])),
      [`${prefix}outcome`]: "abandoned",
      [`${prefix}reason`]: "timeout",
    },
    transaction: type,
    outcome: "abandoned",
    ...(Number.isFinite(amount) && { amount }),
  };
}

interface Seen {
  readonly type: string;
  readonly record: Stored;
  readonly isStep: boolean;
}

function withRecord(known: Open | undefined, { type, record, isStep }: Seen): Open {
  const isNewer = (one: { readonly at: number } | undefined): boolean =>
    one === undefined || one.at <= record.at;
  const ms = Number(record.attributes[`${prefix}timeout_ms`] ?? 0);
  return {
    type,
    began: Math.min(known?.began ?? Infinity, record.at),
    latest: known === undefined || isNewer(known.latest) ? record : known.latest,
    own: !isStep && isNewer(known?.own) ? record : known?.own,
    timeout: ms > 0 && isNewer(known?.timeout) ? { at: record.at, ms } : known?.timeout,
  };
}
