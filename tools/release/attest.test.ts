// The signed statement of a release: it holds for its files, and for no others.
import { generateKeyPairSync } from "node:crypto";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, onTestFinished, test } from "vitest";

import { attest, envelopeFile, wrongFiles } from "./attest.ts";

const keys = generateKeyPairSync("ed25519");
const origin = {
  repository: "https://git.example/shop/telltale",
  ref: "refs/tags/v0.2.0",
  commit: "0".repeat(40),
  builder: "https://git.example/builder",
};

function release(): string {
  const folder = mkdtempSync(path.join(tmpdir(), "telltale-attest-"));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  mkdirSync(path.join(folder, "packages"));
  writeFileSync(path.join(folder, "packages/telltale-0.2.0.tgz"), "library");
  writeFileSync(path.join(folder, "index.html"), "site");
  attest(folder, origin, keys.privateKey);
  return folder;
}

test("the statement names each file by its checksum, the repository, the tag and the commit", () => {
  const folder = release();
  expect(wrongFiles(folder, keys.publicKey)).toEqual([]);
  const { payload } = JSON.parse(readFileSync(path.join(folder, envelopeFile), "utf8")) as {
    payload: string;
  };
  const statement = JSON.parse(Buffer.from(payload, "base64").toString()) as {
    subject: { name: string }[];
  };
  expect(statement.subject.map(({ name }) => name)).toEqual(["index.html", "packages/telltale-0.2.0.tgz"]);
  expect(statement).toMatchObject({
    _type: "https://in-toto.io/Statement/v1",
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        externalParameters: { ref: "refs/tags/v0.2.0" },
        resolvedDependencies: [{ digest: { gitCommit: origin.commit } }],
      },
    },
  });
  const sums = readFileSync(path.join(folder, "SHA512SUMS"), "utf8");
  expect(sums).toMatch(/^[0-9a-f]{128} {2}index\.html\n[0-9a-f]{128} {2}packages\/telltale-0\.2\.0\.tgz\n$/);
});

test.each<[string, (folder: string) => void, string]>([
  [
    "a changed file",
    (to) => writeFileSync(path.join(to, "index.html"), "other"),
    "index.html: is not the file",
  ],
  [
    "an added file",
    (to) => writeFileSync(path.join(to, "more.html"), ""),
    "more.html: is not in the statement",
  ],
  [
    "an added file whose name begins with a dot",
    (to) => {
      mkdirSync(path.join(to, ".well-known"));
      writeFileSync(path.join(to, ".well-known/.htaccess"), "");
    },
    ".well-known/.htaccess: is not in the statement",
  ],
  ["a missing file", (to) => rmSync(path.join(to, "index.html")), "index.html: is missing"],
  [
    "a changed statement",
    (to) => {
      const file = path.join(to, envelopeFile);
      const envelope = JSON.parse(readFileSync(file, "utf8")) as { payload: string };
      const statement = Buffer.from(envelope.payload, "base64").toString().replace("v0.2.0", "v0.3.0");
      writeFileSync(
        file,
        JSON.stringify({ ...envelope, payload: Buffer.from(statement).toString("base64") }),
      );
    },
    "is not signed with this key",
  ],
])("%s is found", (_what, change, expected) => {
  const folder = release();
  change(folder);
  expect(wrongFiles(folder, keys.publicKey)).toEqual([expect.stringContaining(expected)]);
});

test("another key does not verify", () => {
  const { publicKey } = generateKeyPairSync("ed25519");
  expect(wrongFiles(release(), publicKey)).toEqual([`${envelopeFile}: is not signed with this key.`]);
});
