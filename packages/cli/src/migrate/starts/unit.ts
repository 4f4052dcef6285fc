// A unit: what is started apart, such as a service of Compose or a container of Kubernetes, with the processes that it runs.
import { ofShell, ofWords } from "./processes.ts";
import { type Context, type Process, unknown } from "./programs.ts";
import type { Environment } from "./shell.ts";
import type { StartFile } from "../start-files.ts";
import type { Word } from "./tree.ts";

export interface Unit {
  /** `service web`, `container pay of Deployment pay`. */
  readonly name: string;
  readonly at: Word;
  readonly processes: readonly Process[];
  /** What may start it in turn, with further variables: a container starts an image, and both start a script of a package.json. */
  readonly level: "container" | "image" | "script";
  /** What adds to its variables and is not known. */
  readonly hidden?: string | undefined;
  /** Whether the variables of its image are not known. */
  readonly hasUnreadImage?: boolean;
  /** Whether it only changes another one: a patch of Kubernetes, an override of Compose. */
  readonly isPatch?: boolean;
}

/** What a project's start files have, for one of them. */
export interface Files {
  readonly root: string;
  readonly files: readonly StartFile[];
}

/** A command as words, or as a line of a shell. */
export type CommandText = { readonly words: readonly Word[] } | { readonly line: Word };

function processesOf(command: CommandText, context: Context): readonly Process[] {
  return "line" in command ? ofShell(command.line, context) : ofWords(command.words, context);
}

/** An image: what a Dockerfile says that containers of it run. */
export interface Image {
  readonly environment: Environment;
  readonly entrypoint?: CommandText | undefined;
  readonly command?: CommandText | undefined;
  readonly folders: readonly string[];
}

/** The processes of a container: the command is given to the entry point. */
export function processesOfImage(
  { environment, entrypoint, command, folders }: Image,
  files: Files,
): readonly Process[] {
  const context = { ...files, folders, environment };
  if (entrypoint === undefined) return command === undefined ? [] : processesOf(command, context);
  if ("line" in entrypoint) return processesOf(entrypoint, context);
  const all = [...entrypoint.words, ...(command === undefined ? [] : wordsIn(command))];
  return all.length === 0 ? [] : ofWords(all, context);
}

/** The words of a command: a line is run by a shell. */
function wordsIn(command: CommandText): readonly Word[] {
  if ("words" in command) return command.words;
  return [{ ...command.line, text: "sh" }, { ...command.line, text: "-c" }, command.line];
}

/** Images of infrastructure, by the last part of their names. */
const infrastructure =
  /^(?:postgres(?:ql)?|postgis|timescaledb\S*|pgvector|pgbouncer|pgadmin4?|mysql|mariadb|mongo(?:db)?(?:-express)?|redis(?:-stack\S*|insight)?|valkey|keydb|dragonfly|memcached|rabbitmq|kafka|cp-\S+|redpanda|zookeeper|nats|elasticsearch|opensearch\S*|kibana|logstash|fluent-?\S*|vector|nginx\S*|httpd|caddy|traefik|haproxy|envoy\S*|proxyv2|prometheus|alertmanager|grafana\S*|loki|tempo|mimir|promtail|jaeger\S*|all-in-one|zipkin|opentelemetry-collector\S*|otel\S*col\S*|clickhouse\S*|minio|mc|localstack|dynamodb-local|azurite|mailhog|mailpit|maildev|vault|consul|etcd|busybox|alpine|debian|ubuntu|cassandra|scylla|couchdb|neo4j|influxdb|telegraf|victoria-metrics|adminer|phpmyadmin|keycloak|cockroach|python|ruby|golang|openjdk|php|wordpress|cloud-sql-proxy|cadvisor|node-exporter|watchtower|portainer\S*|registry|datadog-agent|agent|mosquitto|emqx|meilisearch|typesense|temporal\S*|auto-setup|wiremock|stripe-mock|stripe-cli|cloudflared|git-sync|dind|docker)$/;

/** The process of an image that is only named. */
export function ofImageName(image: Word, context: Pick<Context, "folders" | "environment">): Process {
  const name = image.text
    .replace(/[:@].*$/, "")
    .split("/")
    .at(-1)!;
  if (!infrastructure.test(name.toLowerCase()))
    return unknown(`its command is in the image ${image.text}`, image, context);
  return {
    kind: "other",
    what: `the image ${image.text}`,
    at: image,
    preloads: [],
    folders: context.folders,
  };
}
