// Each kind of rule in each state, in each channel: a message alone says what, how bad, since when and where to look, and has no holes.
import { describe, expect, test } from "vitest";
import { toPart } from "../../src/notify/message.ts";
import type { StoredNotice } from "../../src/notify/outbox.ts";
import { channelTexts, type ReadChannel } from "./channel-texts.ts";
import { details, notice, start } from "./notices.ts";

type Stated = Partial<StoredNotice>;

interface Kind {
  readonly notice: Stated;
  readonly subject: string;
  /** The figure with its unit; empty for missing data, which has none. */
  readonly figure: string;
  readonly worst?: number;
}

const minute = 60_000;
const slow = { on: { service: "payments", measure: "p95" }, when: { above: 2, recover: 1 }, unit: "s" };
const backup = { on: { event: "backup" }, when: { absent: true }, unit: "" };
const burnRate = { objective: "Charges succeed", windows: [{ long: "1h", short: "5m", factor: 14.4 }] };

const ofMetric = (when: object, values: Stated["values"] = {}, unit = "By"): Stated => ({
  content: { on: { metric: "queue.size" }, when },
  values,
  value: 5.5e9,
  unit,
});

const kinds: Readonly<Record<string, Kind>> = {
  share: {
    notice: {
      content: { on: { transaction: "purchase", measure: "failure" }, when: { above: 0.3 } },
      values: { limit: 0.3, part: 412, count: 1000 },
      value: 0.412,
      unit: "1",
    },
    subject: "Failure of purchase",
    figure: "41.2 %",
    worst: 0.5,
  },
  latency: {
    notice: { content: { ...slow, unit: undefined }, value: 2.5, unit: "s" },
    subject: "P95 of payments",
    figure: "2.5 s",
    worst: 3,
  },
  bytes: {
    notice: ofMetric({ above: 5e9 }),
    subject: "Last value of queue.size",
    figure: "5.5 GB",
    worst: 6e9,
  },
  change: {
    notice: ofMetric({ change: { ago: "7d", above: 0.5 } }, { earlier: 2e9, change: 1.75 }),
    subject: "Last value of queue.size",
    figure: "5.5 GB",
    worst: 6e9,
  },
  anomaly: {
    notice: ofMetric({ anomaly: {} }, { expected: 1e9, low: 0.5e9, high: 1.5e9 }),
    subject: "Last value of queue.size",
    figure: "5.5 GB",
    worst: 6e9,
  },
  forecast: {
    notice: ofMetric({ forecast: { above: 9e9, within: "4h" } }, { predicted: 9.5e9 }),
    subject: "Last value of queue.size",
    figure: "5.5 GB",
    worst: 6e9,
  },
  absent: {
    notice: { content: backup, value: 0, unit: "" },
    subject: "events backup",
    figure: "",
  },
  "any of two": {
    notice: {
      content: { when: { any: [backup, slow] } },
      values: { "1.value": 4, "2.value": 2.5 },
      parts: { 1: "clear", 2: "holds" },
      value: 2.5,
      unit: "",
    },
    subject: "P95 of payments",
    figure: "2.5 s",
  },
  "all of two": {
    notice: {
      content: { when: { all: [slow, { ...slow, on: { metric: "queue.size" }, unit: "By" }] } },
      values: { "1.value": 2.5, "2.value": 5.5e9 },
      parts: { 1: "holds", 2: "holds" },
      value: 2.5,
      unit: "",
    },
    subject: "queue.size",
    figure: "5.5 GB",
  },
  burnRate: {
    notice: {
      content: { when: { burnRate } },
      values: { "burn 1h": 16, "burn 5m": 17, "bad 1h": 960, "count 1h": 6000, target: 0.99 },
      value: 16,
      unit: "",
    },
    subject: "Charges succeed|Purchases fail",
    figure: "16 ×",
    worst: 20,
  },
};

/** What a state is, without figures where there are none. */
const { value: _, ...withoutValue } = notice();
const states: Readonly<
  Record<string, { readonly notice: Stated; readonly hasFigure: boolean; readonly says: string }>
> = {
  firing: { notice: { kind: "firing" }, hasFigure: true, says: "since 09:48 UTC" },
  severity: {
    notice: { kind: "severity", severity: "page", severityBefore: "ticket" },
    hasFigure: true,
    says: "Now page, before ticket",
  },
  reminder: { notice: { kind: "reminder" }, hasFigure: true, says: "for 12 min" },
  "reminder without certainty": {
    notice: { kind: "reminder", unsure: "3 of 10 entries" },
    hasFigure: true,
    says: "Not certain: at the last evaluation it was 3 of 10 entries",
  },
  recovered: { notice: { kind: "recovered" }, hasFigure: true, says: "Recovered after 12 min" },
  ended: {
    notice: { kind: "ended", reason: "the rule was deleted" },
    hasFigure: true,
    says: "the rule was deleted",
  },
  "no data": { notice: { kind: "noData" }, hasFigure: false, says: "has no data since 10:00 UTC" },
  error: {
    notice: { kind: "error", reason: "The store is busy." },
    hasFigure: false,
    says: "cannot be evaluated since 10:00 UTC: The store is busy",
  },
};

const isOver = ({ kind }: Stated): boolean => kind === "recovered" || kind === "ended";

/** PagerDuty only closes its incident, Opsgenie closes it with the title as a note, and a notification is short. */
function expectationOf(channel: ReadChannel, state: Stated): "whole" | "short" | "nothing" {
  if (isOver(state) && channel === "pagerduty") return "nothing";
  return channel === "browser" || (isOver(state) && channel === "opsgenie") ? "short" : "whole";
}

/** What a hole leaves behind: a value that is not there, or words around nothing. */
const holes =
  /undefined|\bnull\b|NaN|Infinity|\[object|not known|\(\)|^(?!What differs|Replay it).*: *$|, ,|\. \.|\.\.$|\bis *,|^\s*[,;]/m;

function messageOf(kind: Kind, { notice: state, hasFigure }: (typeof states)[string]) {
  const { content, unit, ...figures } = kind.notice;
  const since = start - 12 * minute;
  const begun = state.kind === "noData" || state.kind === "error" ? start : isOver(state) ? start : since;
  const one: StoredNotice = {
    ...withoutValue,
    summary: "",
    description: "",
    content: content!,
    unit: unit!,
    ...(hasFigure && figures),
    since: begun,
    episode: { since, ...(kind.worst !== undefined && { worst: kind.worst }) },
    ...state,
  };
  return { id: "a".repeat(64), kind: "alerts" as const, parts: [toPart(one, details)] };
}

const table = Object.entries(kinds).flatMap(([name, kind]) =>
  Object.entries(states).map(([stateName, state]) => [name, stateName, kind, state] as const),
);

describe.each(Object.entries(channelTexts))("in %s", (channel, render) => {
  test.each(table)("a message about %s, %s, is complete", (_name, __, kind, state) => {
    const wanted = expectationOf(channel as ReadChannel, state.notice);
    if (wanted === "nothing") return;
    const text = render(messageOf(kind, state));
    const subject = state.hasFigure && state.notice.kind !== "ended" ? kind.subject : subjectWithout(kind);
    expect(text).toMatch(new RegExp(subject, "i"));
    expect(text.match(holes)?.[0] ?? "").toBe("");
    const isTitle = channel === "opsgenie" && isOver(state.notice);
    expect(text).toContain(isTitle ? "" : "https://telltale.example/alerts/1");
    expect(text).toContain(isTitle || !state.hasFigure ? "" : kind.figure);
    if (wanted === "short") return;
    expect(text).toContain(state.says);
    expect(text).toMatch(/since \d\d:\d\d UTC|2026-11-22 \d\d:\d\d:00 UTC|2026-11-22T\d\d:\d\d:00/);
    expect(text).toContain(details.replay);
  });
});

/** Without a value, a condition with members and an objective have the name of their rule. */
function subjectWithout({ notice: { content = {} }, subject }: Kind): string {
  const when = content["when"] as object;
  return ["any", "all", "burnRate"].some((one) => one in when) ? "Purchases fail" : subject;
}
