// `/api/silences`.
import { setImmediate as nextTurn } from "node:timers/promises";

import { newSilence, type Silence, type SilencesResult } from "contract";
import { type Labels, matcherOf } from "alerts";
import type { ApiContext } from "../../api/context.ts";
import { limitList } from "../../api/limits/limit-list.ts";
import { parseTime } from "../../api/time/time.ts";
import { ProblemError } from "../../problem/problem.ts";
import { namedIdOf } from "../ids.ts";
import type { RuleEntry } from "../rules/judge.ts";
import { saveThing, type StoredThing } from "../rules/stored-things.ts";
import { callerOf, mayChange, noteOf, readBody } from "./caller.ts";
import { readRulesNow, type RulesNow } from "./rule-infos.ts";
import { type Change, createThing } from "./stored-changes.ts";

interface Content {
  readonly name: string;
  readonly match: Labels;
  readonly from: string;
  readonly to: string;
  readonly reason?: string;
  readonly reportRecovery?: boolean;
}

const monthMs = 30 * 86_400_000;

const mostListed = 500;
const order = ["active", "pending", "ended"] as const;

/** Those that are active first, then those that end soonest; at most 500, of the last month. */
export async function listSilences(context: ApiContext): Promise<SilencesResult> {
  const rules = await readRulesNow(context);
  const nowMs = context.nowMs();
  const known = rules.entries
    .filter(({ kind }) => kind === "silence")
    .map((entry) => ({ entry, toMs: Date.parse(contentOf(entry).to), state: stateOf(entry, nowMs) }))
    .filter(({ toMs }) => toMs > nowMs - monthMs)
    .toSorted((a, b) => order.indexOf(a.state) - order.indexOf(b.state) || a.toMs - b.toMs);
  const silences: Silence[] = [];
  for (const { entry } of known.slice(0, mostListed)) {
    silences.push(toSilence(entry, rules, nowMs));
    // each looks at all alerts: others have their turn between two
    await nextTurn();
  }
  const { items, truncated } = limitList(silences, { total: known.length });
  return { silences: items, truncated, mayChange: mayChange(context) };
}

function contentOf({ content }: RuleEntry): Content {
  return content as unknown as Content;
}

function stateOf(entry: RuleEntry, nowMs: number): Silence["state"] {
  const { from, to } = contentOf(entry);
  return nowMs >= Date.parse(to) ? "ended" : nowMs < Date.parse(from) ? "pending" : "active";
}

function toSilence(entry: RuleEntry, { stored, now }: RulesNow, nowMs: number): Silence {
  const { name, match, from, to, reason = "", reportRecovery = false } = contentOf(entry);
  const saved = stored.find(({ id }) => id === entry.stored);
  const isMatch = matcherOf(match);
  return {
    id: entry.stored === "" ? namedIdOf("silence", name) : entry.stored,
    version: saved?.version ?? 0,
    source: entry.stored === "" ? "file" : "stored",
    name,
    match,
    reason,
    reportRecovery,
    from: new Date(from).toISOString(),
    to: new Date(to).toISOString(),
    state: stateOf(entry, nowMs),
    alerts: now.alerts.filter(({ state, labels }) => state !== "ok" && isMatch(labels)).length,
    savedBy: saved?.savedBy ?? "",
  };
}

const example = '{ "name": "payment migration", "match": { "owner": "team-payments" }, "to": "+2h" }';

export async function addSilence(change: Change): Promise<Silence> {
  const { context } = change;
  const { from, to, reason, ...requested } = readBody(newSilence, context, example);
  const content = {
    ...requested,
    from: readInstant("from", from, context),
    to: readInstant("to", to, context),
    ...(reason !== "" && { reason }),
  };
  const rules = await readRulesNow(context);
  const saved = await createThing("silence", content, rules, change);
  return withStored(saved, rules, context);
}

/** Ends a silence now. One that has not begun or has ended is removed. */
export async function endSilence(id: string, { context, audit }: Change): Promise<Silence> {
  const rules = await readRulesNow(context);
  const thing = rules.stored.find((one) => one.id === id && one.kind === "silence");
  if (thing === undefined) throw unknownSilence(id, rules);
  const { from, to } = thing.content as unknown as Content;
  const nowMs = context.nowMs();
  const isActive = Date.parse(from) < nowMs && nowMs < Date.parse(to);
  const after = isActive ? { ...thing.content, to: new Date(nowMs).toISOString() } : undefined;
  const { name: savedBy } = callerOf(context);
  const note = noteOf(context, {
    target: id,
    action: isActive ? "silence.end" : "silence.delete",
    details: {
      name: String(thing.content["name"]),
      before: JSON.stringify(thing.content),
    },
  });
  const what = after === undefined ? undefined : { content: after, savedBy };
  const saved = await audit.change(note, async () => {
    const made = await saveThing(context.documents!, thing, what, thing.version);
    if (made === undefined) throw unknownSilence(id, rules);
    return made;
  });
  return withStored({ ...thing, content: after ?? thing.content, savedBy, ...saved }, rules, context);
}

function withStored(thing: StoredThing, rules: RulesNow, context: ApiContext): Silence {
  const entry: RuleEntry = {
    kind: "silence",
    content: thing.content as RuleEntry["content"],
    place: "",
    stored: thing.id,
    problems: [],
  };
  return toSilence(entry, { ...rules, stored: [thing] }, context.nowMs());
}

function readInstant(name: string, expression: string, { nowMs }: ApiContext): string {
  const ns = parseTime(expression, BigInt(Math.floor(nowMs())) * 1_000_000n);
  if (ns !== undefined) return new Date(Number(ns / 1_000_000n)).toISOString();
  throw new ProblemError(
    "BAD_BODY",
    `Cannot use \`${name}\`: \`${expression.slice(0, 100)}\` is not a time.`,
    "Send ISO 8601 with a zone, or a time relative to now such as `+2h`.",
  );
}

function unknownSilence(id: string, { entries }: RulesNow): ProblemError {
  const isOfFile = entries.some(
    ({ kind, stored, content }) =>
      kind === "silence" && stored === "" && namedIdOf("silence", content.name) === id,
  );
  return isOfFile
    ? new ProblemError("ALERT_RULE_READ_ONLY", "This silence comes from a file.", "Change the file.")
    : new ProblemError(
        "SILENCE_UNKNOWN",
        `There is no silence \`${id}\`.`,
        "See `/api/silences` for existing ones.",
      );
}
