// What programs run Node.js, and with which preloads.
import type { StartFile } from "../start-files.ts";
import { type Environment, type ShellWord, wordsOf } from "./shell.ts";
import type { Word } from "./tree.ts";

/** A process of a unit. */
export interface Process {
  /** Whether it runs Node.js; `unknown`: its command is not known. */
  readonly kind: "node" | "other" | "unknown";
  /** The program, or why it is not known. */
  readonly what: string;
  readonly at: Word;
  /** Modules that Node.js loads before the application. */
  readonly preloads: readonly Word[];
  /** The file that Node.js runs, when it is known. */
  readonly entry?: string | undefined;
  /** How that file is written, to be printed. */
  readonly shownEntry?: string | undefined;
  /** Where relative paths are looked for. */
  readonly folders: readonly string[];
}

export interface Context {
  readonly root: string;
  readonly files: readonly StartFile[];
  readonly folders: readonly string[];
  readonly environment: Environment;
  /** Of a script: what `$@` stands for. */
  readonly args?: readonly Word[];
  readonly depth?: number;
  /** The scripts that are being followed, with their arguments: those that call themselves are not entered again. */
  readonly scripts?: readonly string[];
  /** How many more commands are followed. */
  readonly budget?: { left: number };
}

const maxCommands = 10_000;

/** The processes of commands that are followed up to a limit for all of a unit, beyond which they are not known. */
export function withinBudget(
  context: Context,
  at: Word,
  follow: (context: Context, budget: { left: number }) => readonly Process[],
): readonly Process[] {
  if (context.budget !== undefined) return follow(context, context.budget);
  const budget = { left: maxCommands };
  const found = follow({ ...context, budget }, budget);
  return budget.left < 0
    ? [unknown(`its scripts run more than ${maxCommands} commands`, at, context)]
    : found;
}

/** The processes of a script, which is not entered again from itself. */
export function withinScript(
  script: string,
  context: Context,
  follow: (context: Context) => readonly Process[],
): readonly Process[] {
  const { scripts = [] } = context;
  return scripts.includes(script) ? [] : follow({ ...context, scripts: [...scripts, script] });
}

/** A process whose command is not known: with preloads in its variables, it runs Node.js. */
export function unknown(
  what: string,
  at: Word,
  { folders, environment }: Pick<Context, "folders" | "environment">,
): Process {
  const preloads = preloadsOf(environment);
  return { kind: preloads.length > 0 ? "node" : "unknown", what, at, preloads, folders };
}

/** The preloads of NODE_OPTIONS. */
export function preloadsOf(environment: Environment): readonly Word[] {
  const options = environment.get("NODE_OPTIONS");
  return options === undefined ? [] : preloadsIn(wordsOf(options));
}

export const nodeProgram =
  /^(?:node|nodejs|node\d+|tsx|ts-node(?:-esm|-dev|-script|-transpile-only)?|tsnd|nodemon|node-dev|babel-node|swc-node|supervisor)$/;
/** Programs of packages: they run Node.js, with code that they find themselves. */
export const nodePackage =
  /^(?:next|nest|nuxt|nuxi|remix|remix-serve|react-router-serve|astro|vite|vite-node|strapi|medusa|gatsby|fastify|sls|serverless|functions-framework|moleculer-runner|graphile-worker|prisma|knex|typeorm|sequelize|turbo|nx|lerna|concurrently|npm-run-all|run-s|run-p|probot|ng|esmo|directus|n8n)$/;
export const withValue: Readonly<Record<string, RegExp>> = {
  node: /^(?:-r|--require|--import|--(?:experimental-)?loader|--env-file(?:-if-exists)?|-C|--conditions|-e|--eval|-p|--print|--title|--icu-data-dir|--input-type|--disable-warning)$/,
  tsx: /^(?:-r|--require|--import|--loader|--tsconfig|--env-file|--include|--exclude|--ignore|-C|--conditions|-e|--eval)$/,
  nodemon:
    /^(?:-r|--require|--import|--loader|-w|--watch|-e|--ext|-i|--ignore|-d|--delay|-x|--exec|--config|--signal|-s|-C|--conditions|--cwd)$/,
  other:
    /^(?:-r|--require|--import|--loader|-P|--project|-O|--compiler-options|-C|--compiler|--cwd|-e|--eval|--watch|--ignore-watch)$/,
};
const preloadOption = /^(?:-r|--require|--import|--(?:experimental-)?loader)(?:=(.+))?$/;

export const otherProgram =
  /^(?:python[\d.]*|gunicorn|uvicorn|flask|celery|django-admin|ruby|bundle|rails|puma|sidekiq|java|go|php|php-fpm|nginx|caddy|httpd|apache2\w*|traefik|envoy|haproxy|postgres|psql|pg_\w+|redis-\w+|mysqld?|mariadbd?|mongod?|mongos|memcached|rabbitmq\S*|kafka\S*|zookeeper\S*|nats-server|minio|mc|etcd|consul|vault|otelcol\S*|prometheus|grafana\S*|loki|tempo|jaeger\S*|curl|wget|nc|git|deno|dotnet|cargo|beam|elixir|mix|busybox|tail|top|crond?|supercronic|aws|gcloud|kubectl|helm|terraform|flyway|liquibase|mailhog|clickhouse\S*|tsc|eslint|prettier|jest|vitest|mocha|oxlint|docker|docker-compose)$/;

export function preloadsIn(words: readonly (Word | ShellWord)[]): readonly Word[] {
  return words.flatMap((word, index) => {
    const [option, joined] = preloadOption.exec(word.text) ?? [];
    if (option === undefined) return [];
    const value = joined === undefined ? words[index + 1] : { ...word, text: joined };
    return value === undefined ? [] : [{ ...value, text: value.text.replace(/^.*node_modules\//, "") }];
  });
}
