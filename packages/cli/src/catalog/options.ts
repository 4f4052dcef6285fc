// Options that commands of the catalog share.
import { type Written, withLineEnd } from "quoting/written";
import type { Surroundings, Values } from "../command.ts";
import { writeText } from "../write-text.ts";

export const exportOption = {
  export: { value: "NAME", help: "exported name of the catalog, where the file exports several" },
} as const;

export const outputOption = {
  output: { value: "FILE", help: "write to this file instead of standard output" },
} as const;

export const searchDetails =
  "Without FILE, the catalog is `telltale.catalog` in package.json, else telltale.catalog.{ts,mts,js,mjs},\n" +
  "src/telemetry/catalog.ts or src/catalog.ts.";

/** The value of an option that takes one. */
export function textOf(values: Values, name: string): string | undefined {
  const value = values[name];
  return typeof value === "string" ? value : undefined;
}

/** The values of an option that may be repeated; empty without it. */
export function listOf(values: Values, name: string): readonly string[] {
  const value = values[name];
  return typeof value === "object" ? value : [];
}

/** Prints `text`, or writes it to the file of `--output`. */
export function emit<Language extends string>(
  text: Written<Language>,
  values: Values,
  { print }: Surroundings,
): void {
  const file = textOf(values, "output");
  if (file === undefined) return print(text);
  writeText(file, text.endsWith("\n") ? text : withLineEnd(text));
}
