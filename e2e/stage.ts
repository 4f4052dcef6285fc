// What the stories of users share: the console with its page, and ways to look at tables and to send log records.
import { encodeLogs, type LogRecord } from "otlp";
import type { Browser, Locator, Page } from "playwright-core";
import { expect } from "vitest";

import type { Activity, TransactionRow, TransactionTypeResult } from "contract";
import type { Addresses } from "../tools/console-process.ts";
import { get } from "./api.ts";
import type { Recording } from "./recording.ts";

/** What a story has; it exists only while a test runs. */
export interface Stage {
  readonly page: Page;
  readonly browser: Browser;
  readonly addresses: Addresses;
  /** While payments 2.41.0 failed. */
  readonly failing: readonly [fromMs: number, toMs: number];
  readonly healthy: Recording;
}

export type OnStage = () => Stage;

export const iso = (ms: number): string => new Date(ms).toISOString();
export const open = ({ page, addresses }: Stage, address: string): Promise<unknown> =>
  page.goto(`${addresses.page}${address}`);
export const rowsOf = (page: Page, table: string): Locator =>
  page.getByRole("table", { name: table, exact: true }).locator("tbody tr");
export const spans = (page: Page): Locator => page.getByRole("treegrid").getByRole("row");
export const search = (page: Page): URLSearchParams => new URL(page.url()).searchParams;

export async function pick(page: Page, label: string, option: string): Promise<void> {
  await page.getByRole("combobox", { name: label }).click();
  await page.getByRole("option", { name: option, exact: true }).click();
}

/** Sends log records as a service of the shop does. */
export async function sendLogs(
  { addresses }: Pick<Stage, "addresses">,
  service: string,
  records: readonly LogRecord[],
): Promise<void> {
  const resource = {
    attributes: new Map([
      ["service.name", service],
      ["deployment.environment.name", "production"],
    ]),
    droppedAttributesCount: 0,
  };
  const scope = { name: "shop", version: "", attributes: new Map(), droppedAttributesCount: 0 };
  const body = encodeLogs([
    { resource, schemaUrl: "", scopeLogs: [{ scope, schemaUrl: "", logRecords: [...records] }] },
  ]);
  const response = await fetch(`${addresses.otlpHttp}/v1/logs`, {
    method: "POST",
    headers: { "content-type": "application/x-protobuf" },
    body: Buffer.from(body),
  });
  expect(response.status).toBe(200);
}

export function recordNow(body: string, severityNumber = 9): LogRecord {
  const timeUnixNano = BigInt(Date.now()) * 1_000_000n;
  return {
    timeUnixNano,
    observedTimeUnixNano: timeUnixNano,
    severityNumber,
    severityText: "",
    eventName: "",
    body,
    attributes: new Map(),
    droppedAttributesCount: 0,
    flags: 0,
    traceId: new Uint8Array(16),
    spanId: new Uint8Array(8),
  };
}

/** A purchase that this provider lost in the range, and whose it is. */
export async function purchaseLostBy(
  provider: string,
  { page, from, to }: { readonly page: string; readonly from: string; readonly to: string },
): Promise<TransactionRow> {
  const lost = { from, to, outcome: "failed", reason: "ProviderTimeoutError", limit: 500 };
  const { items } = await get<TransactionTypeResult>(page, "/api/transactions/purchase", lost);
  for (const row of items) {
    const { errors } = await get<Activity>(page, `/api/transactions/purchase/${row.id}/activity`);
    if (errors.some(({ message }) => message.startsWith(provider))) return row;
  }
  throw new Error(`No purchase was lost by ${provider}.`);
}
