// pg 8: every query of a client or a pool is a span, in all the forms that queries have.
import { type DatabaseIntegration, defineDatabaseIntegration } from "./database/define.ts";
import { readField } from "../calls/read-field.ts";
import { ofQueries } from "./database/emitted.ts";
import { ofPools } from "./database/pools.ts";
import type { DatabaseSettings, SqlIntegrationOptions } from "./database/settings.ts";
import { targetsOfClients } from "./database/shape.ts";
import { prototypeOf } from "./patching/class.ts";
import { wrapMethod } from "./patching/method.ts";
import { instrumentPool } from "./pg/pool.ts";
import { createQueryWrapper } from "./pg/query.ts";

export type { DatabaseIntegrationOptions, SqlIntegrationOptions } from "./database/settings.ts";

/** The part of pg that is used. */
export interface Pg {
  readonly Client: abstract new (...args: never[]) => object;
  readonly Pool: abstract new (...args: never[]) => object;
}

/**
 * Has the queries of all clients and pools of `pg` traced, those that exist already included, and the pools measured. Returns the same
 * library.
 *
 * Texts, settings, prepared statements, callbacks, promises, cursors and streams; callbacks run in the context of their call. A cursor or a
 * stream is one span from its submission to its end. The values of a query never leave, in errors neither. Not seen: `pg-native`.
 *
 * @example
 * ```ts
 * import pg from "pg";
 * import { instrumentPg } from "telltale/pg";
 *
 * instrumentPg(pg, { traceComments: false, thresholds: { fastMs: 50 } }) === pg; // => true
 * ```
 */
export function instrumentPg<L extends Pg>(library: L, options?: SqlIntegrationOptions): L {
  return pg.instrumentByHand(library, options);
}

/** pg for `telltale/register`. */
export const pg: DatabaseIntegration<SqlIntegrationOptions> = defineDatabaseIntegration({
  name: "pg",
  modules: ["pg", "pg-pool"],
  versions: [[8, 9]],
  calls: {
    name: "{summary}",
    description: "A query, from its call to its result; of a cursor or a stream, to its end.",
    sql: true,
    more: ofQueries,
  },
  pools: ofPools,
  instrument,
});

function instrument(faces: readonly object[], settings: DatabaseSettings): void {
  const targetOf = targetsOfClients("postgresql", settings);
  for (const face of faces) {
    wrapMethod(
      prototypeOf(readField(face, "Client")),
      "query",
      createQueryWrapper(targetOf, settings),
      settings,
    );
    instrumentPool(prototypeOf(readField(face, "Pool")), targetOf, settings);
    // pg-pool is the class itself
    instrumentPool(prototypeOf(face), targetOf, settings);
  }
}
