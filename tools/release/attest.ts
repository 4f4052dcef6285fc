// What a release says of where its files are from: a statement of in-toto with SLSA's provenance, as npm makes it for packages, in a signed
// envelope (DSSE), and the checksums of all files.
import { createHash, type KeyObject, sign, verify } from "node:crypto";
import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";

const sumsFile = "SHA512SUMS";
export const envelopeFile = "provenance.dsse.json";
const payloadType = "application/vnd.in-toto+json";

/** Where a release was made. */
export interface Origin {
  readonly repository: string;
  /** `refs/tags/v0.2.0`. */
  readonly ref: string;
  readonly commit: string;
  /** URL of the program that made it. */
  readonly builder: string;
}

interface Envelope {
  readonly payloadType: string;
  readonly payload: string;
  readonly signatures: readonly { readonly sig: string }[];
}

interface Statement {
  readonly subject: readonly { readonly name: string; readonly digest: { readonly sha512: string } }[];
}

/** Writes the checksums of all files in `folder`, and the signed statement of them. */
export function attest(folder: string, origin: Origin, key: KeyObject): void {
  const sums = sumsOf(folder);
  writeFileSync(path.join(folder, sumsFile), sums.map(([file, sum]) => `${sum}  ${file}\n`).join(""));
  const payload = Buffer.from(JSON.stringify(statementOf(sums, origin)));
  const envelope: Envelope = {
    payloadType,
    payload: payload.toString("base64"),
    signatures: [{ sig: sign(null, encoded(payload), key).toString("base64") }],
  };
  writeFileSync(path.join(folder, envelopeFile), `${JSON.stringify(envelope)}\n`);
}

/** What is wrong with the files in `folder`, a line each: the signature, and files that changed, are missing or were added. */
export function wrongFiles(folder: string, key: KeyObject): string[] {
  const envelope = JSON.parse(readFileSync(path.join(folder, envelopeFile), "utf8")) as Envelope;
  const payload = Buffer.from(envelope.payload, "base64");
  const isSigned = envelope.signatures.some(({ sig }) =>
    verify(null, encoded(payload), key, Buffer.from(sig, "base64")),
  );
  if (!isSigned || envelope.payloadType !== payloadType)
    return [`${envelopeFile}: is not signed with this key.`];
  const { subject } = JSON.parse(payload.toString()) as Statement;
  const stated = new Map(subject.map(({ name, digest }) => [name, digest.sha512]));
  const found = new Map(sumsOf(folder));
  return [
    ...[...found].flatMap(([file, sum]) => {
      if (!stated.has(file)) return [`${file}: is not in the statement.`];
      return stated.get(file) === sum ? [] : [`${file}: is not the file of the statement.`];
    }),
    ...[...stated.keys()].filter((file) => !found.has(file)).map((file) => `${file}: is missing.`),
  ];
}

/** SHA-512 of each file below `folder` but the two of this module, by its path. */
function sumsOf(folder: string): [file: string, sum: string][] {
  // not `globSync("**")`, which leaves out names that begin with a dot
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map(({ parentPath, name }) => path.relative(folder, path.join(parentPath, name)))
    .filter((file) => file !== sumsFile && file !== envelopeFile)
    .toSorted()
    .map((file) => [
      file,
      createHash("sha512")
        .update(readFileSync(path.join(folder, file)))
        .digest("hex"),
    ]);
}

/** https://in-toto.io/Statement/v1 with https://slsa.dev/provenance/v1 */
function statementOf(sums: readonly [file: string, sum: string][], origin: Origin): unknown {
  return {
    _type: "https://in-toto.io/Statement/v1",
    subject: sums.map(([name, sha512]) => ({ name, digest: { sha512 } })),
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: `${origin.repository}/blob/${origin.commit}/CONTRIBUTING.md#releases`,
        externalParameters: { repository: origin.repository, ref: origin.ref },
        resolvedDependencies: [
          { uri: `git+${origin.repository}@${origin.ref}`, digest: { gitCommit: origin.commit } },
        ],
      },
      runDetails: { builder: { id: origin.builder } },
    },
  };
}

/** What is signed: DSSE's pre-authentication encoding. */
function encoded(payload: Buffer): Buffer {
  return Buffer.concat([
    Buffer.from(`DSSEv1 ${payloadType.length} ${payloadType} ${payload.length} `),
    payload,
  ]);
}
