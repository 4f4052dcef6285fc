// What was observed of an application, in a file: the reference is made of it, and a test compares it with what is observed now.
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

import type { Form } from "./forms.ts";
import type { Observed } from "./observe.ts";

/** What one form has sent, and how it ended. */
export type Recorded = Pick<Observed, "entries" | "isKilled" | "others" | "requests">;
export type Recording = Readonly<Record<Exclude<Form, "bare">, Recorded>>;

const fileOf = (name: string): string => path.join(import.meta.dirname, "../recorded", `${name}.json`);

export function readRecording(name: string): Recording | undefined {
  const file = fileOf(name);
  return existsSync(file) ? (JSON.parse(readFileSync(file, "utf8")) as Recording) : undefined;
}

export function writeRecording(name: string, recording: Recording): void {
  writeFileSync(fileOf(name), `${JSON.stringify(recording, undefined, 1)}\n`);
}

export function recordedOf({ entries, isKilled, others, requests }: Observed): Recorded {
  return { entries, isKilled, requests, others };
}
