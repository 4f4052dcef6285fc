// What a release must have before a package leaves: one version everywhere, an entry in the changelog, licences, notices and readmes.
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";

import { type Home, home, isPlaceholder, wrongFields } from "../home.ts";
import { wrongNotes } from "../npm-note.ts";
import { published } from "../published.ts";
import { type Manifest, manifestsIn, workspaceRanges } from "./manifests.ts";
import { versionForm } from "./version.ts";

/** Everything that is wrong with a release of `root` under `tag`, a line each. */
export function mistakesOf(root: string, tag: string, address: Home = home): string[] {
  const version = tag.replace(/^v/, "");
  if (!tag.startsWith("v") || !versionForm.test(version))
    return [`The tag \`${tag}\` is not a version: expected one such as v0.2.0.`];
  const manifests = manifestsIn(root);
  return [
    ...wrongVersions(manifests, version),
    ...wrongLockfile(root, version),
    ...wrongChangelog(readFileSync(path.join(root, "CHANGELOG.md"), "utf8"), version),
    ...published.flatMap(({ folder, notices = [] }) =>
      wrongPackage(root, folder, manifests.get(`packages/${folder}/package.json`), notices),
    ),
    ...wrongAddress(address),
    ...wrongFields(root, address),
    ...wrongNotes(root),
  ];
}

/** npm's pages, images and issue forms lead to an address, which someone has to decide. */
function wrongAddress(address: Home): string[] {
  return Object.entries(address)
    .filter(([name, value]) => name !== "author" && isPlaceholder(value))
    .map(
      ([name, value]) => `tools/home.ts: \`${name}\` is the placeholder ${value}. Write the address there.`,
    );
}

function wrongVersions(manifests: ReadonlyMap<string, Manifest>, version: string): string[] {
  const names = new Set([...manifests.values()].map(({ name }) => name));
  const fix = `Run \`npm run release -- version ${version}\`.`;
  return [...manifests].flatMap(([file, manifest]) => [
    ...(manifest.version === undefined || manifest.version === version
      ? []
      : [`${file}: the version is ${manifest.version}; expected ${version}. ${fix}`]),
    ...workspaceRanges(manifest, names)
      .filter(([, range]) => range !== version)
      .map(([name, range]) => `${file}: needs \`${name}\` ${range}; expected ${version}. ${fix}`),
  ]);
}

function wrongLockfile(root: string, version: string): string[] {
  const { packages } = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")) as {
    packages: Record<string, { version?: string } | undefined>;
  };
  return published
    .filter(({ folder }) => packages[`packages/${folder}`]?.version !== version)
    .map(
      ({ folder }) =>
        `package-lock.json: packages/${folder} is not ${version}. Run \`npm install --package-lock-only\`.`,
    );
}

function wrongChangelog(text: string, version: string): string[] {
  const sections = text.split(/^## /m).slice(1);
  const section = sections.find((one) => one.startsWith(`${version} `) || one.startsWith(`${version}\n`));
  if (section === undefined)
    return [`CHANGELOG.md: no section \`## ${version} (${new Date().toISOString().slice(0, 10)})\`.`];
  const [title = "", ...lines] = section.split("\n");
  return [
    ...(/ \(\d{4}-\d{2}-\d{2}\)$/.test(title)
      ? []
      : [`CHANGELOG.md: \`## ${title}\` has no date, such as (2026-11-30).`]),
    ...(lines.some((line) => line.startsWith("- ")) ? [] : [`CHANGELOG.md: \`## ${title}\` has no entries.`]),
  ];
}

function wrongPackage(
  root: string,
  folder: string,
  manifest: Manifest | undefined,
  notices: readonly string[],
): string[] {
  const place = `packages/${folder}`;
  if (manifest === undefined) return [`${place}: no package.json.`];
  const missing = (["license", "description"] as const).filter((field) => manifest[field] === undefined);
  const licence = path.join(root, place, "LICENSE");
  const files = ["README.md", ...notices].filter((file) => !existsSync(path.join(root, place, file)));
  const isLicensed =
    existsSync(licence) && readFileSync(licence, "utf8") === readFileSync(path.join(root, "LICENSE"), "utf8");
  return [
    ...(manifest.private === true ? [`${place}: is private; npm would not publish it.`] : []),
    ...missing.map((field) => `${place}: package.json has no \`${field}\`.`),
    ...(manifest.engines?.node === undefined ? [`${place}: package.json has no \`engines.node\`.`] : []),
    ...(isLicensed ? [] : [`${place}: LICENSE is not the LICENSE of the repository. Copy it.`]),
    ...files.map((file) => `${place}: no ${file}. Run \`npm run build\`.`),
  ];
}
