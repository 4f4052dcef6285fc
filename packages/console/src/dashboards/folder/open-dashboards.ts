// The folder of dashboards of a running console: looked at every two seconds; a file with mistakes is in the log.
import { startLeader } from "../../lease/leader.ts";
import type { Logger } from "../../log.ts";
import { createDashboardFolder, type DashboardFolder } from "./dashboard-folder.ts";

/** What the folder needs of the console: a log, and to be stopped with the other parts. */
interface Surroundings {
  readonly log: Logger;
  readonly parts: {
    add(part: { readonly name: string; readonly timeoutMs: number; stop(): Promise<void> }): void;
  };
}

const everyMs = 2_000;

/** @param place the folder; `undefined` without one. */
export async function openDashboards(
  place: string | undefined,
  auth: { readonly hasTenants: boolean },
  { log, parts }: Surroundings,
): Promise<DashboardFolder | undefined> {
  if (place === undefined) return undefined;
  const report = (file: string, message: string): void =>
    log.warn({ file, message }, "cannot use a file of dashboards");
  const folder = createDashboardFolder(place, () => auth.hasTenants, report);
  const failed = (err: Error): void =>
    log.warn({ err, folder: place }, "cannot read the folder of dashboards");
  await folder.refresh().catch(failed);
  const timer = startLeader({
    lease: undefined,
    jobs: [{ name: "dashboards", everyMs, run: (signal) => folder.refresh(signal) }],
    stepMs: 60_000,
    onError: (_, err) => failed(err),
  });
  parts.add({ name: "dashboards", timeoutMs: 5_000, stop: () => timer.stop() });
  return folder;
}
