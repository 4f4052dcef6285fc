// On which Nodes hooks run in the application's thread: the last version before and the first from which on they are sound.
import { expect, test } from "vitest";
import { areHooksSound } from "./import-hook.ts";

test.each([
  ["18.19.0", false],
  ["20.20.2", false],
  ["22.21.9", false],
  ["22.22.2", false],
  ["22.22.3", true],
  ["22.23.0", true],
  ["23.11.0", false],
  ["24.10.0", false],
  ["24.11.0", false],
  ["24.11.1", true],
  ["24.12.0", true],
  ["25.0.0", false],
  ["25.1.0", true],
  ["26.0.0", true],
])("Node %s: %s", (version, sound) => expect(areHooksSound(version)).toBe(sound));
