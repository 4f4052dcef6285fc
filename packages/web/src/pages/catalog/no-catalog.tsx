// No application has sent a catalog: how to declare one. The page shows the first that arrives.
import { typescript } from "quoting/typescript";
import { lines } from "quoting/written";
import type { JSX } from "react";

import { EmptyState, ScopeWideners } from "../../ui/empty-state.tsx";
import { TextWithCode } from "../../ui/text-with-code.tsx";
import { Snippet } from "../../ui/snippet.tsx";

const snippet = `# proposes a catalog from your code and from what arrived here
npx telltale catalog init > src/catalog.ts`;

const code = lines([
  typescript`// catalog.ts`,
  typescript`import { defineCatalog } from "telltale/catalog";

export const catalog = defineCatalog({
  name: "shop",
  version: "1.0.0",
  attributes: {
    "order.id": { type: "string", cardinality: "unbounded", owner: "checkout" },
  },
  spans: { "charge card": { attributes: ["order.id"] } },
});

// app.ts`,
  typescript`import { start } from "telltale";`,
  typescript`import { catalog } from "./catalog.ts";

start({ service: "shop", catalog });`,
]);

/** @param hasArrivals whether the page lists what arrives undeclared below. */
export function NoCatalog({ hasArrivals }: { readonly hasArrivals: boolean }): JSX.Element {
  return (
    <EmptyState
      inline={hasArrivals}
      title="No catalog yet"
      guide="catalog"
      why={
        <TextWithCode
          text={
            hasArrivals
              ? "No application has declared what it emits, so everything below is undeclared. Pass a catalog to `start()`; this page shows it as soon as the application starts."
              : "A catalog declares the telemetry of an application once. Pass it to `start()`; this page shows it as soon as the application starts."
          }
        />
      }
      actions={hasArrivals ? undefined : <ScopeWideners />}
      snippet={
        <>
          <Snippet code={snippet} what="the command" />
          <Snippet code={code} />
        </>
      }
    />
  );
}
