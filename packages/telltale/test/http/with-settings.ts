// Options of servers for one test: the last ones given count, for the whole process.
import http from "node:http";
import { instrumentHttp } from "../../src/integrations/http.ts";
import { resolveServer } from "../../src/integrations/http/server-settings.ts";
import type { HttpServerOptions } from "../../src/integrations/http-server-integration.ts";

/** Instruments servers by `options`; throws where they are wrong, also while telemetry runs. */
export function withSettings(options: HttpServerOptions = {}): void {
  resolveServer(options);
  instrumentHttp(http, { server: options, client: false });
}
