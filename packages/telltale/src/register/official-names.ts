// The instrumentations of the OpenTelemetry project, by the names that `OTEL_NODE_ENABLED_INSTRUMENTATIONS` has for them (the package is
// `@opentelemetry/instrumentation-<name>`), with the modules that each takes. What is not here is found and loaded all the same.

/** The modules that an official instrumentation takes; none for what needs no module. */
export const officialModules: Readonly<Record<string, readonly string[]>> = {
  amqplib: ["amqplib"],
  "aws-lambda": [],
  "aws-sdk": [
    "@aws-sdk/smithy-client",
    "@smithy/smithy-client",
    "@smithy/core",
    "@smithy/middleware-stack",
    "aws-sdk",
  ],
  bunyan: ["bunyan"],
  "cassandra-driver": ["cassandra-driver"],
  connect: ["connect"],
  cucumber: ["@cucumber/cucumber"],
  dataloader: ["dataloader"],
  dns: ["node:dns"],
  express: ["express"],
  fastify: ["fastify"],
  fs: ["node:fs"],
  "generic-pool": ["generic-pool"],
  graphql: ["graphql"],
  grpc: ["@grpc/grpc-js"],
  hapi: ["@hapi/hapi"],
  "host-metrics": [],
  http: ["node:http", "node:https"],
  ioredis: ["ioredis"],
  kafkajs: ["kafkajs"],
  knex: ["knex"],
  koa: ["koa"],
  "lru-memoizer": ["lru-memoizer"],
  memcached: ["memcached"],
  mongodb: ["mongodb"],
  mongoose: ["mongoose"],
  mysql: ["mysql"],
  mysql2: ["mysql2"],
  "nestjs-core": ["@nestjs/core"],
  net: ["node:net"],
  openai: ["openai"],
  oracledb: ["oracledb"],
  pg: ["pg"],
  pino: ["pino"],
  redis: ["redis", "@redis/client"],
  restify: ["restify"],
  router: ["router"],
  "runtime-node": [],
  "socket.io": ["socket.io"],
  tedious: ["tedious"],
  typeorm: ["typeorm"],
  undici: ["undici"],
  winston: ["winston"],
};

/** Those that see so much that they are off until they are asked for. */
export const officialOffByDefault: ReadonlySet<string> = new Set([
  "fs",
  "host-metrics",
  "cucumber",
  "net",
  "dns",
]);

/** Those whose library is a part of one that ours sees as a whole: where that is there, they are off until they are asked for. */
export const officialPartOf: Readonly<Record<string, string>> = { router: "express" };

/** Modules with and without `node:` are the same. */
export function isSameModule(one: string, other: string): boolean {
  return one.replace(/^node:/, "") === other.replace(/^node:/, "");
}

/** The official names of what takes one of `modules`. */
export function officialNamesOf(modules: readonly string[]): string[] {
  return Object.entries(officialModules).flatMap(([name, theirs]) =>
    theirs.some((one) => modules.some((other) => isSameModule(one, other))) ? [name] : [],
  );
}
