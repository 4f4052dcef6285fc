// The services page without spans: how to send the first.
import type { JSX } from "react";

import { useLate } from "../../state/completeness.ts";
import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { LateEmpty } from "../../ui/late-empty.tsx";
import { Snippet } from "../../ui/snippet.tsx";

const snippet = `import { start, trace } from "telltale";

// each process that starts with a name is a service
start({ service: "shop", version: "1.0.0" });

await trace("first span", { kind: "server" }, async () => {});`;

export function NoServices(): JSX.Element {
  const late = useLate(["spans"]);
  if (late !== undefined) return <LateEmpty late={late} things="spans" />;
  return (
    <EmptyState
      title="No spans in this range"
      guide="first-steps"
      why="A service appears here as soon as it sends a span. Its name and version come from start(), or from service.name and service.version of the resource."
      actions={<ScopeWideners />}
      snippet={<Snippet code={snippet} />}
    />
  );
}
