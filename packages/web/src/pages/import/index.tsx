// Import: files of telemetry from this computer into the store, with what became of each.
import type { JSX } from "react";

import { useApi } from "../../data/use-api.ts";
import { addImports, clearEndedImports, useImports } from "../../state/imports.ts";
import { classes } from "../../ui/classes.ts";
import { EmptyState } from "../../ui/empty-state.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { QueryView } from "../../ui/query-view.tsx";
import { SkeletonBlock } from "../../ui/skeleton.tsx";
import { ui } from "../../ui/styles.ts";
import { TextWithCode } from "../../ui/text-with-code.tsx";
import { DropZone } from "./drop-zone.tsx";
import { FileItem } from "./file-item.tsx";
import { Formats } from "./formats.tsx";
import css from "./import.module.css";

export function ImportPage(): JSX.Element {
  return (
    <>
      <PageHead title="Import" sub="files of recorded telemetry" />
      <ImportOrReason />
    </>
  );
}

const skeleton = <SkeletonBlock height={180} />;

function ImportOrReason(): JSX.Element {
  const session = useApi("/api/session", {}, { refresh: "still" });
  return (
    <QueryView query={session} skeleton={skeleton}>
      {({ scope }) => <ImportWithScope scope={scope} />}
    </QueryView>
  );
}

function ImportWithScope({ scope }: { readonly scope: string }): JSX.Element {
  const stats = useApi("/api/stats", {}, { refresh: "still" });
  return (
    <QueryView query={stats} skeleton={skeleton}>
      {({ addresses }) => reasonAgainst(scope, addresses.otlpHttp) ?? <Import />}
    </QueryView>
  );
}

function reasonAgainst(scope: string, otlpHttp: string): JSX.Element | undefined {
  if (otlpHttp === "")
    return (
      <EmptyState
        title="This console receives no telemetry"
        why={
          <TextWithCode text="Its role only reads. Import on the page of a console that receives telemetry, or with `telltale-console import FILE --otlp URL`." />
        }
      />
    );
  if (scope === "admin") return undefined;
  return (
    <EmptyState
      title="You cannot import files"
      why={`Your token has the scope ${scope}. An import needs the scope admin, or ingest over HTTP.`}
    />
  );
}

function Import(): JSX.Element {
  const imports = useImports();
  const hasEnded = imports.some(({ state }) => state !== "waiting" && state !== "running");
  return (
    <div className={css["page"]}>
      <DropZone onFiles={addImports} />
      {imports.length > 0 && (
        <section className={ui.section["section"]} aria-label="Files">
          <header>
            <h2>Files</h2>
            {hasEnded && (
              <button
                type="button"
                className={classes(ui.button["quiet"], ui.section["end"])}
                onClick={clearEndedImports}
              >
                Clear list
              </button>
            )}
          </header>
          <ul>
            {imports.map((one) => (
              <FileItem key={one.id} item={one} />
            ))}
          </ul>
        </section>
      )}
      <Formats />
    </div>
  );
}
