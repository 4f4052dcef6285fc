// Debian's Alertmanager, started for real: it takes our alerts, keeps them while they are sent again, and resolves them.
// @module-tag extended
import { type ChildProcess, spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { findAlertmanager } from "../../../../tools/prometheus.ts";
import { temporaryDirectory } from "../support/temporary.ts";
import { createClock, type Endpoint, senderOf, startEndpoint } from "./endpoint.ts";
import { attack, channelOf, details, knowing, notice } from "./notices.ts";

const bin = findAlertmanager();
if (bin === undefined && process.env["TELLTALE_SERVICES"] === "required")
  throw new Error("no prometheus-alertmanager, and TELLTALE_SERVICES=required");
if (bin === undefined) console.log("skipped: Alertmanager takes alerts: no prometheus-alertmanager");

/** Starts it with a webhook for its own messages; returns its URL. */
async function startAlertmanager(receiver: Endpoint): Promise<string> {
  const folder = temporaryDirectory();
  const config = {
    route: {
      receiver: "test",
      group_by: ["..."],
      group_wait: "0s",
      group_interval: "1s",
      repeat_interval: "1h",
    },
    receivers: [{ name: "test", webhook_configs: [{ url: receiver.url, send_resolved: true }] }],
  };
  writeFileSync(join(folder, "alertmanager.yml"), JSON.stringify(config));
  const child = spawn(
    join(bin!, "prometheus-alertmanager"),
    [
      `--config.file=${join(folder, "alertmanager.yml")}`,
      `--storage.path=${folder}`,
      "--web.listen-address=127.0.0.1:0",
      "--cluster.listen-address=",
    ],
    { cwd: dirname(bin!), stdio: ["ignore", "ignore", "pipe"] },
  );
  const ended = new Promise((resolve) => child.once("exit", resolve));
  onTestFinished(async () => {
    child.kill("SIGKILL");
    await ended;
  });
  return `http://${await addressOf(child)}`;
}

function addressOf(child: ChildProcess): Promise<string> {
  return new Promise((resolve, reject) => {
    let log = "";
    child.stderr!.on("data", (chunk: Buffer) => {
      log += chunk.toString("utf8");
      const address = /Listening on" address=(127\.0\.0\.1:\d+)/.exec(log)?.[1];
      if (address !== undefined) resolve(address);
    });
    child.once("exit", () => reject(new Error(`Alertmanager ended:\n${log}`)));
  });
}

interface AlertmanagerAlert {
  readonly labels: Record<string, string>;
  readonly annotations: Record<string, string>;
  readonly startsAt: string;
  readonly generatorURL: string;
  readonly status: { readonly state: string };
}

async function alertsOf(url: string): Promise<readonly AlertmanagerAlert[]> {
  const response = await fetch(`${url}/api/v2/alerts`);
  return (await response.json()) as AlertmanagerAlert[];
}

test.skipIf(bin === undefined)(
  "takes alerts, keeps them while they are sent again, and resolves them",
  async () => {
    const receiver = await startEndpoint();
    const url = await startAlertmanager(receiver);
    const at = Date.now() - 60_000;
    const clock = createClock(Date.now());
    const sender = senderOf([channelOf("alertmanager", { url, resendEvery: "2m" })], {
      clock,
      details: knowing(details),
    });
    const hostile = notice({
      at,
      group: { region: attack, "a.b": attack, [attack]: "x" },
      labels: { a_b: "y" },
    });
    sender.outbox.add(notice({ at }), hostile, notice({ at, kind: "noData", rule: "Silent" }));
    await sender.step(1);
    expect(sender.outbox.deliveries.map(({ outcome, status }) => `${outcome} ${status}`)).toEqual(
      Array(3).fill("sent 200"),
    );

    const known = await alertsOf(url);
    expect(known).toHaveLength(3);
    const alert = known.find(
      ({ labels }) => labels["region"] === "eu" && labels["alertname"] === "Purchases fail",
    )!;
    expect(alert).toMatchObject({
      labels: {
        alertname: "Purchases fail",
        area: "checkout",
        owner: "team-checkout",
        region: "eu",
        severity: "page",
      },
      annotations: {
        value: "0.41",
        runbook_url: "https://handbook.example/checkout",
        amount_at_risk: "1,234.50 EUR",
      },
      startsAt: new Date(at).toISOString(),
      generatorURL: details.url,
    });
    // and it sends a message of each
    await receiver.called(3);

    const endsBefore = (alert as unknown as { endsAt: string }).endsAt;
    await sender.step(120_000);
    const again = (await alertsOf(url)).find(
      ({ labels }) => labels["region"] === "eu" && labels["alertname"] === "Purchases fail",
    )!;
    expect(again.startsAt).toBe(alert.startsAt);
    expect(Date.parse((again as unknown as { endsAt: string }).endsAt)).toBeGreaterThan(
      Date.parse(endsBefore),
    );

    sender.outbox.add(notice({ kind: "recovered", at: Date.now() - 1000 }));
    await sender.step(1);
    const left = await alertsOf(url);
    expect(left.map(({ labels }) => labels["alertname"]).toSorted()).toEqual(["Purchases fail", "Silent"]);
    // Alertmanager's own message of the recovery
    await receiver.called(4);
    const last = JSON.parse(receiver.calls.at(-1)!.body) as {
      status: string;
      alerts: { labels: Record<string, string> }[];
    };
    expect(last).toMatchObject({
      status: "resolved",
      alerts: [{ labels: { alertname: "Purchases fail", region: "eu" } }],
    });
  },
);

test.skipIf(bin === undefined)("a change of the severity ends the alert of the former one", async () => {
  const receiver = await startEndpoint();
  const url = await startAlertmanager(receiver);
  const at = Date.now() - 60_000;
  const sender = senderOf([channelOf("alertmanager", { url, resendEvery: "2m" })], {
    clock: createClock(Date.now()),
  });
  const active = async (): Promise<readonly (string | undefined)[]> =>
    (await alertsOf(url)).map(({ labels }) => labels["severity"]);
  sender.outbox.add(notice({ at, severity: "ticket" }));
  await sender.step(1);
  expect(await active()).toEqual(["ticket"]);
  const change = { kind: "severity", since: at } as const;
  sender.outbox.add(notice({ ...change, at: at + 1_000, severity: "page", severityBefore: "ticket" }));
  await sender.step(1);
  expect(await active()).toEqual(["page"]);
  // what fires is sent again, with the severity that it has now
  await sender.step(120_000);
  expect(await active()).toEqual(["page"]);
  sender.outbox.add(notice({ ...change, at: at + 2_000, severity: "ticket", severityBefore: "page" }));
  await sender.step(1);
  expect(await active()).toEqual(["ticket"]);
  sender.outbox.add(notice({ kind: "recovered", at: at + 3_000, severity: "ticket" }));
  await sender.step(1);
  await expect.poll(active).toEqual([]);
});
