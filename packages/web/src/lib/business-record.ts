// Business records are log records with an empty body (docs/reference/business-events.md): their data is in
// their attributes. Where lists of logs show them, it is as a sentence.
import type { LogRecord } from "contract";

import { formatDuration } from "./format-duration.ts";
import { valueText } from "./value-text.ts";

/** The record in one line: its body, or a sentence from its attributes; empty without either. */
export function recordLine({
  text,
  eventName,
  attributes,
}: Pick<LogRecord, "text" | "eventName" | "attributes">): string {
  if (text !== "") return text;
  const get = (key: string): string => {
    const value = attributes[key];
    return value === undefined ? "" : valueText(value);
  };
  if (get("exception.type") !== "") return words(`${get("exception.type")}:`, get("exception.message"));
  const [, kind = "", phase = ""] = /^telltale\.(\w+)(?:\.(\w+))?$/.exec(eventName) ?? [];
  return sentences.get(kind)?.((key) => get(`telltale.${kind}.${key}`), phase) ?? "";
}

/** One kind of record in words; `own` returns an attribute below `telltale.<kind>.`, empty when absent. */
type Sentence = (own: (key: string) => string, phase: string) => string;

const sentences: ReadonlyMap<string, Sentence> = new Map<string, Sentence>(
  Object.entries({
    transaction: (own, phase) =>
      words(own("type"), own("id"), own("step") || own("outcome") || phase, reasonOf(own("reason"))),
    journey: (own, phase) =>
      words(
        `${own("name")}:`,
        own("step"),
        phase === "abandoned" ? "abandoned" : "",
        reasonOf(own("reason")),
      ),
    workflow: (own, phase) => words(own("type"), own("id"), own("event") || own("state") || phase),
    interaction: (own) => words(own("type"), own("result"), took(own("duration_ms"))),
    definition: (own) => words("definition of", own("kind"), own("name")),
  }),
);

const words = (...parts: readonly string[]): string => parts.filter((part) => part !== "").join(" ");
const reasonOf = (reason: string): string => (reason === "" ? "" : `(${reason})`);
const took = (ms: string): string => (ms === "" ? "" : `in ${formatDuration(Number(ms))}`);
