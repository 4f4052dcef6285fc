// One value, and who has set it.

/** Who has set a value. */
export type Origin = "option" | "TELLTALE" | "file" | "OTEL" | "default";

/** One value. */
export interface Fact {
  readonly name: string;
  readonly value: string;
  readonly origin: Origin;
  /** The option, variable or place in the file. */
  readonly source?: string;
}

/** The origin of a value by its `source`: a variable, or a source of the resource. */
export function originOf(source: string): { readonly origin: Origin; readonly source?: string } {
  if (source.startsWith("TELLTALE_")) return { origin: "TELLTALE", source };
  if (source.startsWith("OTEL_")) return { origin: "OTEL", source };
  if (source.startsWith("option ")) return { origin: "option", source: source.slice("option ".length) };
  if (source.startsWith("file: ")) return { origin: "file", source: source.slice("file: ".length) };
  return source === "default" ? { origin: "default" } : { origin: "default", source };
}
