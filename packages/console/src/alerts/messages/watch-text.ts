// The message that rules are not evaluated: who relies on alerts has to know that there are none.
import type { Unknown } from "contract";
import { clockText, spanText } from "alerts/sentence";
import { alertIdOf } from "../ids.ts";
import type { StoredNotice } from "../outbox.ts";

/** The alert that Telltale raises about itself. */
const watchRule = "Telltale cannot evaluate rules";
/** Stands for all rules, where the store does not say which there are. */
export const unreadable = "";

/** What a look at a tenant found. */
export interface Look {
  readonly tenant: string;
  /** Rules that are not evaluated, by name; `undefined`: the store does not say, so that it holds for all. */
  readonly unknown: ReadonlyMap<string, Unknown> | undefined;
  readonly rules: number;
}

/** Rules that a message has named, until all of them are evaluated again. */
export interface Outage {
  /** From 1, the lowest that is free. Receivers see an alert for each number. */
  readonly number: number;
  /** Names, or {@link unreadable}. */
  readonly rules: readonly string[];
  /** When a look last found one of them not evaluated. */
  readonly lastMs: number;
  /** It does not end before. */
  readonly heldUntilMs: number;
  /** The message that began it. */
  readonly notice: StoredNotice;
}

interface Found extends Pick<Outage, "number" | "rules"> {
  /** Since when the first of them is not evaluated. */
  readonly sinceMs: number;
  /** Others are not evaluated either, and have a message of their own. */
  readonly isFurther: boolean;
}

/** The message of a look that found `rules`. */
export function cannotEvaluate(
  { tenant, unknown, rules: count }: Look,
  { number, rules, sinceMs, isFurther }: Found,
  at: number,
): StoredNotice {
  const since = `since ${clockText(sinceMs, at)}`;
  const claim =
    unknown === undefined
      ? `Telltale cannot read its rules ${since}`
      : `Telltale cannot evaluate ${rules.length}${isFurther ? " more" : ""} of ${count} rules ${since}`;
  const [first] = rules.map((rule) => unknown?.get(rule)?.reason ?? "").filter((reason) => reason !== "");
  return {
    ...noticeOf(tenant, number, "firing", sinceMs, at),
    claim,
    description:
      "Whether these rules fire is unknown. No other message about them comes until they are evaluated.",
    ...(unknown !== undefined && { reason: `${listOf(rules)}: ${first ?? ""}` }),
  };
}

/** The message that they are evaluated again. `isWhole`: and so are all others. */
export function evaluatesAgain(
  tenant: string,
  { number, rules, lastMs, notice }: Outage,
  isWhole: boolean,
  at: number,
): StoredNotice {
  const what = isWhole
    ? "evaluates all rules again"
    : rules.includes(unreadable)
      ? "reads its rules again"
      : `evaluates ${listOf(rules)} again`;
  const claim = `Telltale ${what} since ${clockText(lastMs, at)}, after ${spanText(lastMs - notice.since)}`;
  return { ...noticeOf(tenant, number, "recovered", notice.since, at), since: lastMs, claim };
}

/** The same about the store of a console, which is no alert of the rules of a tenant: another console may reach it. */
export function aboutStore(notice: StoredNotice, console_: string): StoredNotice {
  const { kind, claim = "" } = notice;
  const group = { console: console_ };
  const [, since = ""] = /( since .*)$/.exec(claim) ?? [];
  const isOver = kind === "recovered";
  return {
    ...notice,
    id: `${notice.id} ${console_}`,
    alertId: alertIdOf(watchRule, group),
    group,
    labels: { ...notice.labels, ...group },
    claim: `The console ${console_} ${isOver ? "reaches the store again" : "does not reach the store"}${since}`,
    ...(!isOver && { description: "No rule is evaluated, unless another console reaches the store." }),
  };
}

function listOf(rules: readonly string[]): string {
  return `${rules.slice(0, 5).join(", ")}${rules.length > 5 ? ", …" : ""}`;
}

function noticeOf(
  tenant: string,
  number: number,
  kind: "firing" | "recovered",
  sinceMs: number,
  at: number,
): StoredNotice {
  const group: Readonly<Record<string, string>> = number === 1 ? {} : { outage: String(number) };
  const name = `${watchRule}${number === 1 ? "" : ` ${number}`}`;
  return {
    id: `${tenant === "" ? "" : `${tenant}: `}${name} ${kind} ${new Date(sinceMs).toISOString()}`,
    alertId: alertIdOf(watchRule, group),
    rule: watchRule,
    group,
    kind,
    at,
    since: sinceMs,
    severity: "page",
    labels: { alert: watchRule, severity: "page", ...group },
    tenant,
    toAllPagers: true,
  };
}
