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
  /** Rules that are not evaluated, by name, and files that cannot be read, by path; `undefined`: the store does not say, so that it holds for all. */
  readonly unknown: ReadonlyMap<string, Unknown> | undefined;
  readonly rules: number;
  /** Paths of the files among them. */
  readonly files?: ReadonlySet<string>;
  /** Rules that should be evaluated and files that there are; absent: the store does not say. */
  readonly known?: ReadonlySet<string>;
}

/** Rules that a message has named, until all of them are evaluated again. */
export interface Outage {
  /** From 1, the lowest that is free. Receivers see an alert for each number. */
  readonly number: number;
  /** Names, or {@link unreadable}. */
  readonly rules: readonly string[];
  /** Paths of files among them. */
  readonly files?: readonly string[];
  /** When a look last found one of them not evaluated. */
  readonly lastMs: number;
  /** `lastMs` is when this leader began: they may have been evaluated before, under another one. */
  readonly isAtLatest?: true;
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
  { tenant, unknown, rules: count, files = new Set() }: Look,
  { number, rules, sinceMs, isFurther }: Found,
  at: number,
): StoredNotice {
  const since = `since ${clockText(sinceMs, at)}`;
  const read = rules.filter((rule) => !files.has(rule));
  const unread = rules.filter((rule) => files.has(rule));
  const what = [
    ...(read.length > 0
      ? [`cannot evaluate ${read.length}${isFurther ? " more" : ""} of ${count} rules`]
      : []),
    ...(unread.length > 0 ? [`cannot read ${filesText(unread)}`] : []),
  ].join(" and ");
  const claim = `Telltale ${unknown === undefined ? "cannot read its rules" : what} ${since}`;
  const [first] = rules.map((rule) => unknown?.get(rule)?.reason ?? "").filter((reason) => reason !== "");
  return {
    ...noticeOf(tenant, number, "firing", sinceMs, at),
    claim,
    description:
      unknown !== undefined && read.length === 0
        ? "Whether rules in it fire is unknown. No other message about them comes until it can be read."
        : "Whether these rules fire is unknown. No other message about them comes until they are evaluated.",
    ...(unknown !== undefined && { reason: `${listOf(rules)}: ${first ?? ""}` }),
  };
}

/** The message that they are evaluated again, or are no longer there. `isWhole`: all others are evaluated, too. */
export function evaluatesAgain(
  { tenant, known }: Pick<Look, "tenant" | "known">,
  outage: Outage,
  isWhole: boolean,
  at: number,
): StoredNotice {
  const { number, rules, files = [], lastMs, isAtLatest = false, notice } = outage;
  const isGone = (rule: string): boolean => rule !== unreadable && known?.has(rule) === false;
  const goneText = [
    nounText(
      rules.filter((rule) => isGone(rule) && !files.includes(rule)),
      "deleted or disabled",
    ),
    nounText(files.filter(isGone), "no longer there"),
  ];
  const gone = goneText.filter((text) => text !== "").join(", ");
  const back = rules.filter((rule) => !isGone(rule));
  const lasted = lastMs - notice.since;
  const after = lasted > 0 ? `, after ${isAtLatest ? "up to " : ""}${spanText(lasted)}` : "";
  const time = `since ${clockText(lastMs, at)}${isAtLatest ? " at the latest" : ""}${after}`;
  const claim =
    back.length === 0
      ? `${gone} ${time}`
      : `Telltale ${againText(back, files, isWhole)} ${time}${gone === "" ? "" : `; ${gone}`}`;
  return { ...noticeOf(tenant, number, "recovered", notice.since, at), since: lastMs, claim };
}

function againText(back: readonly string[], files: readonly string[], isWhole: boolean): string {
  const evaluated = back.filter((rule) => !files.includes(rule));
  const read = back.filter((rule) => files.includes(rule));
  const reads = read.length > 0 ? [`reads ${filesText(read)} again`] : [];
  if (evaluated.length === 0) return reads.join("");
  if (isWhole) return "evaluates all rules again";
  if (evaluated.includes(unreadable)) return "reads its rules again";
  return [`evaluates ${listOf(evaluated)} again`, ...reads].join(" and ");
}

function nounText(names: readonly string[], what: string): string {
  return names.length === 0 ? "" : `${listOf(names)} ${names.length === 1 ? "is" : "are"} ${what}`;
}

function filesText(files: readonly string[]): string {
  return `the ${files.length === 1 ? "file" : "files"} ${listOf(files)}`;
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
