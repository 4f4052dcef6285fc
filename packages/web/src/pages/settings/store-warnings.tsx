// Problems of the store that need attention: each with a status and what it means.
import type { Stats, StoreDetails } from "contract";
import type { JSX, ReactNode } from "react";

import { formatBytes, formatCount } from "../../lib/format.ts";
import { Status, type StatusKind } from "../../ui/status.tsx";
import { ui } from "../../ui/styles.ts";

export interface StoreWarningsProps {
  readonly stats: Stats;
  readonly details: StoreDetails | undefined;
}

export function StoreWarnings({ stats: { store }, details }: StoreWarningsProps): JSX.Element {
  const { disk, retention, damaged = [] } = store;
  return (
    <>
      {disk?.refusal !== undefined && (
        <Warning kind="error" status="not receiving">
          {disk.refusal}
        </Warning>
      )}
      {damaged.length > 0 && (
        <Warning kind="error" status="damaged">
          {formatCount(damaged.length)} {damaged.length === 1 ? "part is" : "parts are"} damaged. Restore a
          backup to recover the rows: {damaged.slice(0, 5).join(", ")}
        </Warning>
      )}
      {details !== undefined && <EngineWarnings details={details} />}
      {retention !== undefined && <RetentionWarnings retention={retention} />}
    </>
  );
}

function EngineWarnings({ details: { partial, restarts } }: { readonly details: StoreDetails }): JSX.Element {
  return (
    <>
      {partial === true && (
        <Warning kind="warn" status="partial">
          A server does not answer. All pages miss the data that only this server has.
        </Warning>
      )}
      {restarts > 0 && (
        <Warning kind="warn" status="restarted">
          The engine was restarted {restarts === 1 ? "once" : `${restarts} times`} since the console started.
        </Warning>
      )}
    </>
  );
}

function RetentionWarnings({
  retention: { paused, overBytes },
}: {
  readonly retention: NonNullable<Stats["store"]["retention"]>;
}): JSX.Element {
  return (
    <>
      {paused !== undefined && (
        <Warning kind="warn" status="retention paused">
          The clock shows {paused.clock}, and the last confirmed time is {paused.known}. Deletion by age is
          paused until an hour of new data confirms the clock, or you run `telltale-console retention
          confirm`.
        </Warning>
      )}
      {overBytes > 0 && (
        <Warning kind="warn" status="too large">
          {formatBytes(overBytes)} more than `--max-size` allows, of today’s data.
        </Warning>
      )}
    </>
  );
}

function Warning({
  kind,
  status,
  children,
}: {
  readonly kind: StatusKind;
  readonly status: string;
  readonly children: ReactNode;
}): JSX.Element {
  return (
    <p className={ui.note["note"]}>
      <Status kind={kind}>{status}</Status>
      <span className={ui.note["text"]}>{children}</span>
    </p>
  );
}
