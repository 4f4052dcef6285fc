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
  /** Of an image: what its variables preload in all that it runs. */
  readonly inherited?: readonly Word[];
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

/** Images without an organization that are not for Node.js: official ones of Docker Hub. */
const official =
  /^(?:postgres|mysql|mariadb|mongo(?:-express)?|redis|valkey|memcached|rabbitmq|zookeeper|nats|elasticsearch|kibana|logstash|nginx|httpd|caddy|traefik|haproxy|influxdb|telegraf|clickhouse|vault|consul|busybox|alpine|debian|ubuntu|cassandra|couchdb|neo4j|adminer|phpmyadmin|eclipse-mosquitto|python|ruby|golang|openjdk|php|wordpress|registry|docker)$/;

/** Images of infrastructure, by the organization that publishes them and their names. */
const published =
  /^(?:bitnami|bitnamilegacy)\/(?:postgresql|pgbouncer|mysql|mariadb|mongodb|redis|valkey|memcached|rabbitmq|kafka|zookeeper|nats|elasticsearch|opensearch|kibana|logstash|nginx|minio|etcd|cassandra|influxdb|prometheus|grafana|keycloak|clickhouse)$|^(?:postgis\/postgis|timescale\/timescaledb\S*|pgvector\/pgvector|edoburu\/pgbouncer|dpage\/pgadmin4|redis\/redis(?:-stack\S*|insight)|valkey\/valkey|eqalpha\/keydb|dragonflydb\/dragonfly|confluentinc\/cp-\S+|apache\/kafka|(?:redpandadata|vectorized)\/redpanda|opensearchproject\/opensearch\S*|elasticsearch\/elasticsearch|kibana\/kibana|logstash\/logstash|fluent\/fluent-?\S*|timberio\/vector|nginxinc\/nginx\S*|nginxproxy\/nginx\S*|envoyproxy\/envoy\S*|istio\/proxyv2|prom\/(?:prometheus|alertmanager|node-exporter)|prometheus\/(?:prometheus|alertmanager|node-exporter)|grafana\/(?:grafana\S*|loki|tempo|mimir|promtail)|jaegertracing\/(?:jaeger\S*|all-in-one)|openzipkin\/zipkin|otel\/opentelemetry-collector\S*|clickhouse\/clickhouse\S*|minio\/(?:minio|mc)|localstack\/localstack\S*|amazon\/dynamodb-local|aws-dynamodb-local\/aws-dynamodb-local|azure-storage\/azurite|mailhog\/mailhog|axllent\/mailpit|hashicorp\/(?:vault|consul)|coreos\/etcd|scylladb\/scylla|victoriametrics\/victoria-metrics|keycloak\/keycloak|cockroachdb\/cockroach|cloud-sql-connectors\/cloud-sql-proxy|cloudsql-docker\/cloud-sql-proxy|cadvisor\/cadvisor|containrrr\/watchtower|portainer\/portainer\S*|(?:datadog|datadoghq)\/agent|emqx\/emqx|getmeili\/meilisearch|typesense\/typesense|temporalio\/(?:auto-setup|server|ui|admin-tools)|wiremock\/wiremock|stripe\/stripe-(?:mock|cli)|cloudflare\/cloudflared|git-sync\/git-sync)$/;

/** Whether an image is one of infrastructure: an image of the project's own may have such a name, too. */
function isInfrastructure(image: string): boolean {
  const parts = image.replace(/@.*$/, "").toLowerCase().split("/");
  const name = parts.pop()!.replace(/:.*$/, "");
  const [first] = parts;
  const isHost = first !== undefined && /[.:]|^localhost$/.test(first);
  const organizations = isHost ? parts.slice(1) : parts;
  const isOfHub = !isHost || first === "docker.io";
  const organization = organizations.at(-1) ?? (isOfHub ? "library" : "");
  return organization === "library" ? official.test(name) : published.test(`${organization}/${name}`);
}

/** The process of an image that is only named. */
export function ofImageName(image: Word, context: Pick<Context, "folders" | "environment">): Process {
  if (!isInfrastructure(image.text))
    return unknown(`its command is in the image ${image.text}`, image, context);
  return {
    kind: "other",
    what: `the image ${image.text}`,
    at: image,
    preloads: [],
    folders: context.folders,
  };
}
