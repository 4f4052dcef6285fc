// The links of the span to other spans.
import { Link } from "@tanstack/react-router";
import type { Span } from "contract";
import type { JSX } from "react";

import { valueText } from "../../lib/value-text.ts";
import { classes } from "../../ui/classes.ts";
import css from "./span-panel.module.css";
import { ui } from "../../ui/styles.ts";

export function SpanLinks({ span }: { readonly span: Span }): JSX.Element {
  if (span.links.length === 0)
    return <p className={classes(ui.text["dim"], css["none"])}>This span has no links.</p>;
  return (
    <ul className={css["links"]}>
      {span.links.map((link) => (
        <li key={`${link.traceId}${link.spanId}`}>
          <Link
            to="/traces/$id"
            params={{ id: link.traceId }}
            search={{ span: link.spanId }}
            className={classes(ui.text["link"], ui.text["mono"])}
          >
            {link.traceId === span.traceId
              ? `span ${link.spanId}`
              : `${link.traceId.slice(0, 16)}… / ${link.spanId}`}
          </Link>
          {Object.entries(link.attributes).map(([key, value]) => (
            <p key={key} className={classes(ui.text["mono"], ui.text["dim"])}>
              {key} <span className={ui.text["soft"]}>{valueText(value)}</span>
            </p>
          ))}
        </li>
      ))}
      {span.droppedLinksCount > 0 && (
        <li className={ui.text["dim"]}>{span.droppedLinksCount} more were dropped by the sender.</li>
      )}
    </ul>
  );
}
