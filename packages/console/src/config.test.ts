import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { Option } from "commander";
import { afterAll, expect, test } from "vitest";
import { consoleOptions, type Flags, isLoopback, readConfig, takesTokensInClear } from "./config.ts";

const scratch = mkdtempSync(join(tmpdir(), "telltale-config-"));
afterAll(() => rmSync(scratch, { recursive: true }));

const token = "0123456789abcdef";

test("without anything: loopback, the usual ports, a directory of the user", () => {
  expect(readConfig({}, { XDG_DATA_HOME: "/data" })).toMatchObject({
    store: { role: "all", clickhouse: undefined },
    listen: "127.0.0.1",
    port: 4319,
    otlpHttpPort: 4318,
    otlpGrpcPort: 4317,
    token: undefined,
    logLevel: "info",
    allowedOrigins: [],
    allowedHosts: [],
  });
});

test.each(Object.entries(consoleOptions))(
  "the option %s is named like its flag",
  (key, { flag, variable }) => {
    expect(new Option(flag).attributeName()).toBe(key);
    expect(variable ?? "TELLTALE_CONSOLE_").toMatch(/^TELLTALE_CONSOLE_/);
  },
);

test("no variable belongs to two options", () => {
  const variables = Object.values(consoleOptions).flatMap(({ variable }) => variable ?? []);
  expect(variables.length).toBeGreaterThan(25);
  expect(new Set(variables).size).toBe(variables.length);
});

test.runIf(process.platform === "linux")("the data directory is in the user's home; root's is not", () => {
  const home = process.env["HOME"];
  process.env["HOME"] = join(scratch, "home");
  try {
    const ofUser = join(scratch, "home", ".local", "share", "telltale-console");
    const isRoot = process.geteuid?.() === 0;
    expect(readConfig({}, {}).dataDir).toBe(isRoot ? "/var/lib/telltale-console" : ofUser);
    // One that is there from before is used.
    mkdirSync(ofUser, { recursive: true });
    expect(readConfig({}, {}).dataDir).toBe(ofUser);
  } finally {
    process.env["HOME"] = home;
  }
});

test("flags win over variables, empty variables count as unset", () => {
  const env = {
    TELLTALE_CONSOLE_DATA: "from-env",
    TELLTALE_CONSOLE_PORT: "1",
    TELLTALE_CONSOLE_OTLP_HTTP_PORT: "2",
    TELLTALE_CONSOLE_OTLP_GRPC_PORT: " ",
    TELLTALE_CONSOLE_ALLOWED_ORIGINS: "https://shop.example, http://a.example:81",
    TELLTALE_CONSOLE_ALLOWED_HOSTS: "telltale.internal",
    TELLTALE_CONSOLE_CLICKHOUSE: "http://127.0.0.1:8123",
  };
  expect(readConfig({ port: "0" }, env)).toMatchObject({
    dataDir: resolve("from-env"),
    port: 0,
    otlpHttpPort: 2,
    otlpGrpcPort: 4317,
    allowedOrigins: ["https://shop.example", "http://a.example:81"],
    allowedHosts: ["telltale.internal"],
    store: { clickhouse: { urls: ["http://127.0.0.1:8123"] } },
  });
});

test.each(["0", "65535"])("port %s is taken", (port) => {
  expect(readConfig({ port }, {}).port).toBe(Number(port));
});

test.each(["65536", "-1", "80a", "", "1e3", "4319.5"])("port %j is refused", (port) => {
  expect(() => readConfig({ port }, {})).toThrow("expected a port number from 0 (any free one) to 65535");
});

test.each(["https://shop.example/path", "shop.example", "null", "file:///x"])(
  "the origin %s is refused",
  (origin) => {
    expect(() => readConfig({ allowedOrigin: [origin] }, {})).toThrow("Cannot use `--allowed-origin");
  },
);

test.each(["http://foo/x", "foo/x", "foo:4319", "a b", "", "user@foo", "[::1"])(
  "the allowed host %s is refused",
  (host) => {
    expect(() => readConfig({ allowedHost: [host] }, {})).toThrow(`Cannot use \`--allowed-host ${host}\``);
  },
);

test("allowed hosts are names as browsers send them, addresses, or all", () => {
  const allowedHost = ["Telltale.Internal", "10.0.0.7", "::1", "[fe80::1]", "*", "my_host"];
  expect(readConfig({ allowedHost }, {}).allowedHosts).toEqual([
    "telltale.internal",
    "10.0.0.7",
    "[::1]",
    "[fe80::1]",
    "*",
    "my_host",
  ]);
});

test.each(["foo", "10.0.0.0/33", "10.0.0.0/", "fd00::/129", "10.0.0", "10.0.0.0/255.0.255.0"])(
  "the trusted proxy %s is refused",
  (proxy) => {
    expect(() => readConfig({ trustedProxy: [proxy] }, {})).toThrow(
      `Cannot use \`--trusted-proxy ${proxy}\``,
    );
  },
);

test("trusted proxies are addresses, networks, or the names of networks", () => {
  const trustedProxy = [
    "127.0.0.1",
    "10.0.0.0/8",
    "fd00::/8",
    "10.0.0.0/255.0.0.0",
    "loopback",
    "uniquelocal",
  ];
  expect(readConfig({ trustedProxy }, {}).access.trustedProxies).toEqual(trustedProxy);
});

test.each(["127.0.0.1", "127.8.8.8", "::1", "localhost", "[::1]"])("%s needs no token", (listen) => {
  expect(readConfig({ listen }, {}).token).toBeUndefined();
});

test.each(["0.0.0.0", "::", "192.168.1.5", "128.0.0.1"])("%s needs a token", (listen) => {
  expect(() => readConfig({ listen }, {})).toThrow(`Cannot listen on \`${listen}\` without a token`);
  expect(readConfig({ listen }, { TELLTALE_TOKEN: token })).toMatchObject({ listen, token });
});

test("tokens travel in the clear off loopback, unless the console or a proxy in front speaks TLS", () => {
  const inClear = (flags: Flags, env = { TELLTALE_TOKEN: token }): boolean =>
    takesTokensInClear(readConfig(flags, env));
  expect(inClear({ listen: "0.0.0.0" })).toBe(true);
  expect(inClear({ listen: "0.0.0.0", publicUrl: "http://telltale.example" })).toBe(true);
  expect(inClear({ listen: "0.0.0.0", publicUrl: "https://telltale.example" })).toBe(false);
  expect(inClear({ listen: "0.0.0.0", tlsCert: "cert.pem", tlsKey: "key.pem" })).toBe(false);
  expect(inClear({ listen: "127.0.0.1" })).toBe(false);
});

test("a token for senders comes from a file, and is not the console's own", () => {
  const [own, file] = [join(scratch, "own-token"), join(scratch, "ingest-token")];
  writeFileSync(own, token);
  writeFileSync(file, "fedcba9876543210\n");
  const read = (ingestTokenFile: string): unknown => readConfig({ tokenFile: own, ingestTokenFile }, {});
  expect(read(file)).toMatchObject({ token, ingestToken: "fedcba9876543210" });
  expect(readConfig({ tokenFile: own }, {}).ingestToken).toBeUndefined();
  expect(() => read(own)).toThrow("it holds the console's own token");
  expect(() => read(join(scratch, "missing"))).toThrow("Cannot read the token file");
});

test("a token comes from a file or a variable and has to be long", () => {
  const file = join(scratch, "token");
  writeFileSync(file, `${token}\n`);
  expect(readConfig({ tokenFile: file }, { TELLTALE_TOKEN: "another-long-token" }).token).toBe(token);
  expect(() => readConfig({}, { TELLTALE_TOKEN: token.slice(1) })).toThrow(
    "expected at least 16 visible ASCII characters without spaces, got 15",
  );
  writeFileSync(file, "with a space in it");
  expect(() => readConfig({ tokenFile: file }, {})).toThrow(expect.objectContaining({ code: "BAD_OPTION" }));
});

test("names that only look like loopback are not", () => {
  expect(
    ["127.0.0.1.evil.example", "localhost.evil.example", "0.0.0.0", "::ffff:127.0.0.1"].map(isLoopback),
  ).toEqual([false, false, false, false]);
});
