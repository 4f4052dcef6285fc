// Libraries whose calls are places worth seeing, as data; and which of them the library's integrations see.

/** What a place in an application is. */
export type PointKind =
  | "route"
  | "queue consumer"
  | "job"
  | "outgoing call"
  | "database call"
  | "caught error"
  | "business function";

/** Methods of a package's objects, or functions of the package, that make a place. */
export interface LibraryCall {
  readonly kind: PointKind;
  /** Packages; the first part of a specifier counts, so that `pg/native` is `pg`. */
  readonly packages: readonly string[];
  readonly methods: readonly string[];
  /** The argument that names the place. */
  readonly name?: number;
  /** Whether it is made by `new`. */
  readonly isNew?: boolean;
}

const words = (text: string): readonly string[] => text.split(" ");

export const httpMethods: readonly string[] = words("get post put patch delete head options all");

export const routers: readonly string[] = words(
  "express fastify koa-router @koa/router hono h3 router polka restify find-my-way itty-router",
);

export const libraryCalls: readonly LibraryCall[] = [
  { kind: "queue consumer", packages: ["bullmq", "bull"], methods: ["Worker"], name: 0, isNew: true },
  { kind: "queue consumer", packages: ["bull", "bee-queue"], methods: ["process"] },
  { kind: "queue consumer", packages: ["kafkajs"], methods: ["run"] },
  { kind: "queue consumer", packages: ["amqplib"], methods: ["consume"], name: 0 },
  { kind: "queue consumer", packages: ["pg-boss"], methods: ["work"], name: 0 },
  { kind: "queue consumer", packages: ["nats", "@nats-io/transport-node"], methods: ["subscribe"], name: 0 },
  { kind: "queue consumer", packages: ["mqtt"], methods: ["subscribe"], name: 0 },
  {
    kind: "queue consumer",
    packages: ["@aws-sdk/client-sqs"],
    methods: ["ReceiveMessageCommand"],
    isNew: true,
  },
  { kind: "queue consumer", packages: ["sqs-consumer"], methods: ["create"] },
  { kind: "job", packages: ["node-cron", "croner"], methods: ["schedule"], name: 0 },
  { kind: "job", packages: ["node-schedule"], methods: ["scheduleJob"], name: 0 },
  { kind: "job", packages: ["cron"], methods: ["CronJob"], name: 0, isNew: true },
  { kind: "job", packages: ["croner"], methods: ["Cron"], name: 0, isNew: true },
  {
    kind: "database call",
    packages: ["pg", "pg-pool", "mysql2", "mysql", "mariadb", "@clickhouse/client", "mssql"],
    methods: words("query execute insert command exec"),
  },
  { kind: "database call", packages: ["better-sqlite3", "node:sqlite"], methods: words("prepare exec") },
  {
    kind: "database call",
    packages: ["mongodb", "mongoose"],
    methods: words(
      "find findOne findById insertOne insertMany updateOne updateMany deleteOne deleteMany aggregate countDocuments",
    ),
  },
  {
    kind: "database call",
    packages: ["ioredis", "redis", "@redis/client"],
    methods: words(
      "get set del hget hset hgetall incr expire lpush rpush lpop rpop sadd zadd publish eval mget",
    ),
  },
  {
    kind: "database call",
    packages: ["@prisma/client"],
    methods: words(
      "findMany findUnique findFirst create createMany update updateMany upsert delete deleteMany count aggregate groupBy",
    ),
  },
  {
    kind: "database call",
    packages: ["typeorm", "sequelize", "knex", "kysely", "drizzle-orm"],
    methods: words("query find findOne findAll findBy save execute raw insert update delete select"),
  },
  {
    kind: "outgoing call",
    packages: ["axios"],
    methods: words("axios request get post put patch delete head"),
    name: 0,
  },
  {
    kind: "outgoing call",
    packages: ["got", "ky", "superagent", "node-fetch", "undici"],
    methods: words("got ky fetch request stream get post put patch delete head default"),
    name: 0,
  },
  {
    kind: "outgoing call",
    packages: ["node:http", "node:https", "http", "https"],
    methods: words("request get"),
    name: 0,
  },
];

/** Decorators of NestJS. */
export const nestDecorators: Readonly<Record<string, PointKind>> = {
  Get: "route",
  Post: "route",
  Put: "route",
  Patch: "route",
  Delete: "route",
  Head: "route",
  Options: "route",
  All: "route",
  MessagePattern: "queue consumer",
  EventPattern: "queue consumer",
  Process: "queue consumer",
  Cron: "job",
  Interval: "job",
};

/** Packages that an integration of Telltale sees, by the name of its subpath. */
const integrations: Readonly<Record<string, readonly string[]>> = {
  express: ["express", "router"],
  fastify: ["fastify", "find-my-way"],
  koa: ["koa", "koa-router", "@koa/router"],
  hono: ["hono"],
  h3: ["h3"],
  nestjs: ["@nestjs/common"],
  next: ["next"],
  http: words("node:http node:https http https axios got node-fetch superagent"),
  undici: ["undici", "fetch", "ky"],
  pg: words("pg pg-pool drizzle-orm kysely knex"),
  mysql2: ["mysql2"],
  "better-sqlite3": ["better-sqlite3"],
  "node-sqlite": ["node:sqlite"],
  clickhouse: ["@clickhouse/client"],
  ioredis: ["ioredis"],
  redis: ["redis", "@redis/client"],
  sequelize: ["sequelize"],
  typeorm: ["typeorm"],
  amqplib: ["amqplib"],
  bullmq: ["bullmq"],
  kafkajs: ["kafkajs"],
  mqtt: ["mqtt"],
  nats: ["nats", "@nats-io/transport-node"],
  "pg-boss": ["pg-boss"],
  "node-cron": ["node-cron"],
};

/** The integration that sees calls of a package. */
export function integrationOf(library: string): string | undefined {
  return Object.keys(integrations).find((name) => integrations[name]!.includes(library));
}

/** How much a place counts in the score. */
export const weights: Readonly<Record<PointKind, number>> = {
  route: 5,
  "queue consumer": 5,
  job: 3,
  "outgoing call": 3,
  "database call": 2,
  "caught error": 2,
  "business function": 1,
};
