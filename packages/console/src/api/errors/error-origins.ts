// Which code recorded some errors, as the resources of their log records say.
import type { CodeOrigin } from "contract";
import { type ApiContext, run } from "../context.ts";
import { toCodeOrigin } from "../records/code-origin.ts";
import { findResources } from "../records/resources.ts";
import { toSqlTime } from "../time/time.ts";

/** An error, and its time and identity, of which the id is made. */
export interface ErrorId {
  readonly id: string;
  readonly timeNs: string;
  readonly identity: string;
}

interface OriginColumns {
  readonly id: string;
  readonly serviceName: string;
  readonly resourceId: string;
}

/** By id; none of errors of spans, and of those whose log record is no longer stored. */
export async function findOrigins(
  errors: readonly ErrorId[],
  context: ApiContext,
): Promise<ReadonlyMap<string, CodeOrigin>> {
  if (errors.length === 0) return new Map();
  const rows = await run<OriginColumns>(context, "error-origins", {
    times: errors.map(({ timeNs }) => toSqlTime(BigInt(timeNs))),
    identities: errors.map(({ identity }) => BigInt(identity)),
  });
  const resources = await findResources(
    rows.map(({ resourceId }) => resourceId),
    context,
  );
  return new Map(
    rows.map(({ id, serviceName, resourceId }) => [
      id,
      toCodeOrigin(serviceName, resources.get(resourceId) ?? {}),
    ]),
  );
}
