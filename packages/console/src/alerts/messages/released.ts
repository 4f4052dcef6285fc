// Versions that were released shortly before an alert began, or before it was over.
import type { ApiContext } from "../../api/context.ts";
import { listDeploys } from "../../api/deploys/deploys.ts";
import { toIso } from "../../api/time/time.ts";
import type { Released } from "../../notify/message.ts";

interface Begun {
  /** Undefined: of all services. */
  readonly service: string | undefined;
  /** Unix ms: when it began, and of the message. */
  readonly began: number;
  readonly at: number;
}

const beforeMs = 3_600_000;
/** A window that fires has the fault in its end: its beginning is known to the minute only. */
const afterMs = 60_000;
const most = 3;

/** The latest first. The first version that a service ever had was not released then, but seen. */
export async function findReleased(
  { service, began, at }: Begun,
  context: ApiContext,
): Promise<readonly Released[]> {
  const [from, to] = [began - beforeMs, Math.min(at, began + afterMs)].map((ms) =>
    toIso(BigInt(ms) * 1_000_000n),
  );
  const { items } = await listDeploys(
    { from, to, service, environment: undefined, cursor: undefined, limit: 20 },
    context,
  );
  return items
    .filter(({ previous, source }) => previous !== "" || source === "reported")
    .slice(0, most)
    .map((one) => ({
      service: one.service,
      version: one.version,
      previous: one.previous,
      at: Date.parse(one.time),
    }));
}
