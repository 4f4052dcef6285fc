// Asks the API of the console that runs, or the store when none does: for commands that look after a console.
import { existsSync } from "node:fs";
import { type BodyOf, type PathParams, pathOf, type ResultOf, type RouteName, splitRoute } from "contract";
import { accessRoutes } from "../api/admin/access.ts";
import type { RawParams } from "../api/context.ts";
import { clockRoutes } from "../api/admin/store.ts";
import { createAudit } from "../auth/audit.ts";
import { createTokens } from "../auth/tokens.ts";
import { type Config, readConfig } from "../config.ts";
import type { TargetValues } from "../config/commands.ts";
import { findConsole } from "../import/find-console.ts";
import { createLog } from "../log.ts";
import { storeOptions } from "../store-options.ts";
import { refuseRemoteDirectory } from "../store/engine/directory-use.ts";
import { openStore } from "../store/store.ts";
import { refusalOf } from "./refusal.ts";
import { ProblemError } from "../problem/problem.ts";

/** Routes that can be asked of a store without a console. */
type OfflineRoute = Extract<
  RouteName,
  `${string} /api/${"tokens" | "sessions"}${string}` | "POST /api/retention/confirm"
>;

/** What a route is asked with. */
type Question<Name extends OfflineRoute> = {
  readonly params?: PathParams<Name>;
  readonly body?: BodyOf<Name>;
};

/**
 * Asks, and gives the answer.
 *
 * @throws {ProblemError} when neither a console nor a store is there, or the console refuses.
 */
export async function ask<Name extends OfflineRoute>(
  target: TargetValues,
  route: Name,
  { params, body }: Question<Name> = {},
): Promise<ResultOf<Name>> {
  const { url, data, tokenFile } = target;
  const clickhouse = target.clickhouse.length === 0 ? undefined : target.clickhouse;
  const config = readConfig({ data, clickhouse, tokenFile }, process.env);
  const found = await findConsole({
    url,
    hasData: data !== undefined || clickhouse !== undefined,
    dataDir: config.dataDir,
    token: config.token,
  });
  const inPath = params as RawParams | undefined;
  const answer =
    found?.page === undefined
      ? await askStore(config, route, inPath, body)
      : await askConsole(found.page, config.token, route, inPath, body);
  return answer as ResultOf<Name>;
}

async function askConsole(
  page: string,
  token: string | undefined,
  route: RouteName,
  params: RawParams | undefined,
  body: unknown,
): Promise<unknown> {
  const response = await fetch(new URL(pathOf(route, params as never), page), {
    method: splitRoute(route).method,
    headers: {
      ...(token === undefined ? {} : { authorization: `Bearer ${token}` }),
      ...(body === undefined ? {} : { "content-type": "application/json" }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  if (response.ok) return response.json();
  throw await refusalOf(page, response);
}

/** Who has the data directory may do everything: the same as through the API, in this process. */
async function askStore(
  config: Config,
  name: RouteName,
  params: RawParams = {},
  body: unknown,
): Promise<unknown> {
  if (config.store.clickhouse === undefined) refuseRemoteDirectory(config.dataDir);
  if (config.store.clickhouse === undefined && !existsSync(config.dataDir)) {
    throw new ProblemError(
      "BAD_OPTION",
      `Cannot open ${config.dataDir}: there is no such directory.`,
      `Pass \`--data DIR\`, or \`--url PAGE\` of a console that runs.`,
    );
  }
  const { method, path } = splitRoute(name);
  const log = createLog("warn");
  const store = await openStore(storeOptions(config, log));
  const audit = createAudit(store.access, (error) => log.error({ err: error }, "cannot write the audit log"));
  try {
    const tokens = createTokens({ store: store.access });
    const routes = [
      ...accessRoutes({ tokens, audit, store: store.access, checkTenant: store.of }),
      ...clockRoutes({ audit, confirmClock: store.confirmClock }),
    ];
    const route = routes.find((one) => one.method === method && one.path === path);
    return await route?.handler(params, {
      queries: store.queries,
      nowMs: Date.now,
      request: { body, ifMatch: undefined },
    });
  } finally {
    await audit.close();
    await store.close();
  }
}
