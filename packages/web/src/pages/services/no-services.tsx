// The services page without spans: how to send the first.
import type { JSX } from "react";

import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { Snippet } from "../../ui/snippet.tsx";

const snippet = `import { start, trace } from "telltale";

// each process that starts with a name is a service
start({ service: "shop", version: "1.0.0" });

await trace("first span", { kind: "server" }, async () => {});`;

export function NoServices(): JSX.Element {
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
