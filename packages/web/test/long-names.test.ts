// Names that no page was designed for: everything stays within the window, and what follows a long name stays readable.
// @module-tag extended
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

const service = `payment-${"of-the-northern-region-".repeat(5)}blue`;
const message = "the provider did not answer ".repeat(20);
const metric = `shop.orders.${"of_the_northern_region.".repeat(5)}count`;

describePages("long names", (pages) => {
  /** The API of the story, in which one service and one metric have a long name, and each error a long message. */
  const renameAll = async (): Promise<void> => {
    await pages.page.route("**/api/**", async (route) => {
      const asked = route.request().url();
      if (asked.includes("/api/live")) return route.fallback();
      const url = asked.replaceAll(service, "payment").replaceAll(metric, "shop.orders");
      const response = await route.fetch({ url });
      const text = (await response.text())
        .replaceAll('"payment"', JSON.stringify(service))
        .replaceAll('"shop.orders"', JSON.stringify(metric))
        .replaceAll(/"message":"[^"]+"/g, `"message":"${message}"`)
        .replaceAll(/"text":\{"template":"[^"]+"/g, `"text":{"template":"${message}"`);
      return route.fulfill({ response, body: text });
    });
  };
  const sideways = (): Promise<number> =>
    pages.page.evaluate(() => document.documentElement.scrollWidth - innerWidth);

  test.each([1440, 1024])("the header has room for all its parts, %i px wide", async (width) => {
    await renameAll();
    await pages.page.setViewportSize({ width, height: 900 });
    await pages.open(`/logs?service=${service}`);
    await pages.page
      .locator("header")
      .getByRole("combobox", { name: `Service: ${service}` })
      .waitFor();
    const buttons = pages.page.locator("header button:visible");
    expect(await buttons.count()).toBeGreaterThan(5);
    const tooSmall = await buttons.evaluateAll((all) =>
      all.filter((one) => one.scrollWidth > one.clientWidth + 1).map((one) => one.textContent),
    );
    expect(tooSmall).toEqual([]);
    await expect.poll(sideways, patience).toBe(0);
  });

  test.each([
    ["/services", 390, service],
    [`/services/${service}`, 390, service],
    ["/metrics", 390, metric],
    [`/metrics/${metric}`, 390, metric],
    [`/metrics/${metric}`, 1440, metric],
    ["/errors", 390, message],
    ["/errors/5b1f0a77c0ffee01", 390, message],
    ["/errors/5b1f0a77c0ffee01", 1440, message],
    ["/traces", 390, service],
  ])("%s does not scroll sideways at %i px", async (address, width, long) => {
    await renameAll();
    await pages.page.setViewportSize({ width, height: 844 });
    await pages.open(address);
    await pages.page.locator("main").getByText(long.trim()).first().waitFor({ state: "attached" });
    await pages.waitUntilLoaded();
    await expect.poll(sideways, patience).toBe(0);
  });

  test("the list of services stays within a narrow window", async () => {
    await renameAll();
    await pages.page.setViewportSize({ width: 390, height: 844 });
    await pages.open("/logs");
    await pages.page.locator("header").getByRole("combobox", { name: "Service: All services" }).click();
    const option = pages.page.getByRole("option", { name: service });
    await option.waitFor();
    // the list is there before it is at its place
    const inWindow = async (): Promise<boolean> => {
      const box = await option.boundingBox();
      return box !== null && box.x >= 0 && box.x + box.width <= 390;
    };
    await expect.poll(inWindow, patience).toBe(true);
  });

  test("the tooltip of a chart stays within the chart", async () => {
    await renameAll();
    await pages.page.setViewportSize({ width: 390, height: 844 });
    await pages.open(`/metrics/${metric}`);
    const figure = pages.page.locator("main").getByRole("figure").first();
    const picture = figure.locator(".u-over");
    await picture.waitFor();
    await picture.scrollIntoViewIfNeeded();
    const tip = figure.getByRole("tooltip");
    let before = "";
    for (const share of [0.1, 0.5, 0.9]) {
      // a chart that is drawn anew meanwhile has neither a place nor a tooltip
      const tipAt = async (): Promise<string> => {
        const area = await picture.boundingBox();
        if (area === null) return before;
        await pages.page.mouse.move(area.x + area.width * share, area.y + 40);
        return (await tip.allInnerTexts()).join("") || before;
      };
      await expect.poll(tipAt, patience).not.toBe(before);
      before = await tipAt();
      // how far it is outside, once it is at its place
      const outside = async (): Promise<number | null> => {
        await tipAt();
        const [box, around] = [await tip.boundingBox(), await figure.boundingBox()];
        if (box === null || around === null || box.width <= 100) return null;
        return Math.max(0, around.x - box.x, box.x + box.width - around.x - around.width);
      };
      await expect.poll(outside, patience).toBe(0);
    }
  });
});
