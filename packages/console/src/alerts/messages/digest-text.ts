// A digest as a message.
import type { DigestMove, DigestResult } from "contract";
import type { Digest } from "../../notify/message.ts";

const count = new Intl.NumberFormat("en", { maximumFractionDigits: 0 });
const share = (value: number): string => `${(value * 100).toFixed(1)} %`;

/** A digest of `tenant`; its name is in the title, because a channel may take those of several. */
export function toDigestMessage(
  { id, tenant, url }: Pick<Digest, "id" | "tenant"> & { readonly url: string | undefined },
  digest: DigestResult,
): Digest {
  const sections = [
    { title: "What moved", lines: digest.moves.map(moveLine) },
    {
      title: "New errors",
      lines: digest.errors.map(
        ({ type, service, count: times, users }) =>
          `${type === "" ? "Error" : type} in ${service}: ${count.format(times)} times, ${count.format(users)} people`,
      ),
    },
    {
      title: "New log and event patterns",
      lines: digest.patterns.map(
        ({ eventName, template, count: times, services }) =>
          `${`${eventName} ${template}`.trim()} in ${services.join(", ")}: ${count.format(times)} times`,
      ),
    },
    {
      title: "Slower services",
      lines: digest.slower.map(
        ({ service, p95Ms, beforeMs }) =>
          `${service}: p95 from ${count.format(beforeMs)} ms to ${count.format(p95Ms)} ms`,
      ),
    },
    {
      title: "Alerts",
      lines: digest.alerts.map(
        ({ rule, firings, useful, noise }) =>
          `${rule}: fired ${firings === 1 ? "once" : `${firings} times`}${useful + noise === 0 ? "" : `, ${useful} useful, ${noise} noise`}`,
      ),
    },
    { title: "What went dark", lines: digest.dark.map(({ kind, name }) => `${kind} ${name}`) },
    { title: "What is new", lines: digest.fresh.map(({ kind, name }) => `${kind} ${name}`) },
    {
      title: "Missing in this digest",
      lines: digest.missing.map(({ part, reason }) => `${part}: ${reason}`),
    },
  ].filter(({ lines }) => lines.length > 0);
  const day = digest.to.slice(0, 10);
  return {
    id,
    tenant,
    title: `What changed in the week to ${day}${tenant === "" ? "" : ` in ${tenant}`}`,
    sections:
      sections.length > 0
        ? sections
        : [{ title: "A quiet week", lines: ["Nothing changed by more than chance."] }],
    ...(url !== undefined && { url }),
  };
}

function moveLine({ name, what, now, before, unit }: DigestMove): string {
  const format = (value: number): string =>
    unit === "share"
      ? share(value)
      : unit === "count"
        ? count.format(value)
        : `${count.format(value)} ${unit}`;
  const subject = what === "volume" ? "number" : what;
  return `${name}: ${subject} ${now < before ? "fell" : "rose"} from ${format(before)} to ${format(now)}`;
}
