// Whether an answer is what the contract says: each one of a test's is held against the document at /api/openapi.json.
import { Ajv2020, type ValidateFunction } from "ajv/dist/2020.js";
import { openApiDocument } from "contract";

interface Operation {
  readonly responses: {
    readonly "200": { readonly content: Readonly<Record<string, { readonly schema?: object }>> };
  };
}

const document = openApiDocument("test") as {
  readonly paths: Readonly<Record<string, { readonly get?: Operation }>>;
};
const ajv = new Ajv2020({ strict: false, allErrors: true }).addSchema(document, "api");
const validators = new Map<string, ValidateFunction>();

/** Throws with every place where `body` is not of the type of `GET path`. */
export function conform(path: string, body: unknown): void {
  const validate = validators.get(path) ?? compile(path);
  validators.set(path, validate);
  if (validate(body)) return;
  const mistakes = (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath} ${message}`);
  throw new Error(`GET ${path} answers what the contract does not say: ${mistakes.slice(0, 10).join("; ")}`);
}

function compile(path: string): ValidateFunction {
  const key = path.replaceAll(/:(\w+)/g, "{$1}");
  const operation = document.paths[key]?.get;
  const schema = operation?.responses["200"].content["application/json"]?.schema;
  return ajv.compile(schema === undefined ? {} : withDocument(schema));
}

/** References lead into the document. */
function withDocument(schema: object): object {
  return JSON.parse(JSON.stringify(schema).replaceAll('"#/', '"api#/')) as object;
}
