// The links of the span to other spans.
import { Link } from "@tanstack/react-router";
import type { Span } from "contract";
import type { JSX } from "react";

import { valueText } from "../../lib/value-text.ts";
import { classes } from "../../ui/classes.ts";
import css from "./span-panel.module.css";

export function SpanLinks({ span }: { readonly span: Span }): JSX.Element {
  if (span.links.length === 0) return <p className={classes("dim", css["none"])}>This span has no links.</p>;
  return (
    <ul className={css["links"]}>
      {span.links.map((link) => (
        <li key={`${link.traceId}${link.spanId}`}>
          <Link
            to="/traces/$id"
            params={{ id: link.traceId }}
            search={{ span: link.spanId }}
            className="link mono"
          >
            {link.traceId === span.traceId
              ? `span ${link.spanId}`
              : `${link.traceId.slice(0, 16)}… / ${link.spanId}`}
          </Link>
          {Object.entries(link.attributes).map(([key, value]) => (
            <p key={key} className="mono dim">
              {key} <span className="soft">{valueText(value)}</span>
            </p>
          ))}
        </li>
      ))}
      {span.droppedLinksCount > 0 && (
        <li className="dim">{span.droppedLinksCount} more were dropped by the sender.</li>
      )}
    </ul>
  );
}
