import { execFileSync } from "node:child_process";
import {
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import fc from "fast-check";
import { expect, onTestFinished, test } from "vitest";
import { readTar, type TarInput, writeTar } from "./tar.ts";

async function collect(stream: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks);
}

async function* cut(bytes: Buffer, size: number): AsyncGenerator<Buffer> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

function file(path: string, body: Uint8Array): TarInput {
  return {
    path,
    size: body.length,
    body: async function* () {
      yield body;
    },
  };
}

async function unpack(bytes: Buffer, size = 1000) {
  const entries: { path: string; linkTo: string | undefined; body: string }[] = [];
  for await (const { path, linkTo, body } of readTar(cut(bytes, size)))
    entries.push({ path, linkTo, body: (await collect(body)).toString("latin1") });
  return entries;
}

test("what was written is read, however it is cut", async () => {
  const name = fc.string({
    unit: fc.constantFrom("a", "é", "%", ".", "x".repeat(90)),
    minLength: 1,
    maxLength: 6,
  });
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.record({ path: name, body: fc.uint8Array({ maxLength: 1500 }) }), { maxLength: 5 }),
      fc.integer({ min: 1, max: 2000 }),
      async (files, size) => {
        const bytes = await collect(writeTar(files.map(({ path, body }) => file(path, body))));
        expect(await unpack(bytes, size)).toEqual(
          files.map(({ path, body }) => ({
            path,
            linkTo: undefined,
            body: Buffer.from(body).toString("latin1"),
          })),
        );
      },
    ),
  );
});

test("tar reads what is written here, and what tar writes is read here", async () => {
  const directory = mkdtempSync(join(tmpdir(), "telltale-tar-"));
  onTestFinished(() => rmSync(directory, { recursive: true }));
  const long = `${"d".repeat(80)}/${"f".repeat(99)}`;
  const bytes = await collect(
    writeTar([
      file("a/b", Buffer.from("one")),
      file(long, Buffer.alloc(1000, 7)),
      { path: "l", linkTo: "a/b" },
    ]),
  );
  writeFileSync(join(directory, "ours.tar"), bytes);
  execFileSync("tar", ["-xf", "ours.tar"], { cwd: directory });
  expect(readFileSync(join(directory, "l"), "utf8")).toBe("one");
  expect(statSync(join(directory, long)).size).toBe(1000);
  expect(readlinkSync(join(directory, "l"))).toBe("a/b");
  symlinkSync("ours.tar", join(directory, "m"));
  for (const format of ["pax", "ustar", "gnu"]) {
    const names = format === "gnu" ? ["a/b", "m"] : ["a/b", "m", long];
    const theirs = execFileSync("tar", [`--format=${format}`, "-cf", "-", ...names], { cwd: directory });
    const entries = await unpack(theirs);
    expect(entries.map(({ path }) => path)).toEqual(names);
    expect(entries[1]!.linkTo).toBe("ours.tar");
  }
});

test("reports an archive that is truncated or invalid", async () => {
  const bytes = await collect(writeTar([file("a", Buffer.alloc(3000))]));
  for (const length of [0, 100, 512, 2000, 3584, 4096])
    await expect(unpack(bytes.subarray(0, length))).rejects.toThrow("it ends too early");
  await expect(unpack(Buffer.alloc(1024, 65))).rejects.toThrow("not a tar archive");
  const short: TarInput = { ...file("a", Buffer.alloc(3)), size: 4 } as TarInput;
  await expect(collect(writeTar([short]))).rejects.toThrow(/size/i);
  const failing = async function* (): AsyncGenerator<Buffer> {
    yield bytes.subarray(0, 2000);
    throw new Error("the line is down");
  };
  const read = async (): Promise<void> => {
    for await (const { body } of readTar(failing())) await collect(body);
  };
  await expect(read()).rejects.toThrow("it cannot be read to its end (the line is down)");
  // who stops reading ends what is read
  let isEnded = false;
  const endless: TarInput = {
    path: "a",
    size: 1e9,
    body: async function* () {
      try {
        for (;;) yield Buffer.alloc(65_536);
      } finally {
        isEnded = true;
      }
    },
  };
  for await (const chunk of writeTar([endless])) if (chunk.length > 1000) break;
  await expect.poll(() => isEnded).toBe(true);
});
