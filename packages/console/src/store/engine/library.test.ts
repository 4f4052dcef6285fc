import { describe, expect, test } from "vitest";
import { enginePackage, type Machine } from "./library.ts";

const linux: Machine = {
  platform: "linux",
  arch: "x64",
  glibc: "2.36",
  cpuFlags: "flags : fpu avx avx2 bmi2",
};

describe("enginePackage", () => {
  test.each([
    [linux, "@chdb/lib-linux-x64-gnu"],
    [{ ...linux, arch: "arm64", cpuFlags: undefined }, "@chdb/lib-linux-arm64-gnu"],
    [
      { ...linux, platform: "darwin", arch: "arm64", glibc: undefined, cpuFlags: undefined },
      "@chdb/lib-darwin-arm64",
    ],
    [{ ...linux, platform: "darwin", glibc: undefined, cpuFlags: undefined }, "@chdb/lib-darwin-x64"],
  ])("%o has %s", (machine, name) => {
    expect(enginePackage(machine)).toBe(name);
  });

  test.each([
    ["Windows", { ...linux, platform: "win32", glibc: undefined }, /win32 x64/],
    ["musl", { ...linux, glibc: undefined }, /musl/],
    ["no AVX2", { ...linux, cpuFlags: "flags : fpu sse4_2 avx" }, /AVX2/],
    ["32 bit", { ...linux, arch: "ia32" }, /linux ia32/],
  ])("%s is refused with the ways out", (_what, machine, message) => {
    expect(() => enginePackage(machine)).toThrow(
      expect.objectContaining({
        code: "PLATFORM_NOT_SUPPORTED",
        message: expect.stringMatching(message),
        fix: expect.stringMatching(/WSL.*--clickhouse http/),
      }),
    );
  });
});
