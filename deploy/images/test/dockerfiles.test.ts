// The Dockerfiles cannot be run here. They take their files from the output of `deploy/images/build`, with options that it accepts, and start
// containers as the images do.
import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";

import { root } from "../../../tools/source-files.ts";
import { readSettings } from "../options.ts";
import { planImages } from "../plan.ts";
import { outputOf } from "./build-command.ts";
import { builtImages } from "./built-images.ts";

const { layout } = await builtImages();

interface Instruction {
  readonly name: string;
  readonly text: string;
}

/** The instructions of a Dockerfile with its arguments filled in. */
function readDockerfile(name: string): Instruction[] {
  const lines = readFileSync(path.join(root, "deploy/images", name), "utf8")
    .replaceAll(/\\\n\s*/g, "")
    .split("\n")
    .filter((line) => line !== "" && !line.startsWith("#"));
  const variables = new Map<string, string>();
  return lines.map((line) => {
    const [, instruction = "", text = ""] = /^(\w+) (.*)$/.exec(line) ?? [];
    const [, variable, value] = /^(\w+)=(.*)$/.exec(text) ?? [];
    if (instruction === "ARG" && variable !== undefined) variables.set(variable, value ?? "");
    const filled = text.replaceAll(
      /\$(?:\{(\w+)(?::-([^}]*))?\}|(\w+))/g,
      (_, braced: string | undefined, otherwise: string | undefined, bare: string | undefined) =>
        variables.get(braced ?? bare ?? "") ?? otherwise ?? "",
    );
    return { name: instruction, text: filled };
  });
}

describe.each([
  ["Dockerfile", "all"],
  ["console.Dockerfile", "console"],
])("%s", (file, tag) => {
  const instructions = readDockerfile(file);
  const textOf = (name: string): string | undefined =>
    instructions.findLast((instruction) => instruction.name === name)?.text;

  test("gives no default to arguments that BuildKit sets, which would replace its values", () => {
    const automatic = /^(?:TARGET|BUILD)(?:PLATFORM|OS|ARCH|VARIANT)(?:=|$)/;
    const declared = instructions.filter(({ name, text }) => name === "ARG" && automatic.test(text));
    expect(declared.map(({ text }) => text).filter((text) => text.includes("="))).toEqual([]);
    const text = readFileSync(path.join(root, "deploy/images", file), "utf8");
    const used = [...text.matchAll(/\$\{?((?:TARGET|BUILD)\w+)/g)].map(([, name]) => name);
    expect(declared.map((one) => one.text)).toEqual([...new Set(used)]);
  });

  test("has the files that the command writes, and no others", () => {
    const [command = ""] = instructions.flatMap(({ name, text }) =>
      name === "RUN" && text.startsWith("node deploy/images/build ")
        ? [text.split(" ").slice(2).join(" ")]
        : [],
    );
    const args = command
      .split(" ")
      .filter((part) => part !== "")
      .map((part) => part.replaceAll('"', ""));
    const settings = readSettings(args, { cwd: root, cache: "", version: "0.0.0" });
    expect(settings.output).toEqual({ kind: "rootfs", place: "/out" });
    expect(planImages(settings).map((planned) => planned.tag)).toContain(tag);
    const last = instructions.slice(instructions.findLastIndex(({ name }) => name === "FROM"));
    expect(last[0]?.text).toBe("scratch");
    const copied = last.filter(({ name }) => name === "COPY" || name === "ADD").map(({ text }) => text);
    expect(copied[0]).toBe(`--from=build /out/${tag}/ /`);
    for (const text of copied)
      expect(text).toMatch(new RegExp(`^--from=build (?:/out/${tag}/|--chown=65532:65532 /own/) `));
    expect(instructions.some(({ name }) => name === "HEALTHCHECK")).toBe(false);
  });

  test.skipIf(layout === undefined)("starts containers as the image does", { tags: ["extended"] }, () => {
    const { config } = JSON.parse(outputOf("skopeo", "inspect", "--config", `oci:${layout}:${tag}`)) as {
      config: Readonly<Record<string, unknown>>;
    };
    const keys = (value: unknown): string[] => Object.keys((value ?? {}) as object);
    expect(textOf("USER")).toBe(config["User"]);
    expect(textOf("WORKDIR")).toBe(config["WorkingDir"]);
    expect(textOf("ENV")?.split(" ")).toEqual(config["Env"]);
    expect(textOf("ENTRYPOINT")).toBe(jsonOf(config["Entrypoint"]));
    expect(textOf("CMD")).toBe(jsonOf(config["Cmd"]));
    expect(textOf("EXPOSE")?.split(" ") ?? []).toEqual(keys(config["ExposedPorts"]));
    expect(textOf("VOLUME")?.split(" ") ?? []).toEqual(keys(config["Volumes"]));
  });
});

// as Docker writes lists
const jsonOf = (value: unknown): string | undefined =>
  value === undefined ? undefined : `[${(value as string[]).map((one) => JSON.stringify(one)).join(", ")}]`;
