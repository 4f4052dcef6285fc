// TypeORM: what the entity manager (and so repositories) was asked for, around the queries that the drivers' integrations see.
import { readField, readTextField } from "../calls/read-field.ts";
import type { LibraryIntegration } from "./library-integration.ts";
import { instrumentModels, mapperEmits } from "./orm/model-call.ts";
import { prototypeOf } from "./patching/class.ts";
import { exportsOf, instrumenting } from "./patching/method.ts";

/** The part of TypeORM that is used. */
export interface Typeorm {
  readonly EntityManager: abstract new (...args: never[]) => object;
}

const operations =
  "save remove softRemove recover insert upsert update delete softDelete restore count countBy exists existsBy sum average minimum maximum find findBy findAndCount findAndCountBy findByIds findOne findOneBy findOneById findOneOrFail findOneByOrFail clear increment decrement".split(
    " ",
  );

/**
 * Has the operations of all entity managers and repositories of TypeORM traced: `save Person`, with the driver's queries inside. Returns the
 * same library. Instrument the driver too.
 *
 * @example
 * ```ts
 * import * as library from "typeorm";
 * import { instrumentTypeorm } from "telltale/typeorm";
 *
 * instrumentTypeorm(library) === library; // => true
 * ```
 */
export function instrumentTypeorm<L extends Typeorm>(library: L): L {
  return typeorm.instrument(library) as L;
}

/** TypeORM for `telltale/register`. The official instrumentation puts the values of entities into its spans. */
export const typeorm: LibraryIntegration = {
  name: "typeorm",
  modules: ["typeorm"],
  versions: [[0, 2]],
  instrument: (library) =>
    instrumenting(library, () => {
      for (const face of exportsOf(library))
        instrumentModels(prototypeOf(readField(face, "EntityManager")), operations, {
          name: "typeorm",
          model: (_manager, [target]) => nameOf(target),
        });
    }),
  emits: mapperEmits,
};

// a class, a schema, a name, or an entity or several
function nameOf(target: unknown): string | undefined {
  if (typeof target === "string") return target;
  if (typeof target === "function") return readTextField(target, ["name"]);
  if (Array.isArray(target)) return nameOf(target[0]);
  const schema = readTextField(readField(target, "options"), ["name"]);
  if (schema !== undefined) return schema;
  const owner = readField(target, "constructor");
  return owner === Object ? undefined : readTextField(owner, ["name"]);
}
