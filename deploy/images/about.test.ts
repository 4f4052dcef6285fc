import { expect, test } from "vitest";

import { aboutImage } from "./about.ts";
import type { BaseImage } from "./base.ts";

const base = { annotations: { "org.opencontainers.image.base.name": "debian:12" } } as unknown as BaseImage;
const about = { title: "telltale-console", version: "0.1.0", base };

test("an image names its source and documentation once their address is decided", () => {
  const named = aboutImage(about, {
    repository: "https://git.example.com/telltale",
    documentation: "https://docs.example.com",
    author: "a team",
  });
  expect(named).toMatchObject({
    "org.opencontainers.image.base.name": "debian:12",
    "org.opencontainers.image.title": "telltale-console",
    "org.opencontainers.image.version": "0.1.0",
    "org.opencontainers.image.source": "https://git.example.com/telltale",
    "org.opencontainers.image.documentation": "https://docs.example.com",
  });
  const placeholder = aboutImage(about, {
    repository: "https://telltale.invalid/telltale",
    documentation: "https://telltale.invalid/telltale/docs",
    author: "a team",
  });
  expect(Object.values(placeholder).filter((value) => value.includes(".invalid"))).toEqual([]);
});

test("the revision is a commit, or not named", () => {
  const { "org.opencontainers.image.revision": revision } = aboutImage(about);
  expect(revision ?? "0".repeat(40)).toMatch(/^[0-9a-f]{40}$/);
});
