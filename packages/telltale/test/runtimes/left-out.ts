// What does not run outside vitest, and what would say the same on every Node, and why. Everything else of the library's tests runs
// on every Node, and with `TELLTALE_CONTRACTS=all` the latter too.

const builds = "runs the build, which needs Node 20.19; packed.test.ts tries what is built";
const mocks = "puts API 1.10 in place by vitest's module mocks; here all suites run on it";
const typescript = "starts programs in TypeScript files";
const bundled = "what it is about cannot be bundled";
const later = "what it is about needs later Nodes";
const itself = "tries other Nodes itself";

/** Whole files that cannot run, from `packages/telltale/`; folders with a slash at the end. */
export const leftOutFiles: Readonly<Record<string, string>> = {
  "src/engine/builtin.test.ts": "reads the sources",
  "src/business/frames.test.ts": "reads its own stack, which a bundle changes",
  "test/business-over-http.test.ts": typescript,
  "test/decorators/both-kinds.test.ts": "runs the compiler, which needs later Nodes",
  "test/decorators/nest.test.ts": "runs the compiler, which needs later Nodes",
  "test/calls/real.test.ts": "`pg` cannot be bundled",
  "test/databases/ioredis.test.ts": bundled,
  "test/databases/last-word.test.ts": later,
  "test/databases/pg.test.ts": bundled,
  "test/databases/sqlite.test.ts": later,
  "test/engine/api-1-10.test.ts": mocks,
  "test/engine/copies.test.ts": builds,
  "test/engine/instrumentations.test.ts": "what is instrumented needs later Nodes",
  "test/engine/mock-server.test.ts": "`@elastic/mockotlpserver` cannot be bundled",
  "test/engine/packed.test.ts": builds,
  "test/engine/processes.test.ts": typescript,
  "test/enrichment/example.test.ts": typescript,
  "test/error-sources.test.ts": "runs the bundler, which needs later Nodes",
  "test/http-clients/http.test.ts": "got needs later Nodes; test/http-clients/older-node has node:http",
  "test/http-clients/older-node.test.ts": itself,
  "test/http-clients/undici-pools.test.ts": "undici 8 needs later Nodes",
  "test/http-clients/undici.test.ts": "undici 8 needs later Nodes; test/zero-code has undici 6 and 7",
  "test/http/business.test.ts": "Express cannot be bundled; node:http and Hono are tried on every Node",
  "test/http/express.test.ts": "Express cannot be bundled",
  "test/http/fastify.test.ts": "Fastify 4 cannot be bundled",
  "test/http/koa.test.ts": "Koa 2 cannot be bundled",
  "test/http/leak.test.ts": "Express cannot be bundled",
  "test/http/middleware.test.ts": "Express cannot be bundled",
  "test/http/nestjs.test.ts": "NestJS needs later Nodes",
  "test/instrumented/stock.test.ts": "what is instrumented needs later Nodes",
  "test/log-bridges/official.test.ts": "what is instrumented needs later Nodes",
  "test/messaging/bullmq.test.ts": bundled,
  "test/metrics/early-1-10.test.ts": mocks,
  "test/packed.test.ts": builds,
  "test/packed/": itself,
  "test/redaction/leak-hunt.test.ts": typescript,
  "test/register/hooks.test.ts": `${typescript}; test/zero-code has the hooks as they are built`,
  "test/runtimes.test.ts": "runs all of this",
  "test/second-tier/channels.test.ts": later,
  "test/second-tier/mongo.test.ts": later,
  "test/second-tier/pg-boss.test.ts": bundled,
  "test/testing/runners.test.ts": builds,
  "test/vocabulary.test.ts": "reads the documentation and the sources",
  "test/zero-code/": itself,
};

/** Single tests, by what their names begin with. */
export const leftOutTests: Readonly<Record<string, string>> = {
  "a grandchild continues the trace of its grandparent": typescript,
  "after `stop` nothing of us listens to the ends":
    "Node 18 listens itself to the end of a module given by -e",
  "beside others > a process ends although it is scraped": typescript,
  "beside others > in a cluster one worker has the port": typescript,
  "cluster and worker threads under one configuration": typescript,
  "an error leaves as an exception record on the active span": "reads its own stack, which a bundle changes",
  "an error is recorded with its type, message and stack": "reads its own stack, which a bundle changes",
  "never unless asked for; by the environment too": typescript,
  "the runtime's metrics > a worker thread tells of its own loop and heap": typescript,
  "the command > ": "starts the command in TypeScript; packed.test.ts tries what is built",
};

const values = "works on texts, numbers and rules alone";
const library =
  "libraries and their services: Express, pg, ioredis, undici and pino are on every Node in test/zero-code";

/** Files, or folders with a slash at the end, that would say the same on every Node. */
export const sameOnEveryNode: Readonly<Record<string, string>> = {
  "src/business/amount.test.ts": values,
  "src/business/memory.test.ts": values,
  "src/business/source-map.test.ts": values,
  "src/business/waiting-room.test.ts": values,
  "src/calls/error-text.test.ts": values,
  "src/conditions/": values,
  "src/config-file/": values,
  "src/configuration/parts.test.ts": values,
  "src/decorators/arguments.test.ts": values,
  "src/engine/cardinality/": values,
  "src/engine/hold/": values,
  "src/engine/metrics/": values,
  "src/engine/normal-name.test.ts": values,
  "src/export/otlp-settings.test.ts": values,
  "src/export/split.test.ts": values,
  "src/funnel.test.ts": values,
  "src/integrations/database/": values,
  "src/integrations/genai/": values,
  "src/integrations/http/business-routes.test.ts": values,
  "src/integrations/http/client-address.test.ts": values,
  "src/integrations/http/client-settings.test.ts": values,
  "src/integrations/http/request-facts.test.ts": values,
  "src/integrations/http/resends.test.ts": values,
  "src/never-throws.test.ts": "properties of values; the calls themselves are tried one by one",
  "src/options/": values,
  "src/profiles/cpu-history.test.ts": values,
  "src/profiles/cpu-profile.test.ts": values,
  "src/profiles/high-water.test.ts": values,
  "src/prometheus/": values,
  "src/propagation/properties.test.ts": values,
  "src/reading/": values,
  "src/redaction/": `${values}; test/redaction/last-step has them at work`,
  "src/register/import-source.test.ts": values,
  "src/register/node-range.test.ts": values,
  "src/register/official.test.ts": values,
  "src/register/settings.test.ts": values,
  "src/sampling/": values,
  "src/sql/": values,
  "test/calls/": library,
  "test/context-schedules.test.ts": "random schedules; test/spans/interleaved has one of 10,000 operations",
  "test/databases/clickhouse.test.ts": library,
  "test/databases/mysql2.test.ts": library,
  "test/databases/pg-more.test.ts": library,
  "test/databases/redis.test.ts": library,
  "test/databases/two-copies.test.ts": library,
  "test/engine/endurance.test.ts": "memory under load, once on the Node of development",
  "test/engine/logs-specification.test.ts": values,
  "test/engine/logs-stock.test.ts": "compares what leaves with the official packages, byte by byte",
  "test/engine/values.test.ts": values,
  "test/enrichment/": values,
  "test/genai/": library,
  "test/guards/": "limits and their sizes, megabytes of them",
  "test/hostile.test.ts": "properties of values; the calls themselves are tried one by one",
  "test/http/h3.test.ts": "an adapter of the web's Request and Response; test/http/hono is another",
  "test/identity.test.ts": values,
  "test/log-bridges/bunyan.test.ts": library,
  "test/log-bridges/pino.test.ts": library,
  "test/log-bridges/winston.test.ts": library,
  "test/messaging/": library,
  "test/metrics/exemplars.test.ts": values,
  "test/metrics/instruments.test.ts": values,
  "test/metrics/temporality.test.ts": values,
  "test/metrics/views.test.ts": values,
  "test/prometheus/exposition.test.ts": values,
  "test/prometheus/judged.test.ts": values,
  "test/prometheus/vectors.test.ts": values,
  "test/propagation-stock.test.ts": "compares headers with those of the official packages",
  "test/recorder/": values,
  "test/sampling/adaptive.test.ts": values,
  "test/sampling/head-rules.test.ts": values,
  "test/sampling/held-memory.test.ts": "memory under load, once on the Node of development",
  "test/sampling/orphans.test.ts": values,
  "test/sampling/sources.test.ts": values,
  "test/sampling/tail-waiting.test.ts": values,
  "test/sampling/tail.test.ts": values,
  "test/sampling/weights.test.ts": values,
  "test/second-tier/": library,
  "test/testing/messages.test.ts": values,
};

/** The reason of `file`, from `packages/telltale/`, in one of these lists; undefined when it stands in none. */
export function reasonOf(file: string, list: Readonly<Record<string, string>>): string | undefined {
  const place = Object.keys(list).find((one) => (one.endsWith("/") ? file.startsWith(one) : file === one));
  return place === undefined ? undefined : list[place];
}
