export { budgetText } from "./condition-text.ts";
export { currenciesText, currencyName } from "./currencies-text.ts";
export { type AlertFacts, type Sentence, sentenceOf, valueOfFacts, valueTextOf } from "./sentence.ts";
export { figure } from "./condition-text.ts";
export { clockText, spanText } from "./times.ts";
export { valueText } from "./value-text.ts";
