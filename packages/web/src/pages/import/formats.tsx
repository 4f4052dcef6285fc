// What can be imported.
import { maxImportBytes } from "contract";
import type { JSX } from "react";

import { formatBytes } from "../../lib/format.ts";
import { classes } from "../../ui/classes.ts";
import { ui } from "../../ui/styles.ts";
import css from "./import.module.css";

const formats: readonly (readonly [format: string, what: string])[] = [
  ["OTLP JSON", "spans, log records and metrics, one document or one request per line"],
  ["Zipkin v2", "spans as JSON"],
  ["Jaeger", "downloads of its UI, and documents of Elasticsearch"],
  ["OpenSearch", "documents of spans, log records and metrics"],
  ["CSV, Parquet", "tables of spans or log records, as the export of this console writes them"],
];

export function Formats(): JSX.Element {
  return (
    <section className={classes(ui.section["section"], css["formats"])}>
      <header>
        <h2>Formats</h2>
      </header>
      <dl>
        {formats.map(([format, what]) => (
          <div key={format}>
            <dt>{format}</dt>
            <dd>{what}</dd>
          </div>
        ))}
      </dl>
      <p className={ui.text["dim"]}>
        The format is detected from the content. JSON and CSV may be compressed with gzip. A file may have{" "}
        {formatBytes(maxImportBytes)}; larger ones are imported with{" "}
        <code className={ui.text["mono"]}>telltale-console import FILE</code>.
      </p>
    </section>
  );
}
