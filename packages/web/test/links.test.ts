// Links from an error to its trace, its source code and a new ticket, and the section of Settings where people configure them.
import type { ErrorResult, LinksResult, StackFrames } from "contract";
import { expect, test } from "vitest";

import { describePages, patience } from "./browser-pages.ts";
import { links, noLinks } from "./fixtures/links.ts";

const timeout = "/errors/5b1f0a77c0ffee01";

describePages("links", (pages) => {
  const stack = () => pages.page.getByRole("region", { name: "Stack" });
  const versions = () => pages.page.getByRole("table", { name: "Versions" });
  const ticketLink = () => pages.page.getByRole("link", { name: "Create ticket" });
  const answerLinks = async (found: LinksResult): Promise<void> => {
    await pages.page.route("**/api/links", (route) => route.fulfill({ json: found }));
  };
  /** Changes what the console answers about the stack and the versions. */
  const sendFrom = async (origin: Partial<StackFrames["origin"]>): Promise<void> => {
    await pages.page.route("**/api/logs/*/frames", async (route) => {
      const found = (await (await route.fetch()).json()) as StackFrames;
      await route.fulfill({ json: { ...found, origin: { ...found.origin, ...origin } } });
    });
    await pages.page.route("**/api/errors/5b1f0a77c0ffee01?*", async (route) => {
      const found = (await (await route.fetch()).json()) as ErrorResult;
      const releases = found.releases.map((one) => ({ ...one, origin: { ...one.origin, ...origin } }));
      await route.fulfill({ json: { ...found, releases } });
    });
  };

  test("the latest trace is the primary action of an error", { tags: ["extended"] }, async () => {
    await pages.open(timeout);
    const primary = pages.page.locator("main [class*=primary]");
    await primary.waitFor();
    await pages.page.getByRole("button", { name: "Resolve" }).waitFor();
    expect(await primary.allInnerTexts()).toEqual(["Open latest trace"]);
    await primary.click();
    await expect.poll(() => new URL(pages.page.url()).pathname, patience).toMatch(/^\/traces\/[0-9a-f]{32}$/);
  });

  test("the latest trace is also there on a phone", { tags: ["extended"] }, async () => {
    await pages.page.setViewportSize({ width: 390, height: 844 });
    await pages.open(timeout);
    const trace = pages.page.getByRole("link", { name: "Open latest trace" });
    await trace.waitFor();
    const { x, width } = (await trace.boundingBox())!;
    expect([x >= 0, x + width <= 390]).toEqual([true, true]);
  });

  test(
    "occurrences come before the attributes, and the resource is folded",
    { tags: ["extended"] },
    async () => {
      await pages.open(timeout);
      await pages.page.getByRole("heading", { name: "Latest error" }).waitFor();
      const headings = await pages.page.locator("main h2").allInnerTexts();
      expect(headings.indexOf("Occurrences")).toBeLessThan(headings.indexOf("Latest error"));
      const rows = pages.page
        .getByRole("table", { name: "Occurrences" })
        .locator("tbody tr:not([aria-hidden])");
      await expect.poll(() => rows.count(), patience).toBe(10);
      const attribute = pages.page.getByText("vcs.repository.url.full", { exact: true });
      expect(await attribute.isVisible()).toBe(false);
      await pages.page.getByText(/^Resource \(\d+\)$/).click();
      await attribute.waitFor();
      await pages.page.getByRole("button", { name: "Show more" }).click();
      await expect.poll(() => rows.count(), patience).toBeGreaterThan(10);
    },
  );

  test(
    "frames and versions lead to the line and the commit that the sender names",
    { tags: ["extended"] },
    async () => {
      await pages.open(timeout);
      const line = stack().getByRole("link", { name: "Source of src/providers/nordpay.ts:48:11" });
      await line.waitFor();
      expect(await line.getAttribute("href")).toBe(
        "https://github.com/acme/payment/blob/4f2a91c07d/src/providers/nordpay.ts#L48",
      );
      expect([await line.getAttribute("target"), await line.getAttribute("rel")]).toEqual([
        "_blank",
        "noreferrer",
      ]);
      expect(await line.getAttribute("title")).toBe("Source code on github.com");
      // Files of packages, of Node.js and of a build are not in the repository.
      expect(await stack().getByRole("link").count()).toBe(2);
      const version = versions().getByRole("link", { name: "2.41.0" });
      expect(await version.getAttribute("href")).toBe("https://github.com/acme/payment/commit/4f2a91c07d");
      expect(await pages.violations()).toEqual([]);
    },
  );

  test("frames and versions lead to the repository that Settings name", { tags: ["extended"] }, async () => {
    await answerLinks({
      ...links,
      repositories: [
        {
          service: "",
          url: "https://git.example/{service}/-/blob/v{version}/{file}#L{line}",
          root: "/srv/payment",
        },
      ],
    });
    await pages.open(timeout);
    const line = stack().getByRole("link", { name: "Source of src/charge.ts:31:20" });
    await line.waitFor();
    expect(await line.getAttribute("href")).toBe(
      "https://git.example/payment/-/blob/v2.41.0/src/charge.ts#L31",
    );
    // Its folder is known, although it has no source map.
    await stack().getByRole("link", { name: "Source of /srv/payment/dist/legacy.js:22:17" }).waitFor();
    expect(await versions().getByRole("link").first().getAttribute("href")).toBe(
      "https://git.example/payment/-/tree/v2.41.0",
    );
  });

  test.for([
    { repository: "javascript:alert(1)//" },
    { repository: "https://github.com@evil.example/acme/payment" },
    { repository: "https://evil.example/acme/payment" },
    { repository: "ssh://git@github.com/acme/payment" },
    { commit: "../../../evil/payment/blob/main" },
    { commit: ".." },
    { commit: "" },
  ])("a sender's %j makes no link", { tags: ["extended"] }, async (origin) => {
    await sendFrom(origin);
    await pages.open(timeout);
    await stack().getByText("src/providers/nordpay.ts:48:11").waitFor();
    await versions().getByText("2.41.0").waitFor();
    await ticketLink().waitFor();
    expect(await stack().getByRole("link").count()).toBe(0);
    expect(await versions().getByRole("link").count()).toBe(0);
  });

  test("a stored template that is not a web address makes no link", { tags: ["extended"] }, async () => {
    const repositories = [{ service: "", url: "javascript:alert(1)//{file}", root: "" }];
    await answerLinks({ ...links, repositories });
    await pages.open(timeout);
    await stack().getByText("src/providers/nordpay.ts:48:11").waitFor();
    await ticketLink().waitFor();
    expect(await stack().getByRole("link").count()).toBe(0);
    await answerLinks({ ...links, ticket: "javascript:alert(1)//{title}" });
    await pages.open(timeout);
    await stack().getByRole("link").first().waitFor();
    expect(await ticketLink().count()).toBe(0);
  });

  test("a new ticket has the error, its figures and a link that stays", async () => {
    await pages.open(`${timeout}?from=-3h&env=production`);
    const url = new URL((await ticketLink().getAttribute("href"))!);
    expect(`${url.origin}${url.pathname}`).toBe("https://github.com/acme/shop/issues/new");
    expect(url.searchParams.get("title")).toBe(
      "ProviderTimeoutError: [nordpay 80 %, harbourpay 20 %] did not answer in 1500 ms",
    );
    const body = url.searchParams.get("body")!;
    expect(body).toContain("- Versions: 2.41.0");
    const [, address = ""] = /\[Open in Telltale\]\((\S+)\)/.exec(body) ?? [];
    expect(new URL(address).pathname).toBe(timeout);
    expect(Object.fromEntries(new URL(address).searchParams)).toEqual({
      from: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
      to: expect.stringMatching(/^20\d\d-\d\d-\d\dT/),
      env: "production",
    });
  });

  test("an error cannot add parameters to the form of a ticket", { tags: ["extended"] }, async () => {
    await pages.page.route("**/api/errors/5b1f0a77c0ffee01?*", async (route) => {
      const found = (await (await route.fetch()).json()) as ErrorResult;
      const text = { template: "x&labels=urgent#\uD800", share: 1, parts: [] };
      const group = { ...found.group, type: "A&assignee=ann", text };
      await route.fulfill({ json: { ...found, group } });
    });
    await pages.open(timeout);
    const href = await ticketLink().getAttribute("href");
    expect([...new URL(href!).searchParams.keys()]).toEqual(["title", "body"]);
    expect(new URL(href!).hash).toBe("");
  });

  test("without a tracker there is no ticket", { tags: ["extended"] }, async () => {
    await answerLinks(noLinks);
    await pages.open(timeout);
    // It comes with the same answer.
    await stack().getByRole("link").first().waitFor();
    expect(await ticketLink().count()).toBe(0);
  });

  test(
    "Settings save repositories and the form of a ticket, with the version that was read",
    { tags: ["extended"] },
    async () => {
      const sent: unknown[] = [];
      let now: LinksResult = noLinks;
      await pages.page.route("**/api/links", async (route) => {
        const request = route.request();
        if (request.method() === "PUT") {
          const body = request.postDataJSON() as LinksResult;
          sent.push([request.headers()["if-match"], body]);
          now = { ...now, ...body, version: now.version + 1 };
        }
        await route.fulfill({ json: now });
      });
      await pages.open("/settings/links");
      await pages.page.getByRole("button", { name: "Add repository" }).click();
      const row = pages.page.getByRole("group", { name: "Repository 1" });
      await row.getByRole("textbox", { name: "Service" }).fill("payment");
      await row.getByRole("textbox", { name: "Repository or template" }).fill("javascript:{file}");
      await row.getByText("Expected an address that begins with http:// or https://").waitFor();
      await row
        .getByRole("textbox", { name: "Repository or template" })
        .fill("https://github.com/acme/payment");
      await row.getByText("Expected").waitFor({ state: "detached" });
      await row.getByRole("textbox", { name: "Folder in stacks" }).fill("/app");
      await pages.page.getByRole("button", { name: "GitHub" }).click();
      const ticket = "https://github.com/OWNER/REPOSITORY/issues/new?title={title}&body={body}";
      expect(await pages.page.getByRole("textbox", { name: "Form of a new ticket" }).inputValue()).toBe(
        ticket,
      );
      expect(await pages.violations()).toEqual([]);
      await pages.page.getByRole("button", { name: "Save", exact: true }).click();
      await pages.page.getByText("Saved", { exact: true }).waitFor();
      const repositories = [{ service: "payment", url: "https://github.com/acme/payment", root: "/app" }];
      expect(sent).toEqual([['"0"', { repositories, ticket }]]);
      await pages.page.getByRole("button", { name: "Remove repository 1" }).click();
      await pages.page.getByRole("button", { name: "Save", exact: true }).click();
      await expect.poll(() => sent.at(-1), patience).toEqual(['"1"', { repositories: [], ticket }]);
    },
  );

  test("Settings do not overwrite what others saved meanwhile", { tags: ["extended"] }, async () => {
    const sent: unknown[] = [];
    let version = 4;
    await pages.page.route("**/api/links", async (route) => {
      const ifMatch = route.request().headers()["if-match"];
      if (route.request().method() === "GET") return route.fulfill({ json: { ...links, version } });
      sent.push(ifMatch);
      if (ifMatch === '"5"') return route.fulfill({ json: { ...links, version: 6 } });
      version = 5;
      const problem = {
        status: 412,
        code: "LINKS_CHANGED",
        message: "They were saved meanwhile.",
        fix: "Read them.",
      };
      return route.fulfill({ status: 412, json: problem });
    });
    await pages.open("/settings/links");
    await pages.page.getByRole("button", { name: "Save", exact: true }).click();
    await pages.page.getByText("They were saved meanwhile. Read them.").waitFor();
    await pages.page.getByRole("button", { name: "Save over version 5" }).click();
    await pages.page.getByRole("button", { name: "Save", exact: true }).click();
    await pages.page.getByText("Saved", { exact: true }).waitFor();
    expect(sent).toEqual(['"4"', '"5"']);
  });

  test("whoever may only read sees the links, and cannot change them", { tags: ["extended"] }, async () => {
    await answerLinks({ ...links, mayChange: false });
    await pages.open("/settings/links");
    await pages.page.getByText("To change links, you need the scope admin.").waitFor();
    await pages.page.getByText("https://git.example/acme/inventory").waitFor();
    expect(await pages.page.getByRole("button", { name: "Save", exact: true }).count()).toBe(0);
  });
});
