// What a replay reads of a store: the lines of `telltale-console export`, as `telltale replay` reads them.
import type { Fact } from "alerts";
import { exportSignals } from "contract";
import { factsOfExport } from "../../../cli/src/alerts/export-facts.ts";
import { otlpLines } from "../../src/export/otlp-lines.ts";
import type { TestApi } from "../api/harness.ts";
import { begin, minutes } from "./every-source.ts";

const hourMs = 3_600_000;

/** @param range Unix ms; default: all of `every-source.ts`. */
export async function exportedFacts(
  { store }: TestApi,
  range = { from: begin - hourMs, to: begin + minutes * 60_000 + hourMs },
): Promise<readonly Fact[]> {
  const ask = <Row>(...[name, params]: Parameters<typeof store.queries.run>) =>
    store.queries.run<Row>(name, params);
  const lines: string[] = [];
  for (const signal of exportSignals)
    for await (const line of otlpLines(ask, signal, range)) lines.push(line);
  return factsOfExport(lines.join("\n"), "export.jsonl");
}
