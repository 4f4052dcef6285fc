// External ClickHouse servers: out of the same library as the engine, but with a configuration, users and ports that the
// console knows nothing of. Several of them are the shards of the cluster `shop`.
import { type ChildProcess, fork } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { freePort } from "../../../../tools/free-port.ts";
import { findEngineLibrary } from "../../src/store/engine/library.ts";
import { type ResetRelay, startResetRelay } from "./reset-relay.ts";

export interface ClickHouseServers {
  /** Addresses with user and password, without a database. */
  readonly urls: readonly string[];
  /** `reader` may read everything and change nothing. */
  readonly reader: { readonly username: string; readonly password: string };
  /** Ends a server as a kill does. */
  kill(index: number): Promise<void>;
  /** Starts it again on its files and ports. */
  start(index: number): Promise<void>;
  stop(): Promise<void>;
}

const entry = fileURLToPath(new URL("../../src/store/engine/child.ts", import.meta.url));
const staying =
  "SYSTEM START LISTEN HTTP; SYSTEM START LISTEN TCP; SELECT sleepEachRow(3) FROM numbers(1000000000) SETTINGS max_block_size=1, function_sleep_max_microseconds_per_block=100000000 FORMAT Null";

/** How the folders of servers are called, with the id of the process that started them behind it. */
export const serversPrefix = "telltale-servers-";

/** Starts `count` servers, each a shard of the cluster `shop`. `config` is put into the configuration of each, before what it has already: the first value of a setting counts. */
export async function startServers(count: number, config = ""): Promise<ClickHouseServers> {
  const directory = mkdtempSync(join(tmpdir(), `${serversPrefix}${process.pid}-`));
  let servers: readonly Ports[] = [];
  const children: (ChildProcess | undefined)[] = [];

  async function start(index: number): Promise<void> {
    const own = join(directory, String(index));
    const { http, tcp, relay } = servers[index]!;
    mkdirSync(own, { recursive: true });
    writeFileSync(join(own, "users.xml"), usersXml);
    writeFileSync(join(own, "config.xml"), configXml(own, shardsXml(servers, index), index, config));
    const child = fork(
      entry,
      [
        findEngineLibrary(),
        `--path=${join(own, "data")}`,
        `--http_port=${http}`,
        `--tcp_port=${tcp}`,
        `--config-file=${join(own, "config.xml")}`,
        "--log-level=warning",
        `--query=${staying}`,
      ],
      { stdio: ["ignore", "ignore", "ignore", "ipc"], execArgv: [] },
    );
    children[index] = child;
    await relay.open();
    // who answers on a port that was taken meanwhile is another server
    for (let isUp = false; !isUp; isUp ||= await answers(http)) {
      if (hasEnded(child)) throw new Error(`The server ${index} ended before it answered.`);
      await sleep(20);
    }
    if (hasEnded(child)) throw new Error(`The server ${index} ended while it started.`);
  }

  async function kill(index: number): Promise<void> {
    const child = children[index];
    children[index] = undefined;
    await servers[index]!.relay.close();
    // one that has ended before does not end again
    if (child === undefined || hasEnded(child)) return;
    const ended = new Promise((resolve) => child.once("exit", resolve));
    child.kill("SIGKILL");
    await ended;
  }

  async function stop(): Promise<void> {
    await Promise.all(servers.map((_, index) => kill(index)));
    rmSync(directory, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 });
  }

  // a port may be taken between its choice and its use: then all start on others
  for (let attempt = 1; ; attempt++) {
    servers = await choosePorts(count);
    const started = await Promise.allSettled(servers.map((_, index) => start(index)));
    const failed = started.find((one) => one.status === "rejected");
    if (failed === undefined) break;
    await stop();
    if (attempt === 3) throw failed.reason;
  }
  return {
    urls: servers.map(({ http }) => `http://writer:w@127.0.0.1:${http}`),
    reader: { username: "reader", password: "r" },
    kill,
    start,
    stop,
  };
}

const hasEnded = ({ exitCode, signalCode }: ChildProcess): boolean =>
  exitCode !== null || signalCode !== null;

async function answers(port: number): Promise<boolean> {
  return fetch(`http://127.0.0.1:${port}/ping`).then(
    ({ ok }) => ok,
    () => false,
  );
}

function configXml(directory: string, shards: string, index: number, more: string): string {
  return `<clickhouse>
  ${more}
  <users_config>${join(directory, "users.xml")}</users_config>
  <user_directories>
    <users_xml><path>${join(directory, "users.xml")}</path></users_xml>
    <local_directory><path>${join(directory, "access/")}</path></local_directory>
  </user_directories>
  <listen_host>127.0.0.1</listen_host>
  <logger><level>warning</level><log>${join(directory, "server.log")}</log></logger>
  <max_server_memory_usage>500000000</max_server_memory_usage>
  <mark_cache_size>33554432</mark_cache_size>
  <background_pool_size>2</background_pool_size>
  <background_schedule_pool_size>4</background_schedule_pool_size>
  <merge_tree>
    <number_of_free_entries_in_pool_to_execute_mutation>1</number_of_free_entries_in_pool_to_execute_mutation>
    <number_of_free_entries_in_pool_to_lower_max_size_of_merge>1</number_of_free_entries_in_pool_to_lower_max_size_of_merge>
    <number_of_free_entries_in_pool_to_execute_optimize_entire_partition>1</number_of_free_entries_in_pool_to_execute_optimize_entire_partition>
  </merge_tree>
  <macros><shard>${index}</shard><replica>r0</replica></macros>
  <remote_servers><shop><secret>of the cluster</secret>${shards}</shop></remote_servers>
</clickhouse>`;
}

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex");
const loopback = "<networks><ip>127.0.0.1</ip></networks><profile>default</profile><quota>default</quota>";
const usersXml = `<clickhouse>
  <profiles><default/></profiles>
  <quotas><default/></quotas>
  <users>
    <default><password></password>${loopback}<grants><query>GRANT SYSTEM LISTEN ON *.*</query><query>GRANT SELECT ON system.numbers</query></grants></default>
    <writer><password_sha256_hex>${sha256("w")}</password_sha256_hex>${loopback}<access_management>1</access_management></writer>
    <reader><password_sha256_hex>${sha256("r")}</password_sha256_hex>${loopback}<grants><query>GRANT SELECT ON *.*</query></grants></reader>
  </users>
</clickhouse>`;

interface Ports {
  readonly http: number;
  readonly tcp: number;
  /** By which the other servers reach `tcp`. */
  readonly relay: ResetRelay;
}

/** A server knows itself by its own port, and the others by their relays. */
function shardsXml(servers: readonly Ports[], self: number): string {
  return servers
    .map(({ tcp, relay }, index) => (index === self ? tcp : relay.port))
    .map(
      (port) =>
        `<shard><internal_replication>true</internal_replication><replica><host>127.0.0.1</host><port>${port}</port></replica></shard>`,
    )
    .join("");
}

async function choosePorts(count: number): Promise<readonly Ports[]> {
  const chosen: Ports[] = [];
  for (let index = 0; index < count; index++) {
    const [http, tcp] = [await freePort(), await freePort()];
    chosen.push({ http, tcp, relay: await startResetRelay(tcp, await freePort()) });
  }
  return chosen;
}
