// A digest as a message.
import { measureNoun, measureWord } from "catalog/measures";
import { percentText } from "catalog/percent-text";
import type { DigestMove, DigestResult } from "contract";
import type { Digest } from "../../notify/message.ts";

const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
/** Known by their bucket only. */
const duration = (ms: number): string => `≈${count.format(Number(ms.toPrecision(2)))} ms`;

/** A digest of `tenant`; its name is in the title, because a channel may take those of several. */
export function toDigestMessage(
  { id, tenant, url }: Pick<Digest, "id" | "tenant"> & { readonly url: string | undefined },
  digest: DigestResult,
): Digest {
  const sections = [
    { part: "moves", title: "What moved", lines: digest.moves.map(moveLine) },
    {
      part: "errors",
      title: "New errors",
      lines: digest.errors.map(
        ({ type, service, count: times, users }) =>
          `${type === "" ? "Error" : type} in ${service}: ${count.format(times)} times${users === 0 ? "" : `, ${count.format(users)} people`}`,
      ),
    },
    {
      part: "patterns",
      title: "New log and event patterns",
      lines: digest.patterns.map(
        ({ eventName, template, count: times, services }) =>
          `${`${eventName} ${template}`.trim()} in ${services.join(", ")}: ${count.format(times)} times`,
      ),
    },
    {
      part: "slower",
      title: "Slower services",
      lines: digest.slower.map(
        ({ service, p95Ms, beforeMs }) =>
          `${service}: ${measureWord("latency.p95")} from ${duration(beforeMs)} to ${duration(p95Ms)}`,
      ),
    },
    {
      part: "alerts",
      title: "Alerts",
      lines: digest.alerts.map(
        ({ rule, firings, useful, noise }) =>
          `${rule}: fired ${firings === 1 ? "once" : `${firings} times`}${useful + noise === 0 ? "" : `, ${useful} useful, ${noise} noise`}`,
      ),
    },
    { part: "dark", title: "What went dark", lines: digest.dark.map(({ kind, name }) => `${kind} ${name}`) },
    { part: "fresh", title: "What is new", lines: digest.fresh.map(({ kind, name }) => `${kind} ${name}`) },
    {
      part: undefined,
      title: "Missing in this digest",
      lines: missingLines(digest),
    },
  ]
    .filter(({ lines }) => lines.length > 0)
    .map(({ part, title, lines }) => ({ title, lines: shortened(lines, moreOf(digest, part)) }));
  const day = digest.to.slice(0, 10);
  return {
    id,
    tenant,
    title: `What changed in the week to ${day}${tenant === "" ? "" : ` in ${tenant}`}`,
    sections: sections.length > 0 && digest.arrived !== false ? sections : [quiet(digest), ...sections],
    ...(url !== undefined && { url }),
  };
}

function quiet({ earlier, arrived }: DigestResult): {
  readonly title: string;
  readonly lines: readonly string[];
} {
  if (arrived === false)
    return {
      title: "No telemetry",
      lines: ["Nothing arrived in this week, so that nothing can have changed."],
    };
  return earlier === "none"
    ? { title: "Nothing to compare with", lines: ["The store has no data of the week before."] }
    : { title: "A quiet week", lines: ["Nothing changed by more than chance."] };
}

/** How many of a part its list leaves out; `null`: an unknown number. */
function moreOf({ more }: DigestResult, part: string | undefined): number | null {
  const found = more.find((one) => one.part === part);
  return found === undefined ? 0 : found.count;
}

/** Channels show at most 20 lines. */
const mostLines = 15;

function shortened(lines: readonly string[], more: number | null): readonly string[] {
  const shown = lines.slice(0, mostLines);
  if (more === null) return [...shown, "and more"];
  const rest = lines.length - shown.length + more;
  return rest === 0 ? shown : [...shown, `and ${count.format(rest)} more`];
}

function moveLine({ name, what, now, before, unit }: DigestMove): string {
  const format = (value: number): string =>
    what === "amount"
      ? `${count.format(value)} ${unit}`.trim()
      : unit === "share"
        ? percentText(value, 3)
        : count.format(value);
  const subject = measureNoun(what === "volume" ? "ended" : what);
  return `${name}: ${subject} ${now < before ? "fell" : "rose"} from ${format(before)} to ${format(now)}`;
}

function missingLines({ completeUpTo, missing }: DigestResult): readonly string[] {
  const late =
    completeUpTo === null ? [] : [`data after ${completeUpTo} has not arrived, and is not compared`];
  return [...late, ...missing.map(({ part, reason }) => `${part}: ${reason}`)];
}
