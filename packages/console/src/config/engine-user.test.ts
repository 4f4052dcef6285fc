import { expect, test } from "vitest";
import type { EngineUser } from "./engine-user.ts";
import type { Env } from "./option.ts";
import { readStore, type StoreFlags } from "./store.ts";

function readEngineUser(flags: StoreFlags, env: Env): EngineUser | undefined {
  return readStore(flags, env).engineUser;
}

test("leaves the choice to the engine unless a user is named", () => {
  expect(readEngineUser({}, {})).toBeUndefined();
  expect(readEngineUser({}, { TELLTALE_CONSOLE_ENGINE_USER: " " })).toBeUndefined();
});

test.each([
  ["same", "same"],
  ["1000", { uid: 1000, gid: 1000 }],
  ["1000:50", { uid: 1000, gid: 50 }],
  ["4294967294", { uid: 4_294_967_294, gid: 4_294_967_294 }],
])("reads %s", (text, user) => {
  expect(readEngineUser({ engineUser: text }, { TELLTALE_CONSOLE_ENGINE_USER: "7" })).toEqual(user);
  expect(readEngineUser({}, { TELLTALE_CONSOLE_ENGINE_USER: text })).toEqual(user);
});

test.each(["0", "root", "0:5", "-1", "1000:", "1000:x", "4294967295", "no such user", "1e3", ""])(
  "rejects %j",
  (text) => {
    expect(() => readEngineUser({ engineUser: text }, {})).toThrow(
      expect.objectContaining({ code: "BAD_OPTION" }),
    );
    expect(() => readEngineUser({ engineUser: text }, {})).toThrow(`\`--engine-user ${text}\``);
  },
);
