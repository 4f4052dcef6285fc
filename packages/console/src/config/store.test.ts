import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readStore, type StoreFlags } from "./store.ts";

const directory = mkdtempSync(join(tmpdir(), "telltale-config-"));
const file = (name: string): string => join(directory, name);
beforeAll(() => {
  for (const name of ["ca", "cert", "key", "password"]) writeFileSync(file(name), `${name}\n`);
});
afterAll(() => rmSync(directory, { recursive: true }));

const url = "http://127.0.0.1:8123";

test("without an address everything is the console's own", () => {
  expect(readStore({}, {})).toEqual({ role: "all", clickhouse: undefined });
});

test("addresses are given several times, with commas, or by the variable", () => {
  const urls = ["https://a:8443/shop", "https://b:8443/shop", "https://c:8443/shop"];
  expect(readStore({ clickhouse: [urls[0]!, `${urls[1]}, ${urls[2]}`] }, {}).clickhouse?.urls).toEqual(urls);
  expect(readStore({}, { TELLTALE_CONSOLE_CLICKHOUSE: urls.join(",") }).clickhouse?.urls).toEqual(urls);
});

test("an address that cannot be used is named without those beside it, which may hold a password", () => {
  const clickhouse = ["http://writer:secret@a:8123, ftp://b"];
  expect(() => readStore({ clickhouse }, {})).toThrow(/^Cannot use `--clickhouse ftp:\/\/b`: expected/);
});

test("everything of a cluster", () => {
  const flags: StoreFlags = {
    role: "query",
    clickhouse: [url],
    clickhouseCluster: "shop",
    clickhouseOnCluster: true,
    clickhouseReplicated: true,
    clickhouseUser: "writer",
    clickhousePasswordFile: file("password"),
    clickhouseReader: "reader",
    clickhouseCa: file("ca"),
    clickhouseCert: file("cert"),
    clickhouseKey: file("key"),
    clickhouseSetting: ["max_threads=4", "log_comment=a=b"],
  };
  expect(readStore(flags, { TELLTALE_CONSOLE_CLICKHOUSE_READER_PASSWORD: "r" })).toEqual({
    role: "query",
    clickhouse: {
      urls: [url],
      writerUser: { username: "writer", password: "password" },
      readerUser: { username: "reader", password: "r" },
      tls: { ca: Buffer.from("ca\n"), own: { cert: Buffer.from("cert\n"), key: Buffer.from("key\n") } },
      settings: { max_threads: "4", log_comment: "a=b" },
      cluster: "shop",
      onCluster: true,
      replicated: { path: "/clickhouse/tables/{shard}/{database}/{table}", replica: "{replica}" },
    },
  });
});

test.each<[StoreFlags, string]>([
  [{ clickhouse: ["localhost:8123"] }, "expected the HTTP address of a ClickHouse server"],
  [{ clickhouse: [`${url}/a`, `${url}/b`] }, "addresses with different databases (`a`, `b`)"],
  [{ role: "reader", clickhouse: [url] }, "expected one of all, ingest, query, alert"],
  [{ role: "ingest" }, "pass `--clickhouse URL`"],
  [{ clickhouseCluster: "shop" }, "Cannot use `--clickhouse-cluster` alone"],
  [{ clickhouse: [url], clickhouseCluster: "sh op" }, "Cannot use `--clickhouse-cluster sh op`"],
  [{ clickhouse: [url], clickhouseOnCluster: true }, "name the cluster with `--clickhouse-cluster NAME`"],
  [{ clickhouse: [url], clickhouseReplicated: "tables" }, "expected a path in ZooKeeper or Keeper"],
  [{ clickhouse: [url], clickhousePasswordFile: "x" }, "Cannot use `--clickhouse-password-file` alone"],
  [
    { clickhouse: [url], clickhouseReader: "r", clickhouseReaderPasswordFile: "/none" },
    "Cannot read `--clickhouse-reader-password-file /none`",
  ],
  [{ clickhouse: [url], clickhouseCert: "x" }, "pass both files"],
  [{ clickhouse: [url], clickhouseCa: "/none" }, "Cannot read `--clickhouse-ca /none`"],
  [{ clickhouse: [url], clickhouseSetting: ["max_threads"] }, "expected name=value"],
])("%j is refused", (flags, message) => {
  expect(() => readStore(flags, {})).toThrow(message);
});
