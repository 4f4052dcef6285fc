// The command line: options with their checks. Values are never given to a shell.
import path from "node:path";
import { Command, InvalidArgumentError, Option } from "commander";

import { supportedVersions } from "./agent-image.ts";
import { ownPlatform, type Platform, platforms } from "./oci/platform.ts";
import { readRegistry, type RegistryAddress } from "./registry/address.ts";
import { type Output, type Settings, type Variant, variants } from "./settings.ts";

/** What the environment gives. */
export interface Surroundings {
  /** The folder from which relative paths count. */
  readonly cwd: string;
  readonly cache: string;
  /** The version of Telltale, with which tags begin. */
  readonly version: string;
}

interface Given {
  readonly versions: readonly string[];
  readonly variants: readonly Variant[];
  readonly imageName: string;
  readonly tagPrefix: string;
  readonly offline: boolean;
  readonly registry?: RegistryAddress;
  readonly retries: number;
  readonly retryDelay: number;
  readonly platform: readonly Platform[];
  readonly output: Output;
}

/**
 * Reads the arguments after the command.
 *
 * @throws {CommanderError} for `--help`, and for the first argument that cannot be used, which is printed.
 */
export function readSettings(args: readonly string[], surroundings: Surroundings): Settings {
  const command = commandOf(surroundings).parse(args, { from: "user" });
  const given = command.opts<Given>();
  if (given.offline && given.registry !== undefined)
    command.error("error: `--offline` and `--registry` exclude each other: a registry is a network");
  if (given.output.kind !== "oci" && given.platform.length > 1)
    command.error(`error: \`--output ${given.output.kind}:\` holds one platform: use \`oci:\` for several`);
  return {
    versions: given.versions,
    variants: given.variants,
    imageName: given.imageName,
    tagPrefix: given.tagPrefix,
    isOffline: given.offline,
    ...(given.registry !== undefined && { registry: given.registry }),
    retries: { retries: given.retries, delayMs: given.retryDelay },
    platforms: given.platform,
    output: given.output,
    cache: surroundings.cache,
  };
}

/** What `--help` prints: `usage.txt`, so that a clone without installed packages has it too. */
export function usageOf(surroundings: Surroundings): string {
  return commandOf(surroundings).configureHelp({ helpWidth: 100 }).helpInformation();
}

function commandOf({ cwd, version }: Surroundings): Command {
  return new Command("deploy/images/build")
    .description("Build the auto-instrumentation images and the image of the console. Needs no Docker.")
    .allowExcessArguments(false)
    .exitOverride()
    .addOption(
      option("--versions <list>", "major versions of Node.js", listOf("versions")).default(
        supportedVersions,
        supportedVersions.join(","),
      ),
    )
    .addOption(
      option(
        "--variants <list>",
        "ours: our integrations; full: also the official ones; console",
        variantsOf,
      ).default([...variants], variants.join(",")),
    )
    .addOption(option("--image-name <name>", "name of the image", imageNameOf).default("telltale"))
    .addOption(
      option("--tag-prefix <text>", "what each tag begins with", tagPrefixOf).default(
        `${version}-`,
        "the version and `-`",
      ),
    )
    .option("--offline", "use only the local cache", false)
    .addOption(option("--registry <host>", "registry of base images, to which images are pushed", registryOf))
    .addOption(option("--retries <n>", "how often network errors are retried", numberOf(0, 100)).default(3))
    .addOption(
      option(
        "--retry-delay <ms>",
        "milliseconds before each retry; apt has its own",
        numberOf(0, 600_000),
      ).default(1000),
    )
    .addOption(
      option("--platform <list>", platforms.map(({ name }) => name).join(" or "), platformsOf).default(
        platformsOf(ownPlatform()),
        "this machine's",
      ),
    )
    .addOption(
      option(
        "--output <kind:path>",
        "oci:FOLDER, docker-archive:FILE or rootfs:FOLDER",
        outputOf(cwd),
      ).default(outputOf(cwd)("oci:dist/images"), "oci:dist/images"),
    );
}

const option = <Value>(flags: string, help: string, parse: (text: string) => Value): Option =>
  new Option(flags, help).argParser(parse);

const listOf =
  (what: string) =>
  (text: string): string[] => {
    const list = [...new Set(text.split(",").map((part) => part.trim()))];
    if (list.includes("")) throw new InvalidArgumentError(`Expected ${what} separated by commas.`);
    return list;
  };

function variantsOf(text: string): Variant[] {
  return listOf("variants")(text).map((name) => {
    const found = variants.find((variant) => variant === name);
    if (found === undefined) throw new InvalidArgumentError(`Expected ${variants.join(", ")}.`);
    return found;
  });
}

function imageNameOf(text: string): string {
  const part = "[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*";
  if (text.length > 200 || !new RegExp(`^${part}(?:/${part})*$`).test(text))
    throw new InvalidArgumentError(
      "Expected lowercase letters, digits and separators, for example `team/telltale`.",
    );
  return text;
}

function tagPrefixOf(text: string): string {
  if (!/^(?:[\w][\w.-]{0,99})?$/.test(text))
    throw new InvalidArgumentError("Expected up to 100 letters, digits, `_`, `.` and `-`.");
  return text;
}

function registryOf(text: string): RegistryAddress {
  const address = readRegistry(text);
  if (address === undefined)
    throw new InvalidArgumentError("Expected a host, for example `registry.example:5000/team`.");
  return address;
}

const numberOf =
  (least: number, most: number) =>
  (text: string): number => {
    const number = /^\d{1,9}$/.test(text) ? Number(text) : -1;
    if (number < least || number > most)
      throw new InvalidArgumentError(`Expected a whole number from ${least} to ${most}.`);
    return number;
  };

function platformsOf(text: string): Platform[] {
  return listOf("platforms")(text).map((name) => {
    const found = platforms.find((platform) => platform.name === name);
    if (found === undefined)
      throw new InvalidArgumentError(`Expected ${platforms.map((one) => one.name).join(" or ")}.`);
    return found;
  });
}

const outputOf =
  (cwd: string) =>
  (text: string): Output => {
    const [, kind, place] = /^(oci|docker-archive|rootfs):(.+)$/s.exec(text) ?? [];
    if (kind === undefined || place === undefined)
      throw new InvalidArgumentError("Expected oci:FOLDER, docker-archive:FILE or rootfs:FOLDER.");
    return { kind: kind as Output["kind"], place: path.resolve(cwd, place) };
  };
