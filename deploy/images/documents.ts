// What every image says about the software in it: an SBOM (CycloneDX 1.6) and the licences of third parties, in /usr/share/doc/telltale.
import type { FileEntry } from "./oci/entry.ts";
import { BuildProblem } from "./problem.ts";
import type { Component } from "./source/component.ts";

/** The product that an image contains. */
export interface Product {
  readonly name: string;
  readonly version: string;
}

const folder = "usr/share/doc/telltale";

/**
 * The documents. The same components give the same bytes; of several with the same package URL the last one counts.
 *
 * @throws {BuildProblem} for a component without a licence text, and without a place in the image that has it.
 */
export function documentsOf(
  product: Product,
  components: readonly Component[],
  licence: string,
): FileEntry[] {
  const unique = [...new Map(components.map((one) => [one.purl, one])).values()].toSorted((one, other) =>
    one.purl < other.purl ? -1 : 1,
  );
  return [
    {
      path: `${folder}/sbom.cdx.json`,
      content: `${JSON.stringify(sbomOf(product, unique), undefined, 1)}\n`,
    },
    { path: `${folder}/THIRD-PARTY-LICENSES.txt`, content: licencesOf(unique) },
    { path: `${folder}/LICENSE`, content: licence },
  ];
}

/** https://cyclonedx.org/docs/1.6/json/ without time and serial number, which differ between builds. */
function sbomOf({ name, version }: Product, components: readonly Component[]): unknown {
  const purl = `pkg:npm/${name}@${version}`;
  return {
    $schema: "http://cyclonedx.org/schema/bom-1.6.schema.json",
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    version: 1,
    metadata: {
      component: {
        type: "application",
        "bom-ref": purl,
        name,
        version,
        purl,
        licenses: [{ license: { id: "Apache-2.0" } }],
      },
    },
    components: components.map(sbomEntryOf),
    dependencies: [
      { ref: purl, dependsOn: components.map((one) => one.purl) },
      ...components.map((one) => ({ ref: one.purl })),
    ],
  };
}

function sbomEntryOf(one: Component): unknown {
  return {
    type: one.type ?? "library",
    "bom-ref": one.purl,
    name: one.name,
    version: one.version,
    ...(one.hash !== undefined && { hashes: [one.hash] }),
    ...(one.licence !== undefined && { licenses: [{ expression: one.licence }] }),
    ...(one.cpe !== undefined && { cpe: one.cpe }),
    purl: one.purl,
    ...(one.source !== undefined && { pedigree: { ancestors: [{ type: "library", ...one.source }] } }),
    ...(one.bundledIn !== undefined && {
      properties: [{ name: "telltale:bundled-in", value: one.bundledIn }],
    }),
  };
}

function licencesOf(components: readonly Component[]): string {
  const parts = components.map(
    (one) =>
      `${one.name} ${one.version}${one.licence === undefined ? "" : ` (${one.licence})`}\n\n${licenceTextOf(one)}\n`,
  );
  return `Software of third parties in this image.\n\n${parts.join(`\n${"-".repeat(80)}\n\n`)}`;
}

function licenceTextOf({ name, version, licenceText, licencePlace }: Component): string {
  if (licenceText !== undefined) return licenceText;
  if (licencePlace !== undefined) return `See ${licencePlace}.`;
  throw new BuildProblem(
    `Cannot write the licences: ${name} ${version} has no file with its licence. Add its holder to source/licence-text.ts.`,
  );
}
