// @module-tag extended
// Ten everyday tasks of product managers and engineers on call, in Chromium over a real console with hours of the shop: each takes at most
// five clicks from the overview, and its figures are those that are counted by hand from what was sent.
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, inject } from "vitest";

import { type ConsoleProcess, createFolder, startConsole } from "../tools/console-process.ts";
import { patience } from "../tools/testing/patience.ts";
import { openBrowser } from "./chromium.ts";
import { describeAlertTasks } from "./tasks/alert-tasks.ts";
import { describeDashboardTasks } from "./tasks/dashboard-tasks.ts";
import { describeFunnelTasks } from "./tasks/funnel-tasks.ts";
import { describeMoneyTasks } from "./tasks/money-tasks.ts";
import { describePersonTasks } from "./tasks/person-tasks.ts";
import { describeReleaseTasks } from "./tasks/release-tasks.ts";
import { type ShopDay, sendShopDay } from "./tasks/shop-day.ts";
import { describeSlowQueryTasks } from "./tasks/slow-query-tasks.ts";
import type { Stage } from "./tasks/walk.ts";

const { folder, remove } = createFolder();
let running: ConsoleProcess;
let browser: Browser;
let day: ShopDay;

beforeAll(async () => {
  browser = await openBrowser(inject("chromium"));
  running = await startConsole(folder);
  day = await sendShopDay(running);
}, patience(1_200_000));

afterAll(async () => {
  await browser?.close();
  await running?.stop();
  remove();
});

const onStage = (): Stage => ({ browser, running, day });
describeMoneyTasks(onStage);
describeReleaseTasks(onStage);
describeFunnelTasks(onStage);
describePersonTasks(onStage);
describeSlowQueryTasks(onStage);
describeDashboardTasks(onStage);
// it sends more
describeAlertTasks(onStage);
