export { referenceOf } from "./reference.ts";
export { jsonSchemaOf } from "./json-schema.ts";
export { ruleFile } from "../rule/rule.ts";
