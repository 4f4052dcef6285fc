// A link to a trace in which the spans that show a bottleneck are highlighted.
import { Link } from "@tanstack/react-router";
import type { BottleneckExample } from "contract";
import type { JSX, ReactNode } from "react";

import { ui } from "../../ui/styles.ts";

/** An address has room for so many span ids. */
const mostMarks = 60;

/** The search of the trace page. */
export function marksOf({ spanIds }: Pick<BottleneckExample, "spanIds">): { marks: string; span?: string } {
  const [first] = spanIds;
  return { marks: spanIds.slice(0, mostMarks).join(","), ...(first === undefined ? {} : { span: first }) };
}

export function EvidenceLink({
  example,
  children,
}: {
  readonly example: BottleneckExample;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <Link
      className={ui.text["link"]}
      to="/traces/$id"
      params={{ id: example.traceId }}
      search={marksOf(example)}
      title={`Trace ${example.traceId}`}
    >
      {children}
    </Link>
  );
}
