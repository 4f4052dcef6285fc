// What differs in a real browser, on the page of a transaction type: findings, their way on, and its states.
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";

describePages("what differs", (pages) => {
  const section = (title = "What differs when they fail") => pages.page.getByRole("region", { name: title });
  const rows = () => section().getByRole("table", { name: "Findings" }).getByRole("row");

  test("names the findings with shares, difference, people and money", async () => {
    await pages.open("/transactions/purchase?differs=failed");
    const first = rows().nth(1);
    for (const part of ["payment.provider", "nordpay", "service.version", "2.41.0"])
      await expect.poll(() => first.innerText(), patience).toContain(part);
    for (const part of ["71.0 %", "18.0 %", "+53.0 pts", "at least +49.9", "639 of 900", "€47,114"])
      await expect.poll(() => first.innerText(), patience).toContain(part);
    await section().getByText("932 failed").waitFor();
    await section().getByText("at least 2.14 s").waitFor();
    await section().getByText("−20.0 pts").waitFor();
    await section().getByText("coupon.code").waitFor();
  });

  test(
    "compares the people who left at a step of a funnel with those who went on, also at another step",
    { tags: ["extended"] },
    async () => {
      // the page may have asked for this step before it knew which one fell
      const steps = new Set<string | null>();
      pages.page.on("request", (request) => {
        const { pathname, searchParams } = new URL(request.url());
        if (pathname === "/api/differs") steps.add(searchParams.get("step"));
      });
      await pages.open("/funnels/checkout");
      await section("Why people left at payment: what differs").getByText("nordpay").first().waitFor();
      await pages.page
        .getByRole("button", { name: /^300 dropped/ })
        .first()
        .click();
      await expect.poll(() => [...steps], patience).toContain("cart");
      const atCart = section("Why people left at cart: what differs");
      await atCart.getByText("932 left").waitFor();
      await atCart.getByText("4,081 went on").waitFor();
      await atCart.getByRole("columnheader", { name: "People" }).waitFor();
    },
  );

  test(
    "lists what goes with a finding, and which attributes do not differ",
    { tags: ["extended"] },
    async () => {
      await pages.open("/transactions/purchase?differs=failed");
      const first = rows().nth(1);
      await first.getByText("deployment.id").waitFor();
      expect(await first.getByText("k8s.pod.name").count()).toBe(0);
      await first.getByRole("button", { name: "1 more" }).click();
      await first.getByText("k8s.pod.name").waitFor();
      await section().getByText("4 other attributes were compared and do not differ.").waitFor();
      await section().getByRole("button", { name: "Show all" }).click();
      await section()
        .getByRole("list", { name: "Attributes that do not differ" })
        .getByText("cloud.region")
        .waitFor();
    },
  );

  test("leads from a finding to its traces by keyboard, and back", { tags: ["extended"] }, async () => {
    await pages.open("/transactions/purchase?differs=failed");
    const link = rows()
      .nth(1)
      .getByRole("button", { name: "Traces with payment.provider nordpay and service.version 2.41.0" });
    await link.focus();
    await pages.page.keyboard.press("Enter");
    await pages.page.getByRole("heading", { name: "Traces" }).waitFor();
    await expect
      .poll(() => pages.search().getAll("filter"), patience)
      .toEqual(["payment.provider=nordpay", "service.version=2.41.0"]);
    await pages.page.goBack();
    await rows().nth(1).waitFor();
  });

  test("says that nothing differs, and between how many", { tags: ["extended"] }, async () => {
    await pages.open("/transactions/purchase?differs=abandoned");
    const abandoned = section("What differs when they are abandoned");
    await abandoned.getByText("Nothing differs between these 932 and these 4,081").waitFor();
    expect(await abandoned.getByRole("table").count()).toBe(0);
  });

  test("lays a row out in lines on a phone", { tags: ["extended"] }, async () => {
    await pages.page.setViewportSize({ width: 390, height: 844 });
    await pages.open("/transactions/purchase?differs=failed");
    await rows().nth(1).waitFor();
    const wide = await pages.page.evaluate(() => document.documentElement.scrollWidth);
    expect(wide).toBeLessThanOrEqual(390);
  });
});
