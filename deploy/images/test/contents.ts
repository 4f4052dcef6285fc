// What every image must have in it: an SBOM and licences for exactly the software that is there, and files that everyone can read.
import { existsSync, lstatSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { Ajv } from "ajv";
import { expect } from "vitest";

import { root } from "../../../tools/source-files.ts";
import { readNotices } from "../../../tools/third-party-notices.ts";

const schemaFolder = path.join(root, "node_modules/@cyclonedx/cyclonedx-library/res/schema");
const schema = (name: string): object =>
  JSON.parse(readFileSync(path.join(schemaFolder, `${name}.SNAPSHOT.schema.json`), "utf8")) as object;
// the official schema, with those that it refers to
const isCycloneDx = new Ajv({ strict: false, validateFormats: false })
  .addSchema(schema("spdx"), "http://cyclonedx.org/schema/spdx.SNAPSHOT.schema.json")
  .addSchema(schema("jsf-0.82"), "http://cyclonedx.org/schema/jsf-0.82.SNAPSHOT.schema.json")
  .compile(schema("bom-1.6"));

interface Component {
  readonly name: string;
  readonly version: string;
  readonly purl: string;
  readonly cpe?: string;
  readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
  readonly licenses?: readonly { readonly expression: string }[];
  readonly pedigree?: { readonly ancestors: readonly { readonly name: string; readonly version: string }[] };
  readonly properties?: readonly { readonly name: string; readonly value: string }[];
}

export interface Sbom {
  readonly metadata: { readonly component: { readonly name: string; readonly version: string } };
  readonly components: readonly Component[];
}

export interface Contents {
  /** The folder with npm packages. */
  readonly modules: string;
  /** The package of this repository, which is the product and no component. */
  readonly own: string;
  readonly debian: readonly string[];
  /** npm packages whose files are not in `modules`. */
  readonly elsewhere: readonly string[];
}

/** The SBOM of an unpacked image. */
export function sbomOf(rootfs: string): Sbom {
  return JSON.parse(readFileSync(path.join(rootfs, "usr/share/doc/telltale/sbom.cdx.json"), "utf8")) as Sbom;
}

/** The SBOM and the licences name each package that is there with its version, and no other. */
export function checkDocuments(rootfs: string, { modules, own, debian, elsewhere }: Contents): void {
  const sbom = sbomOf(rootfs);
  expect(isCycloneDx(sbom) ? [] : isCycloneDx.errors).toEqual([]);
  const licences = readFileSync(path.join(rootfs, "usr/share/doc/telltale/THIRD-PARTY-LICENSES.txt"), "utf8");
  const isDebian = ({ purl }: Component): boolean => purl.startsWith("pkg:deb/debian/");
  const isBundled = ({ properties = [] }: Component): boolean =>
    properties.some((property) => property.name === "telltale:bundled-in" && property.value === own);
  const fromNpm = sbom.components.filter(
    (one) => !isDebian(one) && !isBundled(one) && !elsewhere.includes(one.name),
  );
  const installed = installedIn(path.join(rootfs, modules));
  const { name, version } = sbom.metadata.component;
  expect(name).toBe(own);
  expect(installed).toContain(`${own}@${version}`);
  expect(new Set(fromNpm.map((one) => `${one.name}@${one.version}`))).toEqual(
    new Set(installed.filter((one) => one !== `${own}@${version}`)),
  );
  expect(
    sbom.components
      .filter(isDebian)
      .map((one) => one.name)
      .toSorted(),
  ).toEqual(debian.toSorted());
  expect(sbom.components.map((one) => one.name)).toEqual(expect.arrayContaining([...elsewhere]));
  for (const one of sbom.components) {
    expect(licences).toContain(`${one.name} ${one.version}`);
    expect({ name: one.name, licences: one.licenses?.length }).toEqual({ name: one.name, licences: 1 });
    const [hash] = one.hashes ?? [];
    if (isBundled(one)) expect(hash).toBeUndefined();
    else
      expect({ ...one, hash: hash?.content }).toMatchObject({
        hash: expect.stringMatching(/^[0-9a-f]{64,128}$/),
      });
  }
  expect(licences).not.toMatch(/^See the package/m);
  checkBundled(rootfs, sbom, licences);
  checkDebian(rootfs, sbom.components.filter(isDebian));
  for (const [, place] of licences.matchAll(/^See (\/.+)\.$/gm))
    expect(readFileSync(path.join(rootfs, place!), "utf8")).toMatch(/copyright|licen[cs]e/i);
  expect(readFileSync(path.join(rootfs, "usr/share/doc/telltale/LICENSE"), "utf8")).toContain(
    "Apache License",
  );
}

/** Each notice of what a build contains of others is a component, and its text is in the licences. */
function checkBundled(rootfs: string, { components }: Sbom, licences: string): void {
  const files = entriesOf(rootfs).filter(
    (file) => file.endsWith("/THIRD-PARTY-NOTICES.txt") && /\/telltale(?:-console)?\/dist\//.test(file),
  );
  expect(files.length).toBeGreaterThan(0);
  const notices = files.flatMap((file) => readNotices(readFileSync(file, "utf8")));
  const named = new Set(components.map(({ name, version }) => `${name} ${version}`));
  expect(notices.map(({ name }) => name).filter((name) => !named.has(name))).toEqual([]);
  for (const { name } of notices) expect(licences).toContain(`\n${name} (`);
}

/** What scanners of vulnerabilities read, and every licence that a copyright file refers to. */
function checkDebian(rootfs: string, components: readonly Component[]): void {
  const read = (place: string): string => readFileSync(path.join(rootfs, place), "utf8");
  const release = read("etc/os-release");
  expect(release).toMatch(/^ID=debian$/m);
  const [, major] = /^VERSION_ID="(\d+)"$/m.exec(release) ?? [];
  expect(readdirSync(path.join(rootfs, "var/lib/dpkg/status.d")).toSorted()).toEqual(
    components.map(({ name }) => name).toSorted(),
  );
  for (const { name, version, purl, pedigree } of components) {
    expect(purl).toContain(`&distro=debian-${major}&upstream=`);
    const status = read(`var/lib/dpkg/status.d/${name}`);
    expect(status).toContain(`Package: ${name}\n`);
    expect(status).toContain(`\nVersion: ${version}\n`);
    const [source] = pedigree!.ancestors;
    expect(purl).toMatch(new RegExp(`upstream=${source!.name}(?:%40|$)`));
  }
  const copyrights = entriesOf(path.join(rootfs, "usr/share/doc")).filter((file) =>
    file.endsWith("/copyright"),
  );
  const named = copyrights.flatMap((file) =>
    [...readFileSync(file, "utf8").matchAll(/\/usr\/share\/common-licenses\/([\w.-]*\w)/g)].map(
      ([, name]) => name!,
    ),
  );
  expect(named.length).toBeGreaterThan(0);
  for (const name of named) expect(read(`usr/share/common-licenses/${name}`)).toMatch(/licen[cs]e/i);
}

/** Folders and files that not everyone can read, or that others than their owner may change. */
export function wrongModes(rootfs: string): string[] {
  return entriesOf(rootfs).flatMap((file) => {
    const stat = lstatSync(file);
    if (stat.isSymbolicLink()) return existsSync(file) ? [] : [`${file} leads nowhere`];
    const mode = stat.mode & 0o7777;
    const right = stat.isDirectory() ? [0o755] : [0o644, 0o755];
    return right.includes(mode) ? [] : [`${file} ${mode.toString(8)}`];
  });
}

/** Every path below `folder`. */
export function entriesOf(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true }).map((entry) =>
    path.join(entry.parentPath, entry.name),
  );
}

/** `name@version` of each package below `folder`. */
function installedIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((place) => /node_modules\/(?:@[^/]+\/)?[^/]+\/package\.json$/.test(place))
    .map((place) => {
      const { name, version } = JSON.parse(readFileSync(path.join(folder, place), "utf8")) as {
        readonly name: string;
        readonly version: string;
      };
      return `${name}@${version}`;
    });
}
