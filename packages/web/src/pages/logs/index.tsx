// Logs: records, newest first, with their number by severity over time; or their patterns.
import { getRouteApi } from "@tanstack/react-router";
import type { JSX } from "react";

import { CopyLink } from "../../ui/copy-button.tsx";
import { PageHead } from "../../ui/page-head.tsx";
import { Segments } from "../../ui/segments.tsx";
import { AlertOnLogs } from "./alert-on-logs.tsx";
import { LogFilters } from "./log-filters.tsx";
import { PinLogs } from "./pin-logs.tsx";
import { Patterns } from "./patterns.tsx";
import { Records } from "./records.tsx";
import { NewSinceDeploys } from "./since-deploys.tsx";
import { TailState } from "./tail-state.tsx";
import { useConditions } from "./use-conditions.ts";
import { useTail } from "./use-tail.ts";

const route = getRouteApi("/logs");

/** The logs page. */
export function LogsPage(): JSX.Element {
  const { patterns } = route.useSearch();
  const navigate = route.useNavigate();
  const conditions = useConditions();
  const tail = useTail();
  return (
    <>
      <PageHead
        title="Logs"
        sub={patterns === undefined ? <TailState tail={tail} conditions={conditions} /> : ""}
        actions={
          <>
            {/* Before the choice: what appears once the rights are known must not move it from under the pointer. */}
            {patterns === undefined && <PinLogs conditions={conditions} />}
            {patterns === undefined && <AlertOnLogs conditions={conditions} />}
            <Segments
              label="View"
              value={patterns === undefined ? undefined : "patterns"}
              choices={[
                [undefined, "Records"],
                ["patterns", "Patterns"],
              ]}
              onChange={(next) =>
                void navigate({
                  search: (previous) => ({
                    ...previous,
                    patterns: next && "all",
                    pattern: undefined,
                    record: undefined,
                    around: undefined,
                  }),
                })
              }
            />
            <CopyLink />
          </>
        }
      />
      <LogFilters />
      {patterns === undefined ? (
        <Records conditions={conditions} tail={tail} />
      ) : (
        <>
          <NewSinceDeploys />
          <Patterns conditions={conditions} state={patterns} />
        </>
      )}
    </>
  );
}
